"""A refusal in the reader's language: a sentence of the engines, often with a value in it.

Refusals are raised, and some are kept in the database, as finished Vietnamese sentences. The
catalogue has them with places, “Đã có {most} quy tắc đang dùng.”, and what a sentence bears there
is carried over. What a place holds may be a sentence itself, and several may follow one another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from markupsafe import Markup

from api.i18n import Locale, catalogue, translations

__all__ = ["PLACE", "tell_in"]

PLACE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
"""Where a sentence bears a value: `{name}`. Doubled braces are what a template writer reads."""

_LONGEST = 2000  # no sentence of ours; matching takes longer, the longer the text
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SENTENCE_END = re.compile(r"(?<=[.…]) ")
# Between quotation marks a value ends at the next one; elsewhere it stays within its sentence.
_QUOTED, _WITHIN, _ANYTHING = "([^”]*)", r"((?:(?![.…] ).)*)", "(.*)"


@dataclass(frozen=True, slots=True)
class _Form:
    """A sentence with places: what it looks like, strictly and at all, and what to say instead."""

    strict: re.Pattern[str]
    loose: re.Pattern[str]
    names: tuple[str, ...]
    english: str


def tell_in(locale: Locale) -> Callable[[str], str]:
    """The refusals of a language. One that nobody has translated stays as it was said."""
    if locale == "vi":
        return lambda message: message
    return lambda message: _tell(locale, message) or message


def _tell(locale: Locale, message: str) -> str | None:
    # Markup is a page's own message, which has been said in the reader's language already.
    if not message or len(message) > _LONGEST or isinstance(message, Markup):
        return None
    known = translations(locale).gettext(message)
    if known != message:
        return known
    forms = _forms(locale)
    return (
        _fitted(locale, message, [(form, form.strict) for form in forms])
        or _one_by_one(locale, message)
        or _fitted(locale, message, [(form, form.loose) for form in forms])
    )


def _fitted(locale: Locale, message: str, tries: list[tuple[_Form, re.Pattern[str]]]) -> str | None:
    for form, pattern in tries:
        if found := pattern.fullmatch(message):
            return _filled(locale, form, found.groups())
    return None


def _filled(locale: Locale, form: _Form, found: tuple[str, ...]) -> str:
    values = {name: _value(locale, value) for name, value in zip(form.names, found, strict=True)}
    return PLACE.sub(lambda place: values[place[1]], form.english)


def _value(locale: Locale, value: str) -> str:
    if _GROUPED.fullmatch(value):
        return value.replace(".", ",")
    return _tell(locale, value) or value


def _one_by_one(locale: Locale, message: str) -> str | None:
    """Several sentences in a row, where each of them is known."""
    for end in _SENTENCE_END.finditer(message):
        first = _tell(locale, message[: end.start()])
        rest = first and _tell(locale, message[end.end() :])
        if first and rest:
            return f"{first} {rest}"
    return None


@lru_cache(maxsize=2)
def _forms(locale: Locale) -> tuple[_Form, ...]:
    """The most particular first: a sentence may look like more than one."""
    pairs = [
        (one.id, str(one.string))
        for one in catalogue(locale)
        if isinstance(one.id, str) and PLACE.search(one.id)
    ]
    pairs.sort(key=lambda pair: len(PLACE.sub("", pair[0])), reverse=True)
    return tuple(
        _Form(
            strict=_pattern(vietnamese, _WITHIN),
            loose=_pattern(vietnamese, _ANYTHING),
            names=tuple(PLACE.findall(vietnamese)),
            english=english,
        )
        for vietnamese, english in pairs
    )


def _pattern(vietnamese: str, anywhere: str) -> re.Pattern[str]:
    # Splitting by a pattern with a group gives text, name, text, name, …, text.
    texts = PLACE.split(vietnamese)[::2]
    parts = [re.escape(texts[0])]
    for before, after in pairwise(texts):
        is_quoted = before.endswith("“") and after.startswith("”")
        parts += [_QUOTED if is_quoted else anywhere, re.escape(after)]
    return re.compile("".join(parts), re.DOTALL)
