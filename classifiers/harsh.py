"""The worst words of a comment, for readers who would rather not meet them unasked.

Only words that are foul in themselves, as they are written in the lists of swear words and slurs:
short forms that also mean something harmless ("cc" is "công chức" too) are left alone, since what
is masked without need hides what a citizen says.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from classifiers.lexicons import phrases

__all__ = ["harsh_spans"]

_LISTS = ("swear", "slur")
_SHORTEST = 3


def harsh_spans(text: str) -> list[tuple[int, int]]:
    """Where foul words stand, as offsets into the text as it was given."""
    return [found.span() for found in _pattern().finditer(text)]


@cache
def _pattern() -> re.Pattern[str]:
    words = {
        form
        for name in _LISTS
        for phrase in phrases(name)
        if len(phrase) >= _SHORTEST or not phrase.isascii()
        for form in (phrase, unicodedata.normalize("NFD", phrase))
    }
    longest_first = sorted(words, key=len, reverse=True)
    either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    # A combining mark after a match would make it another word.
    return re.compile(rf"(?<!\w)(?:{either})(?![\w\u0300-\u036f])", re.IGNORECASE)
