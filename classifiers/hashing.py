"""Hashes of stretches of text and of sequences of words, on whole arrays.

A prefix sum of character codes times the powers of an odd number gives the hash of any stretch in
two look-ups.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.normalise import Codes, Places

BITS = 20
"""Features fall into 2 ** BITS buckets."""

Hashes = NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15 | 1
_MASK = (1 << 64) - 1
_INVERSE = pow(_BASE, -1, 1 << 64)
_powers_made: dict[int, Hashes] = {}
_SIEVE = 14


@dataclass(frozen=True, slots=True)
class Keys:
    """A set of hashes, sorted.

    `sieve` tells by a hash's first bits that it is none of them, which holds of nearly every word
    of a text and spares the search.
    """

    sorted: Hashes
    sieve: NDArray[np.bool_]

    def find(self, hashes: Hashes) -> tuple[Places, Places]:
        """Which of the hashes are among the keys, and the number of each one's key."""
        maybe = np.flatnonzero(self.sieve[hashes >> np.uint64(64 - _SIEVE)])
        asked = hashes[maybe]
        number = np.searchsorted(self.sorted, asked)
        held = self.sorted[np.minimum(number, len(self.sorted) - 1)] == asked
        return maybe[held], number[held]

    @classmethod
    def of(cls, hashes: Iterable[int]) -> Keys:
        """The keys numbered from the lowest to the highest."""
        made = np.array(sorted(set(hashes)), np.uint64)
        sieve = np.zeros(1 << _SIEVE, np.bool_)
        sieve[made >> np.uint64(64 - _SIEVE)] = True
        return cls(made, sieve)


def prefix_of(codes: Codes) -> Hashes:
    """The running sums from which `stretch_hashes` reads."""
    terms = mix(codes.astype(np.uint64)) * _powers(_BASE, len(codes))
    return np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))


def stretch_hashes(prefix: Hashes, start: Places, end: Places) -> Hashes:
    """The hash of each stretch, the same wherever it stands."""
    return (prefix[end] - prefix[start]) * _powers(_INVERSE, len(prefix))[start]


def stretches_of(prefix: Hashes, size: int) -> Hashes:
    """The hash of every stretch of so many characters, by its start."""
    made = prefix[size:] - prefix[:-size]
    made *= _powers(_INVERSE, len(prefix))[: len(made)]
    return made


def distinct(row: Places, hashes: Hashes, count: int) -> Places:
    """How many different hashes each of `count` rows has."""
    spare = np.uint64(64 - count.bit_length())
    keys = np.sort((row.astype(np.uint64) << spare) | (hashes >> (np.uint64(64) - spare)))
    fresh = np.append([True], keys[1:] != keys[:-1])[: len(keys)]
    return np.bincount((keys[fresh] >> spare).astype(np.int64), minlength=count)


def text_hash(text: str) -> int:
    """The hash of a whole word or mark."""
    codes = np.array([ord(char) for char in text], np.uint32)
    return int(stretch_hashes(prefix_of(codes), np.array([0]), np.array([len(text)]))[0])


def sequence_hashes(words: Hashes, row: Places, width: int, gap: int = 0) -> tuple[Places, Hashes]:
    """Sequences of `width` words within a row, `gap` words left out after the first.

    Returns the index of each sequence's first word, and its hash.
    """
    reach = width + gap - 1
    count = max(len(words) - reach, 0)
    first = np.flatnonzero(row[:count] == row[reach:])
    value = words[first]
    for step in range(1 + gap, reach + 1):
        value = mix(value) + words[first + step]
    return first, value


def bucket_of(hashes: Hashes, salt: int) -> Places:
    """The bucket of a hash within the family of features that `salt` names."""
    mixed = mix(hashes ^ np.uint64(salt * 0xD6E8FEB86659FD93 & _MASK))
    mixed >>= np.uint64(64 - BITS)
    return mixed.view(np.int64)


def mix(values: Hashes) -> Hashes:
    """The finisher of splitmix64, so that every bit of the input moves every bit of the output."""
    made = values + np.uint64(0x9E3779B97F4A7C15)
    shifted = made >> np.uint64(30)
    made ^= shifted
    made *= np.uint64(0xBF58476D1CE4E5B9)
    made ^= np.right_shift(made, np.uint64(27), out=shifted)
    made *= np.uint64(0x94D049BB133111EB)
    made ^= np.right_shift(made, np.uint64(31), out=shifted)
    return made


def _powers(base: int, count: int) -> Hashes:
    """The first powers of `base` modulo 2 ** 64, made once and grown as longer batches come."""
    made = _powers_made.get(base)
    if made is None or len(made) < count:
        steps = np.full(max(count, 1 << 16), base, np.uint64)
        steps[0] = 1
        made = _powers_made[base] = np.cumprod(steps, dtype=np.uint64)
    return made[:count]
