"""Text into the pieces of words that the encoder has vectors for, by the likeliest way to cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = ["BEGIN", "END", "UNKNOWN", "Pieces"]

BEGIN, END, UNKNOWN = 0, 1, 2
"""The numbers that every vocabulary starts with."""

# How a vocabulary writes the start of a word (U+2581).
_WORD = "\u2581"
_LONGEST_TEXT = 600
_MOST_PIECES = 40
_UNLIKELY = 10.0
_SHORT = 20
_WORDS_KEPT = 1 << 15


@dataclass(frozen=True, slots=True)
class Pieces:
    """A vocabulary: the number of each piece, which is its row of vectors, and its log-likelihood.

    Cutting is that of a unigram language model (Kudo 2018, arXiv 1804.10959): of all ways to cut a
    word the one whose pieces' log-likelihoods sum highest. A character that no piece holds counts
    as unknown.
    """

    numbers: Mapping[str, int] = field(repr=False)
    likelihoods: Mapping[str, float] = field(repr=False)
    longest: int
    """The letters of the longest piece, so that cutting takes time in proportion to the text."""

    def of(self, text: str) -> list[int]:
        """The pieces of a text, of its beginning where it is long, between begin and end."""
        # One character may stand for many, so what was made plain is cut short again.
        plain = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT])[:_LONGEST_TEXT]
        pieces: list[int] = []
        for word in plain.split():
            pieces += (_kept if len(word) <= _SHORT else _cut)(self, _WORD + word)
        return [BEGIN, *pieces[:_MOST_PIECES], END]

    @classmethod
    def listed(cls, names: Sequence[str], likelihoods: Sequence[float]) -> Pieces:
        """The vocabulary of these pieces, numbered in their order."""
        places = range(UNKNOWN + 1, len(names))
        return cls(
            {names[at]: at for at in places},
            {names[at]: likelihoods[at] for at in places},
            max(len(names[at]) for at in places),
        )

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class _Step:
    """The best way to cut what lies before a place: its sum, where its last piece starts."""

    likelihood: float
    start: int
    piece: int


def _cut(known: Pieces, word: str) -> tuple[int, ...]:
    steps = [_Step(0.0, 0, UNKNOWN)]
    for end in range(1, len(word) + 1):
        starts = range(max(0, end - known.longest), end)
        ways = (_step(known, steps, word, start, end) for start in starts)
        steps.append(max((way for way in ways if way), key=lambda way: way.likelihood))
    made, at = [], len(word)
    while at:
        made.append(steps[at].piece)
        at = steps[at].start
    return tuple(reversed(made))


def _step(known: Pieces, steps: Sequence[_Step], word: str, start: int, end: int) -> _Step | None:
    name = word[start:end]
    number = known.numbers.get(name)
    if number is not None:
        return _Step(steps[start].likelihood + known.likelihoods[name], start, number)
    if len(name) == 1:
        return _Step(steps[start].likelihood - _UNLIKELY * 2, start, UNKNOWN)
    return None


_kept = lru_cache(_WORDS_KEPT)(_cut)
