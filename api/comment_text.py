"""A citizen's text, cut into runs that a page can show safely.

Characters that do not show or that turn the reading direction become visible names, and piles
of combining marks are cut, on the copy that is shown alone: the text itself is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from api.view_models.parts import TextSegment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from api.view_models.parts import Mark

__all__ = ["SHOWN_LIMIT", "segments"]

SHOWN_LIMIT = 20_000
# Vietnamese in decomposed form needs two marks on a letter; four leaves room for other scripts.
_COMBINING = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILE = re.compile(f"({_COMBINING}{{4}}){_COMBINING}+")
# U+200D and U+FE0F are left alone right after a symbol, where they build emoji.
_HIDDEN = re.compile(
    "(?:[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufe00-\ufe0e\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f-\x9f]"
    "|(?<![\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff#*0-9\u00a9\u00ae\u203c\u2049])"
    "[\u200d\ufe0f])+"
)


def segments(
    text: str, spans: Iterable[tuple[int, int, Mark]] = (), *, limit: int = SHOWN_LIMIT
) -> tuple[TextSegment, ...]:
    """The text as runs of equal marks. Spans are offsets into `text` and may overlap."""
    shown, held = text[:limit], [span for span in spans if span[0] < span[1]]
    edges = {0, len(shown)} | {
        min(edge, len(shown)) for start, end, _ in held for edge in (max(0, start), end)
    }
    runs = (
        run
        for start, end in pairwise(sorted(edges))
        for run in _runs(shown[start:end], _marks(held, start, end))
    )
    tail = (TextSegment("…"),) if len(text) > limit else ()
    return tuple(runs) + tail


def _marks(spans: list[tuple[int, int, Mark]], start: int, end: int) -> tuple[Mark, ...]:
    found = (mark for first, last, mark in spans if first <= start and end <= last)
    return tuple(dict.fromkeys(found))


def _runs(text: str, marks: tuple[Mark, ...]) -> Iterator[TextSegment]:
    place = 0
    for found in _HIDDEN.finditer(text):
        if found.start() > place:
            yield TextSegment(_shown(text[place : found.start()]), marks)
        yield TextSegment(_named(found.group()), (*marks, "hidden"))
        place = found.end()
    if place < len(text):
        yield TextSegment(_shown(text[place:]), marks)


def _shown(text: str) -> str:
    return unicodedata.normalize("NFC", _PILE.sub(r"\1", text))


def _named(hidden: str) -> str:
    name = f"U+{ord(hidden[0]):04X}"
    return name if len(hidden) == 1 else f"{name} ×{len(hidden)}"
