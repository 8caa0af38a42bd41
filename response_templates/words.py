"""Comments and templates as the terms they are compared by, each with its place in the text.

Every syllable is read twice: plain, folded, so that "lam the can cuoc" finds "làm thẻ căn cước",
and toned, with its accents wherever they are typed, so that "thế" is not "thẻ". Neighbouring
syllables make a pair. What citizens shorten ("bhyt", "sđt") is read as the words it stands for.

A batch of texts is read as arrays of numbers: as objects, a comment's hundred terms took half of
the time of a suggestion.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from moderation.text import fold

__all__ = ["Reader", "Terms", "are_pairs", "composed"]

_HERE = Path(__file__).parent
_SYLLABLE = re.compile(r"\w+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BETWEEN = "\0"
"""Stands between texts: no syllable, and no white space that would join two."""
_LONGEST_ALIAS = 5
_BITS = 21
_NUMBER = (1 << _BITS) - 1
_TONED = 1 << 2 * _BITS
_ACCENTED, _EMPTY_TONED, _EMPTY_PLAIN = (1 << 2 * _BITS + bit for bit in range(3))
_LETTERS_KEPT = 1 << 20
"""So many letters of words are remembered; then all are forgotten."""
_CODE_POINTS = 0x110000
_WORD, _SPACE = 1, 2

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
_Number = TypeVar("_Number", int, NDArray[np.int64])


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a batch of texts, in no order.

    `owner` is the text's index in the batch, `key` the term, `start` and `end` the stretch that it
    was read from. By `place` they are in reading order: the plain terms of a text, what its aliases
    mean, then the toned ones.
    """

    owner: Numbers
    key: Numbers
    start: Numbers
    end: Numbers
    place: Numbers


@dataclass(frozen=True, slots=True)
class _Syllables:
    """The syllables of a batch: their numbers, and whether they say nothing of the matter.

    `joined` where only white space stands between this and the syllable before.
    """

    owner: Numbers
    start: Numbers
    end: Numbers
    joined: Flags
    plain: Numbers
    toned: Numbers
    accented: Flags
    empty: Flags
    empty_toned: Flags


class Reader:
    """Reads texts into terms and gives every syllable that it meets a number.

    Once closed, it gives no new ones: a syllable that it doesn't know is in no term that it tells.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._letters_kept = 0
        self._is_open = True
        self._aliases = {
            tuple(map(self._number, short.split())): tuple(map(self._key, meant))
            for short, meant in _aliases().items()
        }
        self._alone = [words[0] for words in self._aliases if len(words) == 1]
        self._begun = [_pair(*words[:2]) for words in self._aliases if len(words) > 1]

    def close(self) -> None:
        """Give no more numbers, as memory would grow with every comment."""
        self._is_open = False

    def read(self, texts: Sequence[str]) -> Terms:
        """The terms of composed texts."""
        found = self._syllables(texts)
        empty = np.where(found.accented, found.empty_toned, found.empty)
        toned = found.accented & (found.toned > 0)
        parts = (
            *_parts(found, found.plain, empty, found.plain > 0, kind=0),
            self._meant(found),
            *_parts(found, found.toned, found.empty_toned, toned, kind=2),
        )
        return Terms(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _syllables(self, texts: Sequence[str]) -> _Syllables:
        joined = _BETWEEN.join(texts)
        classes = _classes()[np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)]
        edges = np.flatnonzero(np.diff((classes == _WORD).view(np.int8), prepend=0, append=0))
        start, end = edges[::2], edges[1::2]
        word = self._looked_up(_SYLLABLE.findall(joined))
        sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + len(_BETWEEN)
        first = np.cumsum(sizes) - sizes
        owner = np.searchsorted(first, start, "right") - 1
        marks = np.cumsum(classes != _SPACE)
        between = marks[start[1:] - 1] - marks[end[:-1] - 1]
        accents = np.bincount(owner, word & _ACCENTED, len(texts))
        return _Syllables(
            owner,
            start - first[owner],
            end - first[owner],
            np.append([False], between == 0)[: len(start)],
            word & _NUMBER,
            (word >> _BITS) & _NUMBER,
            accents[owner] > 0,
            (word & _EMPTY_PLAIN) > 0,
            (word & _EMPTY_TONED) > 0,
        )

    def _looked_up(self, words: list[str]) -> Numbers:
        if self._letters_kept > _LETTERS_KEPT:
            self._words, self._letters_kept = {}, 0
        known = self._words
        fresh = {*words} - known.keys()
        self._letters_kept += sum(map(len, fresh))
        known.update((word, self._read_word(word)) for word in fresh)
        return np.fromiter(map(known.__getitem__, words), np.int64, len(words))

    def _read_word(self, word: str) -> int:
        """The plain and the toned number of a word, and what else is true of it, in one number."""
        plain, toned = _readings(word)
        made = self._number(plain) | self._number(toned) << _BITS
        made |= _ACCENTED * (plain != toned)
        return made | _EMPTY_TONED * (toned in _stops()) | _EMPTY_PLAIN * (plain in _plain_stops())

    def _number(self, syllable: str) -> int:
        if self._is_open:
            return self._numbers.setdefault(syllable, len(self._numbers) + 1)
        return self._numbers.get(syllable, 0)

    def _key(self, term: str) -> int:
        first, _, second = term.partition(" ")
        return _pair(self._number(first), self._number(second)) if second else self._number(first)

    def _meant(self, found: _Syllables) -> _Part:
        """What the aliases in the texts stand for; few words begin one."""
        plain, owner = found.plain, found.owner
        begun = np.isin(plain, self._alone)
        same = owner[1:] == owner[:-1]
        begun[:-1] |= same & np.isin(_pair(plain[:-1], plain[1:]), self._begun)
        made: list[tuple[int, int, int]] = []
        for first in np.flatnonzero(begun).tolist():
            reach = slice(first, first + _LONGEST_ALIAS)
            words = plain[reach][owner[reach] == owner[first]].tolist()
            for length in range(1, len(words) + 1):
                keys = self._aliases.get(tuple(words[:length]), ())
                made += [(key, first, first + length - 1) for key in keys]
        key, start, last = np.array(made, np.int64).reshape(-1, 3).T
        return _part(found, key, start, last, kind=1, rank=2 * start)


def composed(text: str) -> str:
    """The text in which terms have their places: NFC, without invisible characters."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def are_pairs(keys: Numbers) -> Flags:
    """Which of the terms are of two syllables."""
    pairs: Flags = (keys & ~_TONED) > _NUMBER
    return pairs


_Part = tuple[Numbers, Numbers, Numbers, Numbers, Numbers]


def _parts(
    found: _Syllables, number: Numbers, empty: Flags, told: Flags, *, kind: int
) -> Iterator[_Part]:
    """The single syllables and the pairs of one reading; two empty syllables make no pair."""
    single = np.flatnonzero(told & ~empty)
    key = number[single] | _TONED * (kind > 0)
    yield _part(found, key, single, single, kind=kind, rank=2 * single)
    joined = found.joined[1:] & ~(empty[1:] & empty[:-1]) & told[1:] & (number[:-1] > 0)
    first = np.flatnonzero(joined)
    key = _pair(number[first], number[first + 1]) | _TONED * (kind > 0)
    yield _part(found, key, first, first + 1, kind=kind, rank=2 * first + 3)


def _part(
    found: _Syllables, key: Numbers, first: Numbers, last: Numbers, *, kind: int, rank: Numbers
) -> _Part:
    owner = found.owner[first]
    return owner, key, found.start[first], found.end[last], (3 * owner + kind << 32) + rank


def _pair(first: _Number, second: _Number) -> _Number:
    return first << _BITS | second


def _readings(surface: str) -> tuple[str, str]:
    """Folded, and folded followed by its accents in a fixed order, wherever the tone stood."""
    plain = fold(surface)
    parts = unicodedata.normalize("NFD", surface.lower())
    marks = sorted(char for char in parts if unicodedata.combining(char) or char == "đ")
    return plain, plain + "".join(marks)


@cache
def _classes() -> NDArray[np.uint8]:
    """For each code point whether it is part of a word, as regular expressions see it, or space."""
    every = "".join(map(chr, range(_CODE_POINTS)))
    made = np.zeros(_CODE_POINTS, np.uint8)
    for found in _SYLLABLE.finditer(every):
        made[slice(*found.span())] = _WORD
    made[[code for code, char in enumerate(every) if char.isspace()]] = _SPACE
    return made


@cache
def _stops() -> frozenset[str]:
    lines = (_HERE / "stop_words.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return frozenset(_readings(unicodedata.normalize("NFC", word))[1] for word in words)


@cache
def _plain_stops() -> frozenset[str]:
    """The stop words as they are typed without accents."""
    return frozenset(
        "".join(char for char in word if char != "đ" and not unicodedata.combining(char))
        for word in _stops()
    )


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
