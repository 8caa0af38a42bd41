"""Second spellings of composed comments, so that the model does not lean on how neat they are.

Which rows get one, and which kind, follows from their order, so that training repeats exactly.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from classifiers.examples import Example
from classifiers.lexicons import teencode

_EVERY = 2
_PICTURES = ("😡", "🙏🙏", "😂😂😂", "❤️", "😢", "👏", "🤣🤣", "🥲", "😤😤", "👍")
_ENDINGS = ("????", "!!!", "...", " :)))", " =))", "!!!!", " 😡😡", "?", "..", "")


def variants(rows: Sequence[Example]) -> Iterator[Example]:
    """A second spelling of every other composed row."""
    chosen = [row for row in rows if row.drawn == "composed"][::_EVERY]
    for at, row in enumerate(chosen):
        text = _KINDS[at % len(_KINDS)](row.text, at // len(_KINDS))
        if text != row.text:
            yield replace(row, text=text, sure=1)


def _without_accents(text: str, _: int) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char)).lower()


def _with_pictures(text: str, at: int) -> str:
    picture, ending = _PICTURES[at % len(_PICTURES)], _ENDINGS[at // 3 % len(_ENDINGS)]
    return f"{picture} {text}{ending}" if at % 3 else f"{text} {picture}{ending}"


def _in_short_forms(text: str, at: int) -> str:
    short = _short_forms()
    words = (short.get(word, [word]) for word in text.split(" "))
    return " ".join(forms[at % len(forms)] for forms in words)


def _without_marks(text: str, _: int) -> str:
    return text.replace("?", "").replace(",", "").replace(".", " ").lower().strip()


@cache
def _short_forms() -> dict[str, list[str]]:
    """The short forms of every word that has one."""
    forms: dict[str, list[str]] = {}
    for short, words in teencode().items():
        if len(words) == 1:
            forms.setdefault(words[0], []).append(short)
    return forms


_KINDS: tuple[Callable[[str, int], str], ...] = (
    _without_accents,
    _with_pictures,
    _in_short_forms,
    _without_marks,
)
