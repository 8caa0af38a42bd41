"""Reading forms: text without NUL, which PostgreSQL can't keep, and fields named by their row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Form, Query, Request
from pydantic import AfterValidator

from api.rest.schemas.values import MAX_ID

__all__ = ["Fields", "FormText", "QueryText", "row_id"]


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")


FormText = Annotated[str, AfterValidator(_without_nul), Form()]
QueryText = Annotated[str, AfterValidator(_without_nul), Query()]


async def _fields(request: Request) -> Mapping[str, str]:
    form = await request.form()
    return {
        name: _without_nul(value) for name, value in form.multi_items() if isinstance(value, str)
    }


def row_id(text: str) -> int:
    """The number that a form or address names; 0 for what can be no row's."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return number if number <= MAX_ID else 0


Fields = Annotated[Mapping[str, str], Depends(_fields)]
"""Every text field of a form whose names are not known beforehand."""
