"""Vietnamese words of several syllables, so that a marked syllable is shown as a whole word.

The classifier weighs syllables; a person reads words: "danh sách", not "sách". Segmentation
costs a millisecond a comment, so it serves the one that somebody opens, not the pipeline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

__all__ = ["warm", "whole_words", "words_of"]

_LIMIT = 2_000
"""Longer comments keep their spans as they are."""


def words_of(text: str) -> list[tuple[int, int]]:
    """The words of a text as (start, end), compounds as one; what can't be placed is left out."""
    found: list[tuple[int, int]] = []
    place = 0
    for word in _segmenter()(text[:_LIMIT]):
        start = text.find(word, place)
        if start >= 0:
            found.append((start, start + len(word)))
            place = start + len(word)
    return found


def whole_words(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans, each widened to the words that it touches, those that then meet made one."""
    if not spans or len(text) > _LIMIT:
        return list(spans)
    words = words_of(text)
    widened: list[tuple[int, int, str]] = []
    for start, end, label in sorted(spans):
        touched = [word for word in words if word[0] < end and start < word[1]]
        first = min([start, *(word[0] for word in touched)])
        last = max([end, *(word[1] for word in touched)])
        before = widened[-1] if widened else None
        if before is not None and before[2] == label and first <= before[1]:
            widened[-1] = (before[0], max(before[1], last), label)
        else:
            widened.append((first, last, label))
    return widened


def warm() -> None:
    """Load the segmenter before somebody waits for it; it takes a second."""
    _segmenter()("danh sách")


@lru_cache(maxsize=1)
def _segmenter() -> Callable[[str], list[str]]:
    from underthesea import word_tokenize

    return lambda text: list(word_tokenize(text))
