"""Second spellings of composed comments, so that the model does not lean on how neat they are.

And junk: a harmless comment filled up with keystrokes, or pasted several times, is spam.

Which rows get one, and which kind, follows from their order, so that training repeats exactly.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha512

from classifiers.examples import Example
from classifiers.lexicons import teencode
from moderation.vocabulary import Label

_EVERY = 2
_EVERY_HARMLESS = 3
_MOST_WORDS = 14
_KEY_ROWS = ("asdfghjkl", "jkdnshb", "qwertyuiop", "bnxzksjdh", "hgfdjs", "zxcvbnmlkj")
_PICTURES = ("😡", "🙏🙏", "😂😂😂", "❤️", "😢", "👏", "🤣🤣", "🥲", "😤😤", "👍")
_ENDINGS = ("????", "!!!", "...", " :)))", " =))", "!!!!", " 😡😡", "?", "..", "")


def variants(rows: Sequence[Example]) -> Iterator[Example]:
    """A second spelling of every other composed row."""
    chosen = [row for row in rows if row.drawn == "composed"][::_EVERY]
    for at, row in enumerate(chosen):
        text = _KINDS[at % len(_KINDS)](row.text, at // len(_KINDS))
        if text != row.text:
            yield replace(row, text=text, sure=1)
    harmless = [row for row in rows if _is_harmless(row)][::_EVERY_HARMLESS]
    for at, row in enumerate(harmless):
        text = _JUNK_KINDS[at % len(_JUNK_KINDS)](row.text, at)
        yield replace(row, text=text, labels=(Label.SPAM,), sure=1)


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


def _is_harmless(row: Example) -> bool:
    """Short talk that stands under no post."""
    plain = row.drawn == "composed" and not row.post and row.labels == (Label.OTHER,)
    return plain and 3 <= len(row.text.split()) <= _MOST_WORDS


def _keystrokes(at: int, size: int) -> str:
    """What a hand makes that strikes the keys without a word in mind."""
    row = _KEY_ROWS[at % len(_KEY_ROWS)]
    return "".join(row[stroke % len(row)] for stroke in sha512(str(at).encode()).digest()[:size])


def _filled_up(text: str, at: int) -> str:
    return f"{text} {_keystrokes(at, 12 + at % 30)}"


def _only_keystrokes(_: str, at: int) -> str:
    return " ".join(_keystrokes(at + step, 3 + (at + step) % 12) for step in range(1 + at % 6))


def _pasted(text: str, at: int) -> str:
    return " ".join([text] * (3 + at % 3))


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

_JUNK_KINDS: tuple[Callable[[str, int], str], ...] = (
    _filled_up,
    _pasted,
    _only_keystrokes,
    _filled_up,
)
