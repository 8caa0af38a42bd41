"""The workers' application with one comment that ends the process reading it."""

from __future__ import annotations

import os

from moderation.intake.readings import Reading
from moderation.queries.unread import Unread
from workers import classify
from workers.app import app

__all__ = ["app"]

_read = classify.read


def _dies(unread: list[Unread], *rules: object) -> list[Reading]:
    if any("thuoc-doc" in item.text for item in unread):
        os._exit(9)
    return _read(unread, *rules)  # type: ignore[arg-type]


classify.read = _dies  # type: ignore[assignment]
