"""Reading forms: text without NUL, which PostgreSQL can't keep, and fields named by their row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Form, Query, Request
from pydantic import AfterValidator

__all__ = ["Fields", "FormText", "QueryText"]


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")


FormText = Annotated[str, AfterValidator(_without_nul), Form()]
QueryText = Annotated[str, AfterValidator(_without_nul), Query()]


async def _fields(request: Request) -> Mapping[str, str]:
    form = await request.form()
    return {
        name: _without_nul(value) for name, value in form.multi_items() if isinstance(value, str)
    }


Fields = Annotated[Mapping[str, str], Depends(_fields)]
"""Every text field of a form whose names are not known beforehand."""
