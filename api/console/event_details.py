"""What an event tells besides its kind, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.console.words import Say
from api.event_fields import FIELDS_VI, LEFT_TO_THE_FILE
from api.event_values import VALUES_VI
from api.i18n import Formats

__all__ = ["Called", "details"]

_MOMENTS = frozenset({"at", "since", "until"})


@dataclass(frozen=True, slots=True)
class Called:
    """How the reader's language and agency call what events name by a number or a key."""

    say: Say
    formats: Formats
    people: Mapping[int, str]
    pages: Mapping[int, str]
    queues: Mapping[str, str]


def details(data: Mapping[str, object], called: Called) -> str:
    """`vai trò: Người xem; số lần: 3`. What nobody has a word for stands as it was written."""
    return "; ".join(
        f"{_named(name, called)}: {_value(name, value, called)}"
        for name, value in data.items()
        if name not in LEFT_TO_THE_FILE and value not in (None, "", [])
    )


def _named(name: str, called: Called) -> str:
    return called.say(FIELDS_VI.get(name) or VALUES_VI["data_class"].get(name, name))


def _value(name: str, value: object, called: Called) -> str:
    if isinstance(value, Mapping):
        # A role with the page that it is held on, or numbers by kind.
        parts = {part: one for part, one in value.items() if one is not None}
        return ", ".join(
            _value(part, one, called)
            if part == "role"
            else f"{_named(part, called)} {_value(part, one, called)}"
            for part, one in parts.items()
        )
    if isinstance(value, list):
        return ", ".join(_value(name, one, called) for one in value)
    if isinstance(value, bool):
        return called.say("có") if value else called.say("không")
    if isinstance(value, int):
        named = {"user_id": called.people, "mentions": called.people, "page_id": called.pages}
        return named.get(name, {}).get(value, str(value))
    return _word(name, str(value), called)


def _word(name: str, word: str, called: Called) -> str:
    if name == "queue":
        return called.queues.get(word, word)
    if name in _MOMENTS:
        return called.formats.vn_datetime(datetime.fromisoformat(word))
    known = VALUES_VI.get(name, {}).get(word)
    return called.say(known) if known else word
