"""Words and marks of a batch, with the words that short forms stand for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from classifiers.hashing import Hashes, Keys, prefix_of, stretch_hashes, text_hash
from classifiers.lexicons import teencode
from classifiers.normalise import MARK, WORD, Places, Views
from moderation.text import fold


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words and marks of the views in order; a teencode word stands for all that it means."""

    row: Places
    start: Places
    end: Places
    letters: Hashes
    bare: Hashes


def tokens(batch: Views) -> Tokens:
    """Split a batch into words, numbers and single marks."""
    word = batch.kinds == WORD
    before = np.concatenate(([False], word[:-1]))
    after = np.concatenate((word[1:], [False]))
    mark = batch.kinds == MARK
    start = np.flatnonzero(mark | (word & ~before))
    end = np.flatnonzero(mark | (word & ~after)) + 1
    letters = stretch_hashes(prefix_of(batch.letters), start, end)
    bare = stretch_hashes(prefix_of(batch.bare), start, end)
    return _spelled_out(Tokens(batch.owner[start], start, end, letters, bare))


def tokens_of(found: Tokens, rows: Places, most: int) -> tuple[Places, list[int]]:
    """The words of these rows one row after the other, the first ones, and where each begins."""
    first = np.searchsorted(found.row, rows)
    sizes = np.minimum(np.searchsorted(found.row, rows, "right") - first, most)
    edges = np.concatenate(([0], np.cumsum(sizes)))
    offset = np.arange(edges[-1]) - np.repeat(edges[:-1], sizes)
    return np.repeat(first, sizes) + offset, edges.tolist()


def _spelled_out(found: Tokens) -> Tokens:
    """Put the words that a teencode word stands for in its place."""
    table = _teencode_table()
    short, key = table.keys.find(found.letters)
    count = np.ones(len(found.row), np.int64)
    count[short] = sizes = table.counts[key]
    source = np.repeat(np.arange(len(count)), count)
    letters, bare = found.letters[source], found.bare[source]
    offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    taken = np.repeat((np.cumsum(count) - count)[short], sizes) + offset
    meant = np.repeat(table.firsts[key], sizes) + offset
    letters[taken], bare[taken] = table.letters[meant], table.bare[meant]
    return Tokens(found.row[source], found.start[source], found.end[source], letters, bare)


@dataclass(frozen=True, slots=True)
class _Teencode:
    keys: Keys
    firsts: Places
    counts: Places
    letters: Hashes
    bare: Hashes


@cache
def _teencode_table() -> _Teencode:
    entries = sorted((text_hash(short), words) for short, words in teencode().items())
    counts = np.array([len(words) for _, words in entries])
    flat = [word for _, words in entries for word in words]
    return _Teencode(
        Keys.of(key for key, _ in entries),
        np.cumsum(counts) - counts,
        counts,
        np.array([text_hash(word) for word in flat], np.uint64),
        np.array([text_hash(fold(word)) for word in flat], np.uint64),
    )
