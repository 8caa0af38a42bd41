"""Texts typed with the fonts of before Unicode: TCVN3 (ABC, `.VnTime`) and VNI.

Such a text is kept as letters of Windows-1252 that only its font shows as Vietnamese: `®· cÊp`
and `ñaõ caáp` are `đã cấp`. One word can't be told from French or Spanish; a file can, by how many
of its words become Vietnamese syllables. TCVN3 after TCVN 5712:1993, VNI after the layout that VNI
published; both are only read here, never written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from platforms.exports.rows import BadRow, Record
from platforms.exports.syllables import marked_words, share_of_syllables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from platforms.exports.grid import Rows

__all__ = ["Charset", "Converted", "charset_of", "converted", "detect_charset"]

Charset = Literal["tcvn3", "vni"]

_SAMPLE = 400  # rows
_ENOUGH_WORDS = 4  # different ones
_MOST = 0.85
_BETTER_BY = 0.4

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_TCVN3_TABLE = str.maketrans(_TCVN3)

_VNI_SINGLES = dict(zip("ñôöíìæóòî", "đơưíìỉĩịỵ", strict=True))
_VNI_MARKS = {"ø": 0, "ù": 1, "û": 2, "õ": 3, "ï": 4}
_VNI_TONED = {
    "a": "àáảãạ", "e": "èéẻẽẹ", "o": "òóỏõọ", "u": "ùúủũụ", "y": "ỳýỷỹỵ",
    "ô": "ờớởỡợ", "ö": "ừứửữự",
}  # fmt: skip
_VNI_ROOFED = {  # with their own mark, which holds the roof or the breve and the tone
    "a": dict(zip("âàáåãäêèéúüë", "âầấẩẫậăằắẳẵặ", strict=True)),
    "e": dict(zip("âàáåãä", "êềếểễệ", strict=True)),
    "o": dict(zip("âàáåãä", "ôồốổỗộ", strict=True)),
}
_VNI_PAIRS = {
    base + mark: toned[at] for base, toned in _VNI_TONED.items() for mark, at in _VNI_MARKS.items()
} | {base + mark: made for base, marks in _VNI_ROOFED.items() for mark, made in marks.items()}
_VNI_PATTERN = re.compile(
    "|".join(sorted({*_VNI_PAIRS, *_VNI_SINGLES}, key=len, reverse=True)), re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Converted:
    """The rows of a file with its old fonts' letters put into Unicode."""

    source: Rows
    charset: Charset

    def records(self) -> Iterator[Record | BadRow]:
        """All rows that are not blank; those that can't be read are shown as they are."""
        for row in self.source.records():
            if isinstance(row, BadRow):
                yield row
            else:
                yield Record(row.line, [converted(cell, self.charset) for cell in row.cells])


def converted(text: str, charset: Charset) -> str:
    """`text` in Unicode. A text that holds any letter of Unicode's Vietnamese is left alone."""
    if text.isascii() or not _is_of_windows(text):
        return text
    return _CONVERSIONS[charset](text)


def detect_charset(source: Rows) -> Charset | None:
    """The old charset of a file, if its words become Vietnamese by it and are not so already."""
    rows = (row for row in islice(source.records(), _SAMPLE) if isinstance(row, Record))
    return charset_of([cell for row in rows for cell in row.cells])


def charset_of(texts: Iterable[str]) -> Charset | None:
    """The same for texts that may be of one file."""
    cells = [text for text in texts if not text.isascii() and _is_of_windows(text)]
    shares = {charset: _share(cells, convert) for charset, convert in _CONVERSIONS.items()}
    best = max(shares, key=lambda charset: shares[charset])
    as_it_is = _share(cells, str)
    return best if shares[best] >= max(_MOST, as_it_is + _BETTER_BY) else None


def _share(cells: Iterable[str], convert: Callable[[str], str]) -> float:
    words = {word for cell in cells for word in marked_words(convert(cell)) if len(word) > 1}
    return share_of_syllables(words) if len(words) >= _ENOUGH_WORDS else 0.0


def _is_of_windows(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3_TABLE)


def _from_vni(text: str) -> str:
    return _VNI_PATTERN.sub(lambda found: _vni_letter(found[0]), text)


def _vni_letter(letters: str) -> str:
    table: Mapping[str, str] = _VNI_PAIRS if len(letters) > 1 else _VNI_SINGLES
    made = table[letters.lower()]
    return made.upper() if letters[0].isupper() else made


_CONVERSIONS: Mapping[Charset, Callable[[str], str]] = {"tcvn3": _from_tcvn3, "vni": _from_vni}
