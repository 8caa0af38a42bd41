"""A refusal in the reader's language: a sentence of the engines, often with a value in it.

Refusals are raised, and some are kept in the database, as finished Vietnamese sentences. The
catalogue has them with places, “Đã có {most} quy tắc đang dùng.”, and what a sentence bears there
is carried over as people wrote it; only our own words and numbers there are told in English too.
Several sentences may follow one another. Anybody may make a message long or odd by what he sends:
nothing here takes more than a few passes over it.
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

_LONGEST = 2000  # no message of ours
_MOST_SENTENCES, _MOST_TOGETHER = 24, 6  # of a message; of one entry of the catalogue
_NUMBERS = frozenset({"cells", "least", "long", "most", "n", "parts", "seconds", "width"})
_OURS = frozenset(
    {"act", "fault", "label", "meaning", "one", "other", "place", "what", "when", "where", "why"}
)
"""Places for words of ours. Any other bears what people wrote, or a name: it stays as it is."""
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_ENDINGS = (".", "?", "!")
_SENTENCE_END = re.compile(r"(?<=[.…]) ")
# Between quotation marks a value ends at the next one; elsewhere it stays within its sentence.
_QUOTED, _WITHIN, _ANYTHING = "[^”]", "(?:(?![.…] ).)", "."


@dataclass(frozen=True, slots=True)
class _Form:
    """A sentence with places: what it looks like, strictly and at all, and what to say instead."""

    strict: re.Pattern[str]
    loose: re.Pattern[str]
    names: tuple[str, ...]
    english: str
    is_sentence: bool


def tell_in(locale: Locale) -> Callable[[str], str]:
    """The refusals of a language. One that nobody has translated stays as it was said."""
    if locale == "vi":
        return lambda message: message
    return lambda message: _tell(locale, message) or message


def _tell(locale: Locale, message: str) -> str | None:
    # Markup is a page's own message, which has been said in the reader's language already.
    if not message or len(message) > _LONGEST or isinstance(message, Markup):
        return None
    return (
        _known(locale, message)
        or _one_by_one(locale, message)
        or _fitted(locale, message, [(form, form.loose) for form in _sentences(locale)])
    )


def _known(locale: Locale, message: str) -> str | None:
    """One entry of the catalogue, its values within their sentence."""
    english = translations(locale).gettext(message)
    if english != message:
        return english
    return _fitted(locale, message, [(form, form.strict) for form in _sentences(locale)])


def _one_by_one(locale: Locale, message: str) -> str | None:
    """Several entries in a row, where each of them is known; the longest that fits first."""
    left = _SENTENCE_END.split(message)
    if not 1 < len(left) <= _MOST_SENTENCES:
        return None
    told = []
    while left:
        for size in range(min(_MOST_TOGETHER, len(left)), 0, -1):
            if known := _known(locale, " ".join(left[:size])):
                told.append(known)
                left = left[size:]
                break
        else:
            return None
    return " ".join(told)


def _fitted(locale: Locale, message: str, tries: list[tuple[_Form, re.Pattern[str]]]) -> str | None:
    for form, pattern in tries:
        if found := pattern.fullmatch(message):
            return _filled(locale, form, found.groups())
    return None


def _filled(locale: Locale, form: _Form, found: tuple[str, ...]) -> str:
    pairs = zip(form.names, found, strict=True)
    values = {name: _value(locale, name, value) for name, value in pairs}
    return PLACE.sub(lambda place: values[place[1]], form.english)


def _value(locale: Locale, name: str, value: str) -> str:
    if name in _NUMBERS and _GROUPED.fullmatch(value):
        return value.replace(".", ",")
    if name not in _OURS or not value:
        return value
    parts = [(form, form.strict) for form in _forms(locale)]
    english = translations(locale).gettext(value)
    return english if english != value else _fitted(locale, value, parts) or value


@lru_cache(maxsize=2)
def _sentences(locale: Locale) -> tuple[_Form, ...]:
    """The forms of a whole message; the others are parts, or short words of screens."""
    return tuple(form for form in _forms(locale) if form.is_sentence)


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
            is_sentence=vietnamese.endswith(_ENDINGS),
        )
        for vietnamese, english in pairs
    )


def _pattern(vietnamese: str, anywhere: str) -> re.Pattern[str]:
    """A value ends where the text after it first stands, and is never tried longer: one pass."""
    # Splitting by a pattern with a group gives text, name, text, name, …, text.
    texts = PLACE.split(vietnamese)[::2]
    parts = [re.escape(texts[0])]
    for at, (before, after) in enumerate(pairwise(texts), start=2):
        is_quoted = before.endswith("“") and after.startswith("”")
        value = f"({_QUOTED if is_quoted else anywhere}*?)"
        # The last text must stand at the very end, which `fullmatch` sees to.
        is_last = at == len(texts)
        parts.append(value + re.escape(after) if is_last else f"(?>{value}{re.escape(after)})")
    return re.compile("".join(parts), re.DOTALL)
