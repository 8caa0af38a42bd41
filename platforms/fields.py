"""One field of a network's JSON at a time: of the right kind and size, or told to be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from platforms.times import read_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = [
    "bad_field",
    "id_in",
    "inner",
    "items_in",
    "link_in",
    "object_of",
    "required_id",
    "text_in",
    "time_in",
]

_MAX_ID = 512  # an indexed column of the database holds it


def object_of(value: object, name: str) -> dict[str, object]:
    """`value` as a JSON object. Raises BadInputError."""
    if not isinstance(value, dict):
        raise bad_field(name, "phải là một đối tượng JSON")
    return value


def inner(data: Mapping[str, object], name: str) -> dict[str, object]:
    """The object under `name`, empty where there is none. Raises BadInputError."""
    return object_of(data.get(name) or {}, name)


def items_in(data: Mapping[str, object], name: str) -> list[object]:
    """The list under `name`, empty where there is none. Raises BadInputError."""
    value = data.get(name)
    if value is not None and not isinstance(value, list):
        raise bad_field(name, "phải là một danh sách")
    return value or []


def required_id(data: Mapping[str, object], name: str) -> str:
    """The identifier under `name`. Raises BadInputError where there is none."""
    value = id_in(data, name)
    if value is None:
        raise bad_field(name, "bị thiếu")
    return value


def id_in(data: Mapping[str, object], name: str) -> str | None:
    """The identifier under `name`, which may be written as a number. Raises BadInputError."""
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > _MAX_ID:
        raise bad_field(name, f"phải là chuỗi không quá {_MAX_ID} ký tự")
    return value


def text_in(data: Mapping[str, object], name: str) -> str | None:
    """The text under `name`. Raises BadInputError."""
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise bad_field(name, "phải là chuỗi")
    return value


def link_in(data: Mapping[str, object], name: str) -> str | None:
    """A link that is not of the web is left out: `javascript:` must not reach a page."""
    value = text_in(data, name)
    return value if value and value.startswith(("https://", "http://")) else None


def time_in(data: Mapping[str, object], name: str) -> datetime | None:
    """The time under `name` as an aware UTC time. Raises BadInputError."""
    value = data.get(name)
    if value is None or value == "":
        return None
    try:
        return read_time(value)
    except (ValueError, OverflowError):
        raise bad_field(name, "không phải thời gian (ISO 8601 hoặc giây unix)") from None


def bad_field(name: str, fault: str) -> BadInputError:
    """The refusal of a field by its name."""
    return BadInputError(f"Trường “{name}” {fault}.", code="bad_field")
