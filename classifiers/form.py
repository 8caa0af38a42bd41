"""What a text looks like, whatever it says: lengths, marks, repetition, words that are none."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import groupby, product

import numpy as np
from numpy.typing import NDArray

from classifiers.lexicons import phrases
from moderation.text import fold

__all__ = ["forms"]

_WORD = re.compile(r"[^\W\d_]+")
_STRETCHED = re.compile(r"(.)\1{2,}", re.DOTALL)
_SENTENCE = re.compile(r"[.!?\n,;]+")
_MARKS = '.,!:("-/\n'
_PICTURES = "\u2190"


def forms(texts: Sequence[str]) -> NDArray[np.float64]:
    """One row of figures for each text."""
    return np.array([(*_letters(text), *_words(text), *_lines(text)) for text in texts])


def _letters(text: str) -> list[float]:
    size, low = max(len(text), 1), text.lower()
    often = Counter(low)
    packed = len(zlib.compress(text.encode("utf-8", "replace")))
    stretched = [len(found[0]) for found in _STRETCHED.finditer(low)]
    counts = [
        sum(map(str.isupper, text)),
        sum(map(str.isdigit, text)),
        sum(map(str.isspace, text)),
        sum(char > _PICTURES for char in text),
        sum(not char.isalnum() and not char.isspace() for char in text),
        sum(stretched),
    ]
    return [
        len(text),
        packed,
        packed / size,
        len(often),
        max(often.values(), default=0) / size,
        -sum(count / size * np.log(count / size) for count in often.values()),
        max(stretched, default=0),
        *counts,
        *(count / size for count in counts),
        *(text.count(mark) for mark in _MARKS),
        text[:1].isupper(),
        text[-1:].isalnum(),
        text[-1:] == ".",
    ]


def _words(text: str) -> list[float]:
    words = _WORD.findall(text.lower())
    bare = [_bare(word) for word in words]
    strange = [word not in _syllables() for word in bare]
    accented = [plain != word for plain, word in zip(bare, words, strict=True)]
    lengths = [len(word) for word in words]
    strange_lengths = [size for size, odd in zip(lengths, strange, strict=True) if odd]
    second_half = len(words) // 2
    return [
        len(words),
        len(set(words)) / max(len(words), 1),
        max(lengths, default=0),
        _share(lengths),
        sum(strange),
        _share(strange),
        _share(strange[second_half:]),
        sum(strange_lengths),
        sum(strange_lengths) / max(len(text), 1),
        max(strange_lengths, default=0),
        _longest_run(strange, of=True),
        _longest_run(strange, of=False),
        _share(accented),
        _share(accented[second_half:]),
    ]


def _lines(text: str) -> list[float]:
    lines = [len(line) for line in text.split("\n") if line.strip()]
    sentences = [len(part.split()) for part in _SENTENCE.split(text) if part.strip()]
    return [
        len(lines),
        max(lines, default=0),
        len(sentences),
        _share(sentences),
        max(sentences, default=0),
        len(re.findall(r"\s{2,}", text)),
        len(re.findall(r"\w[.,!]\w", text)),
    ]


def _share(values: Sequence[float]) -> float:
    return sum(values) / max(len(values), 1)


def _longest_run(values: list[bool], *, of: bool) -> int:
    return max((len(list(run)) for value, run in groupby(values) if value is of), default=0)


@lru_cache(maxsize=1 << 16)
def _bare(word: str) -> str:
    return fold(word)


@cache
def _syllables() -> frozenset[str]:
    begun = ("", *phrases("onsets"))
    return frozenset(onset + rhyme for onset, rhyme in product(begun, phrases("rhymes")))
