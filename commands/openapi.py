"""`phanhoi openapi`: the document of the API, made from the code with no database."""

from __future__ import annotations

import json

from api.schema import described_app
from commands.steps import say


def openapi() -> None:
    """In mô tả OpenAPI của API; `make openapi` ghi vào docs/openapi.json."""
    say(document())


def document() -> str:
    """The OpenAPI document as it is committed."""
    return json.dumps(described_app().openapi(), ensure_ascii=False, indent=2)
