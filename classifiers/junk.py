"""Signs of a comment that says nothing: links, gibberish, stretching, the same words over again."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.hashing import Keys, distinct, sequence_hashes, text_hash
from classifiers.normalise import BOUND, Places, Views
from classifiers.tokens import Tokens

__all__ = ["junk_signs"]

_VOWELS = "aeiouy"
_LINK_WORDS = ("http", "https", "www", "com", "net", "org", "xyz", "top", "bit", "shop")
_RUN = 4
_STRETCH = 5
_FEWEST_WORDS = 6


def junk_signs(batch: Views, found: Tokens, count: int) -> NDArray[np.bool_]:
    """One column for each sign, one row for each comment."""
    columns = [
        *_steps(_consonant_runs(batch, count), (3, 8, 16)),
        *_steps(_stretches(batch, count), (1, 2, 4)),
        *_steps(_links(found, count), (1, 2, 4)),
        *_repeated(found, count),
    ]
    return np.stack(columns, axis=1)


def _consonant_runs(batch: Views, count: int) -> Places:
    """In how many places four consonants follow each other, as they do in no Vietnamese word."""
    bare = batch.bare
    consonant = (bare >= ord("a")) & (bare <= ord("z"))
    consonant &= ~np.isin(bare, [ord(vowel) for vowel in _VOWELS])
    return _counted(batch, _runs(consonant, _RUN), count)


def _stretches(batch: Views, count: int) -> Places:
    """In how many places a character was repeated many times; the views keep it once or twice.

    The end of a text does not count: "rẻ quáaaaaaaa" is only warm.
    """
    step = np.diff(batch.origin, append=0)
    same = np.append(batch.owner[1:] == batch.owner[:-1], [False])
    return _counted(batch, same & (step > _STRETCH) & (batch.letters != BOUND), count)


def _links(found: Tokens, count: int) -> Places:
    at, _ = _link_words().find(found.bare)
    return np.bincount(found.row[at], minlength=count)


@cache
def _link_words() -> Keys:
    return Keys.of(map(text_hash, _LINK_WORDS))


def _repeated(found: Tokens, count: int) -> list[NDArray[np.bool_]]:
    """How few of the word pairs and of the words are different ones."""
    made = []
    for width, limits in ((2, (0.85, 0.7, 0.5)), (1, (0.7, 0.5, 0.3))):
        first, hashes = sequence_hashes(found.bare, found.row, width)
        row = found.row[first]
        size = np.bincount(row, minlength=count)
        share = distinct(row, hashes, count) / np.maximum(size, 1)
        made += [(size >= _FEWEST_WORDS) & (share < limit) for limit in limits]
    return made


def _runs(held: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    """Where a run of at least `length` starts or goes on long enough."""
    made = held.copy()
    for shift in range(1, length):
        made[:-shift] &= held[shift:]
        made[len(made) - shift :] = False
    return made


def _counted(batch: Views, where: NDArray[np.bool_], count: int) -> Places:
    return np.bincount(np.maximum(batch.owner, 0)[where], minlength=count)


def _steps(values: NDArray[Any], limits: tuple[int, ...]) -> list[NDArray[np.bool_]]:
    return [np.asarray(values >= limit) for limit in limits]
