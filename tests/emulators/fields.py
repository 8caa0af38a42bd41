"""The Graph API's field expansion: `id,comments.limit(2).order(x){id,from}`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_NAME = re.compile(r"\w+")
_MODIFIER = re.compile(r"\.(\w+)\(([^)]*)\)")


@dataclass
class Field:
    """One field asked for, its modifiers, and what is asked of its inside."""

    name: str
    modifiers: dict[str, str] = field(default_factory=dict)
    inside: list[Field] = field(default_factory=list)


def parse(text: str) -> list[Field]:
    """The fields of a request; `id` alone where none are named. Raises ValueError."""
    found, end = _fields(text, 0)
    if end != len(text):
        raise ValueError(text)
    return found or [Field("id")]


def pick(record: dict[str, Any], fields: list[Field]) -> dict[str, object]:
    """Those of the record's fields that were asked for; `id` comes always."""
    wanted = {"id": Field("id")} | {each.name: each for each in fields}
    picked = {}
    for name, asked in wanted.items():
        value = record.get(name)
        if value is None:
            continue
        nested = isinstance(value, dict) and bool(asked.inside)
        picked[name] = pick(value, asked.inside) if nested else value
    return picked


def _fields(text: str, at: int) -> tuple[list[Field], int]:
    found: list[Field] = []
    while (match := _NAME.match(text, at)) is not None:
        each = Field(match[0])
        at = match.end()
        while (modifier := _MODIFIER.match(text, at)) is not None:
            each.modifiers[modifier[1]] = modifier[2]
            at = modifier.end()
        if text[at : at + 1] == "{":
            each.inside, at = _fields(text, at + 1)
            if text[at : at + 1] != "}":
                raise ValueError(text)
            at += 1
        found.append(each)
        if text[at : at + 1] != ",":
            break
        at += 1
    return found, at
