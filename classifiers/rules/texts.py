"""A text as rules look at it: its words with accents and without, and where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from classifiers.lexicons import teencode
from classifiers.normalise import BOUND, WORD, compose, views, without_accents
from moderation.text import fold

__all__ = ["READ_LIMIT", "ReadText", "Span", "bare_words", "pattern_text", "read_texts"]

READ_LIMIT = 20_000
"""Characters of a text that rules look at."""

_SHORT = 20
"""Letters of a word that is remembered: a longer one seldom comes again."""
_GAP, _LINE = ord(" "), ord("\n")

Span = tuple[int, int]
"""Start and end in the original text."""

_Word = tuple[str, str, Span]
"""With accents, without, and where."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as rules look at it, made once for any number of rules.

    `plain` is the UTF-8 that patterns read, `origin` the way back from its characters to the
    original (None: the same places).
    `words` are the words without accents, a space around each, beginning at `starts`; `spelled`
    the same words with accents, `places` where each stands in the original.
    """

    plain: bytes
    origin: list[int] | None
    words: str
    starts: list[int]
    spelled: list[str]
    bare: list[str]
    places: list[Span]

    def original(self, start: int, end: int) -> Span:
        """The stretch of the original behind a stretch of bytes of `plain`."""
        # RE2's \C is a single byte: what it cuts off a character is not counted.
        first = len(self.plain[:start].decode("utf-8", "ignore"))
        last = len(self.plain[:end].decode("utf-8", "ignore"))
        return (first, last) if self.origin is None else (self.origin[first], self.origin[last])


def read_texts(texts: Sequence[str]) -> list[ReadText]:
    """Prepare texts for `Rule.match`; many at once cost less each."""
    cut = [text[:READ_LIMIT] for text in texts]
    words = _words_of(cut)
    return [_read(text, found) for text, found in zip(cut, words, strict=True)]


def bare_words(texts: Sequence[str]) -> list[str]:
    """The `words` alone of each `ReadText`: a tenth of the work, and all that most rules need."""
    batch = views([text[:READ_LIMIT] for text in texts])
    letters = np.where(batch.kinds == WORD, batch.letters, _GAP)
    letters[batch.letters == BOUND] = _LINE
    lines = letters[1:].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass").splitlines()
    return [
        f" {' '.join([(_kept if len(word) <= _SHORT else _meant)(word) for word in line.split()])} "
        for line in lines
    ]


def pattern_text(text: str) -> bytes:
    """The `plain` of a `ReadText`."""
    # UTF-8 has no lone surrogates; one question mark stands for each.
    return compose(text[:READ_LIMIT])[0].encode("utf-8", "replace")


def _words_of(texts: Sequence[str]) -> list[list[_Word]]:
    batch = views(texts)
    word = batch.kinds == WORD
    starts = np.flatnonzero(word & ~np.concatenate(([False], word[:-1])))
    ends = np.flatnonzero(word & ~np.concatenate((word[1:], [False]))) + 1
    owners = batch.owner[starts]
    # A boundary stands after the last text, so each end has a place.
    within = batch.owner[ends] == owners
    lasts = np.where(within, batch.origin[ends], batch.lengths[owners])
    letters, bare = (
        codes.tobytes().decode("utf-32-le", "surrogatepass")
        for codes in (batch.letters, batch.bare)
    )
    found: list[list[_Word]] = [[] for _ in texts]
    columns = (owners, starts, ends, batch.origin[starts], lasts)
    for owner, start, end, first, last in zip(*(c.tolist() for c in columns), strict=True):
        found[owner].append((letters[start:end], bare[start:end], (first, last)))
    return found


def _read(text: str, words: list[_Word]) -> ReadText:
    spelled, bare, places = _spelled_out(words)
    starts, at = [], 1
    for word in bare:
        starts.append(at)
        at += len(word) + 1
    _, origin = compose(text)
    plain = pattern_text(text)
    if origin is not None:
        origin = [*origin, len(text)]
    return ReadText(plain, origin, f" {' '.join(bare)} ", starts, spelled, bare, places)


def _meant(letters: str) -> str:
    """A word without accents, a short form as the words that it stands for."""
    meant = teencode().get(letters)
    return without_accents(letters) if meant is None else " ".join(map(fold, meant))


_kept = lru_cache(maxsize=1 << 15)(_meant)


def _spelled_out(words: list[_Word]) -> tuple[list[str], list[str], list[Span]]:
    """Short forms as the words that they stand for: "kp" becomes "không phải", in one place."""
    short = teencode()
    spelled: list[str] = []
    bare: list[str] = []
    places: list[Span] = []
    for letters, without, place in words:
        meant = short.get(letters)
        if meant is None:
            spelled.append(letters)
            bare.append(without)
            places.append(place)
        else:
            spelled += meant
            bare += map(fold, meant)
            places += [place] * len(meant)
    return spelled, bare, places
