"""The values that several nouns share."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

__all__ = ["MAX_ID", "Body", "Id", "PathId", "PlainText", "Shown", "shown_as"]

MAX_ID = 2**63 - 1


class Shown(BaseModel):
    """A value in an answer."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


def shown_as(*examples: dict[str, Any]) -> ConfigDict:
    """The examples that a model's description carries."""
    return ConfigDict(json_schema_extra={"examples": list(examples)})


class Body(BaseModel):
    """A value in a request; what it does not know is refused, so that a typo is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("NUL")
    return text


Id = Annotated[int, Field(ge=1, le=MAX_ID, json_schema_extra={"format": "int64"})]
PathId = Annotated[int, Path(ge=1, le=MAX_ID, json_schema_extra={"format": "int64"})]

PlainText = Annotated[str, AfterValidator(_without_nul)]
"""Text that PostgreSQL can keep."""
