"""Two matching views of Vietnamese text, with the way back to the original.

A batch of texts becomes one array of code points: `letters` in lower case with compatibility and
look-alike letters made plain, stretched letters shortened and tones moved to one place; `bare` the
same with the accents off. Every position knows the text and the index it came from, so that what
matches can be shown in the original, which is never changed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BOUND = 1
"""The code point that stands before, between and after texts."""

SPACE, WORD, MARK = 0, 1, 2
"""The classes of characters: nothing to read, letter or digit, punctuation or picture."""

_PLANE = 0x20000
_UNKNOWN = 2
_CODE_BYTES = 4
# Only these ranges hold letters and digits that NFKC or lower case would change.
_FOLDED_RANGES = (
    (0x20, 0x2000),
    (0x2000, 0x2100),
    (0x2100, 0x2500),
    (0x3000, 0x3100),
    (0xA700, 0xA800),
    (0xFB00, 0xFB07),
    (0xFF00, 0xFFF0),
    (0x1D400, 0x1D800),
    (0x1F100, 0x1F200),
)
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝкмтвнɡαοερντικυχðɖƀ",
    "aeopcyxijsdhqwkmtbhgaoepvtikuxđđb",
)
_DROPPED = (
    *range(0x09),
    *range(0x0E, 0x20),
    *range(0x7F, 0xA0),
    0xAD,
    *range(0x300, 0x370),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0x20E3,
    0xFEFF,
    *range(0xFE00, 0xFE10),
    *range(0x1F3FB, 0x1F400),
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_GLIDES = (("o", "a"), ("o", "e"), ("u", "y"))

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Views:
    """One batch as arrays of equal length, one entry for each character that is kept.

    `owner` is the text's index in the batch (-1 on a boundary) and `origin` the character's index
    in that text; `lengths` holds the lengths of the originals.
    """

    letters: Codes
    bare: Codes
    kinds: NDArray[np.uint8]
    owner: Places
    origin: Places
    lengths: Places

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text behind positions `start` to `end` of one text."""
        text = int(self.owner[start])
        if end < len(self.owner) and self.owner[end] == text:
            return int(self.origin[start]), int(self.origin[end])
        return int(self.origin[start]), int(self.lengths[text])


def views(texts: Sequence[str]) -> Views:
    """Read a batch of original texts into the two views."""
    composed = [compose(text) for text in texts]
    letters, owner, origin = _lay_out(composed)
    tables = _tables()
    letters = tables.plain[np.minimum(letters, _PLANE - 1)]
    kept = letters != 0
    letters, owner, origin = letters[kept], owner[kept], origin[kept]
    kinds = tables.kinds[letters]
    kept = ~_stretched(letters, kinds)
    letters, owner, origin, kinds = letters[kept], owner[kept], origin[kept], kinds[kept]
    letters = _with_tones_in_place(letters, kinds)
    lengths = np.fromiter((len(text) for text in texts), np.int64, len(texts))
    return Views(letters, tables.bare[letters], kinds, owner, origin, lengths)


def letters_of(texts: Sequence[str]) -> list[str]:
    """The `letters` view of each text as a string."""
    batch = views(texts)
    kept = batch.letters != BOUND
    ends = np.cumsum(np.bincount(batch.owner[kept], minlength=len(texts))) * _CODE_BYTES
    letters = batch.letters[kept].astype("<u4").tobytes()
    return [
        letters[start:end].decode("utf-32-le", "surrogatepass")
        for start, end in pairwise([0, *ends.tolist()])
    ]


def without_accents(letters: str) -> str:
    """The `bare` view of a piece of the `letters` view."""
    bare = _tables().bare
    return "".join(chr(bare[ord(char)]) for char in letters)


def compose(text: str) -> tuple[str, list[int] | None]:
    """NFC with the index in the original of every character, or None where nothing moved."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text, None
    parts: list[str] = []
    origin: list[int] = []
    for start, cluster in _clusters(text):
        made = unicodedata.normalize("NFC", cluster)
        parts.append(made)
        origin += [start] * len(made)
    return "".join(parts), origin


@dataclass(frozen=True, slots=True)
class _Tables:
    plain: Codes
    bare: Codes
    kinds: NDArray[np.uint8]
    tones: dict[tuple[int, int], tuple[int, int]]


@cache
def _tables() -> _Tables:
    plain = np.arange(_PLANE, dtype=np.uint32)
    for first, last in _FOLDED_RANGES:
        plain[first:last] = [_plain(chr(code)) for code in range(first, last)]
    plain[list(_DROPPED)] = 0
    plain[[9, 10, 11, 12, 13, 0x85, 0xA0, 0x3000]] = 0x20
    plain[0x2000:0x200B] = 0x20
    plain[BOUND] = BOUND
    plain[_PLANE - 1] = _UNKNOWN
    bare = np.arange(_PLANE, dtype=np.uint32)
    kinds = np.full(_PLANE, MARK, np.uint8)
    for code in {*range(0x20, 0x2100), *(int(code) for code in np.unique(plain))}:
        char = chr(code)
        bare[code] = _bare(char)
        kinds[code] = WORD if char.isalnum() else MARK
    kinds[[0, BOUND, _UNKNOWN, 0x20]] = SPACE
    return _Tables(plain, bare, kinds, _tone_moves())


def _plain(char: str) -> int:
    folded = unicodedata.normalize("NFKC", char).lower()
    if len(folded) != 1:
        return ord(char)
    return ord(folded.translate(_LOOK_ALIKES))


def _bare(char: str) -> int:
    if char == "đ":
        return ord("d")
    return ord(unicodedata.normalize("NFD", char)[0])


def _tone_moves() -> dict[tuple[int, int], tuple[int, int]]:
    """Old spelling to new: "hòa" to "hoà", where no consonant follows."""
    moves = {}
    for first, second in _GLIDES:
        for tone in _TONES:
            old = unicodedata.normalize("NFC", first + tone)
            new = unicodedata.normalize("NFC", second + tone)
            moves[ord(old), ord(second)] = (ord(first), ord(new))
    return moves


def _clusters(text: str) -> list[tuple[int, str]]:
    starts = [
        index for index, char in enumerate(text) if index == 0 or not unicodedata.combining(char)
    ]
    ends = [*starts[1:], len(text)]
    return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _lay_out(
    composed: Sequence[tuple[str, list[int] | None]],
) -> tuple[Codes, Places, Places]:
    bound = chr(BOUND)
    joined = bound + "".join(text.replace(bound, " ") + bound for text, _ in composed)
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    sizes = np.fromiter((len(text) + 1 for text, _ in composed), np.int64, len(composed))
    starts = np.cumsum(sizes) - sizes + 1
    owner = np.repeat(np.arange(len(composed)), sizes)
    origin = np.arange(1, 1 + int(sizes.sum())) - np.repeat(starts, sizes)
    for index, (text, moved) in enumerate(composed):
        if moved is not None:
            first = int(starts[index]) - 1
            origin[first : first + len(text)] = moved
    owner = np.concatenate(([-1], owner))
    owner[codes == BOUND] = -1
    return codes, owner, np.concatenate(([0], origin))


def _stretched(letters: Codes, kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where a character only stretches the one before: "nguuu", "????", double spaces."""
    same = np.zeros(len(letters) + 2, np.bool_)
    same[1 : len(letters)] = letters[1:] == letters[:-1]
    same[1 : len(letters)] &= letters[1:] != BOUND
    here, after, before = same[:-2], same[1:-1], np.concatenate(([False], same[:-3]))
    digit = (letters >= ord("0")) & (letters <= ord("9"))
    as_letter = (kinds == WORD) & ~digit & here & (after | before)
    as_mark = (kinds == MARK) & here & before
    stretched: NDArray[np.bool_] = as_letter | as_mark | ((kinds == SPACE) & here)
    return stretched


def _with_tones_in_place(letters: Codes, kinds: NDArray[np.uint8]) -> Codes:
    ends = np.zeros(len(letters), np.bool_)
    ends[:-2] = kinds[2:] != WORD
    moved = letters.copy()
    for (first, second), (to_first, to_second) in _tables().tones.items():
        at = np.flatnonzero((letters[:-1] == first) & (letters[1:] == second) & ends[:-1])
        moved[at], moved[at + 1] = to_first, to_second
    return moved
