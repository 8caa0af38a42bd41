"""Comments and templates as the terms they are compared by, each with its place in the text.

Every syllable is read twice: `plain`, folded, so that "lam the can cuoc" finds "làm thẻ căn cước",
and `toned`, with its accents wherever they are typed, so that "thế" is not "thẻ". Neighbouring
syllables make a pair. What citizens shorten ("bhyt", "sđt") is read as the words it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from moderation.text import fold

__all__ = ["Term", "composed", "terms"]

_HERE = Path(__file__).parent
_SYLLABLE = re.compile(r"\w+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_LONGEST_ALIAS = 5


class Term(NamedTuple):
    """A term and the stretch of the composed text that it was read from.

    A tuple: a comment has a hundred, and a frozen dataclass takes four times as long to make.
    """

    name: str
    start: int
    end: int


class _Syllable(NamedTuple):
    """`joined` where only white space stands between this and the syllable before."""

    plain: str
    toned: str
    start: int
    end: int
    joined: bool


def composed(text: str) -> str:
    """The text in which terms have their places: NFC, without invisible characters."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def terms(text: str) -> list[Term]:
    """The terms of a composed text: plain and toned syllables and pairs, and what aliases mean."""
    syllables = list(_syllables(text))
    accented = any(syllable.plain != syllable.toned for syllable in syllables)
    read = [*_plain_terms(syllables, accented=accented), *_alias_terms(syllables)]
    return [*read, *_toned_terms(syllables)] if accented else read


def _syllables(text: str) -> Iterator[_Syllable]:
    before = 0
    for found in _SYLLABLE.finditer(text):
        start, end = found.span()
        joined = before > 0 and text[before:start].isspace()
        yield _Syllable(*_readings(found.group()), start, end, joined)
        before = end


def _plain_terms(syllables: list[_Syllable], *, accented: bool) -> Iterator[Term]:
    stops = _stop_words() if accented else _folded_stop_words()
    empty = [(s.toned if accented else s.plain) in stops for s in syllables]
    for place, syllable in enumerate(syllables):
        if not empty[place]:
            yield Term(syllable.plain, syllable.start, syllable.end)
        if syllable.joined and not (empty[place - 1] and empty[place]):
            before = syllables[place - 1]
            yield Term(f"{before.plain} {syllable.plain}", before.start, syllable.end)


def _toned_terms(syllables: list[_Syllable]) -> Iterator[Term]:
    stops = _stop_words()
    for place, syllable in enumerate(syllables):
        empty = syllable.toned in stops
        if not empty:
            yield Term(f"={syllable.toned}", syllable.start, syllable.end)
        if syllable.joined and not (empty and syllables[place - 1].toned in stops):
            before = syllables[place - 1]
            yield Term(f"={before.toned} {syllable.toned}", before.start, syllable.end)


def _alias_terms(syllables: list[_Syllable]) -> Iterator[Term]:
    aliases = _aliases()
    plain = [syllable.plain for syllable in syllables]
    firsts = _alias_firsts()
    for start in range(len(plain)):
        if plain[start] not in firsts:
            continue
        for length in range(1, min(_LONGEST_ALIAS, len(plain) - start) + 1):
            for meant in aliases.get(" ".join(plain[start : start + length]), ()):
                yield Term(meant, syllables[start].start, syllables[start + length - 1].end)


@lru_cache(maxsize=65_536)
def _readings(surface: str) -> tuple[str, str]:
    """Folded, and folded followed by its accents in a fixed order, wherever the tone stood."""
    plain = fold(surface)
    parts = unicodedata.normalize("NFD", surface.lower())
    marks = sorted(char for char in parts if unicodedata.combining(char) or char == "đ")
    return plain, plain + "".join(marks)


@cache
def _stop_words() -> frozenset[str]:
    lines = (_HERE / "stop_words.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return frozenset(_readings(unicodedata.normalize("NFC", word))[1] for word in words)


@cache
def _folded_stop_words() -> frozenset[str]:
    return frozenset(
        "".join(char for char in word if char != "đ" and not unicodedata.combining(char))
        for word in _stop_words()
    )


@cache
def _alias_firsts() -> frozenset[str]:
    return frozenset(alias.split()[0] for alias in _aliases())


@cache
def _aliases() -> dict[str, tuple[str, ...]]:
    """Short or common wording, folded → the terms of the official words it stands for."""
    meant: dict[str, tuple[str, ...]] = {}
    for line in (_HERE / "aliases.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            shorts, _, words = line.partition("=")
            spelled = fold(words).split()
            pairs = [f"{a} {b}" for a, b in pairwise(spelled)]
            for short in shorts.split(","):
                meant[fold(short)] = (*meant.get(fold(short), ()), *spelled, *pairs)
    return meant
