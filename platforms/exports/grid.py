"""A sheet or a text file of rows, with its headings found."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING, Protocol

from moderation.errors import BadInputError, TooLargeError
from platforms.exports.headings import heading_score
from platforms.exports.rows import BadRow, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Grid", "Rows", "find_headings"]

_LOOKED_AT = 30  # rows; some tools write a page of particulars first
_ENOUGH = 2
_MAX_COLUMNS = 512
_LONG_CELL = 60  # characters
_VALUE = re.compile(r"[\d\s.,:/+-]*\d[\d\s.,:/+-]*|https?:.*")


class Rows(Protocol):
    """Whatever gives the rows of a file, as often as asked."""

    def records(self) -> Iterator[Record | BadRow]:
        """All rows that are not blank."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under headings; `columns` are unique and never blank."""

    source: Rows
    columns: list[str]
    header: Record | None

    def records(self) -> Iterator[Record | BadRow]:
        """The rows below the headings, each as wide as `columns`."""
        first = 0 if self.header is None else self.header.line
        for record in self.source.records():
            if record.line <= first:
                continue
            yield record if isinstance(record, BadRow) else self._fitted(record)

    def _fitted(self, record: Record) -> Record | BadRow:
        width = len(self.columns)
        cells = record.cells
        if len(cells) < width:
            return Record(record.line, cells + [""] * (width - len(cells)))
        if any(cells[width:]):
            reason = (
                f"Dòng có {len(cells)} ô, nhiều hơn {width} cột của bảng; có thể nội dung chứa "
                "dấu phân cách mà không nằm trong dấu nháy kép."
            )
            return BadRow(record.line, "too_many_cells", reason, cells)
        if self.header and cells == self.header.cells[:width] and any(cells):
            return BadRow(record.line, "repeated_header", "Dòng tiêu đề lặp lại.", cells)
        return Record(record.line, cells[:width])


def find_headings(source: Rows, *, ragged: bool) -> Grid:
    """Find the row of headings by what its cells are called.

    `ragged` rows may be wider than their headings (sheets); in a text file that is a stray
    separator.

    Raises BadInputError for no rows at all, TooLargeError for too many columns.
    """
    looked_at = list(islice(source.records(), _LOOKED_AT))
    sample = [row for row in looked_at if isinstance(row, Record)]
    if not sample:
        why = [row.reason for row in looked_at[:1] if isinstance(row, BadRow)]
        told = " ".join(["Tệp không có dòng nào đọc được.", *why])
        raise BadInputError(told, code="empty_file")
    header = _header(sample)
    width = _usual_width(sample) if header is None else len(header.cells)
    if ragged:
        width = max(len(row.cells) for row in sample)
    if width > _MAX_COLUMNS:
        raise TooLargeError(
            f"Bảng có {width} cột, quá giới hạn {_MAX_COLUMNS}. Chưa có gì được nhập; "
            "hãy chỉ giữ lại các cột cần thiết.",
            code="too_many_columns",
        )
    return Grid(source, _unique(header.cells if header else [], width), header)


def _header(sample: list[Record]) -> Record | None:
    best = max(sample, key=lambda row: (heading_score(row.cells), -row.line))
    if heading_score(best.cells) >= _ENOUGH:
        return best
    width = _usual_width(sample)
    first = next(row for row in sample if len(row.cells) == width)
    return None if any(map(_looks_like_value, first.cells)) else first


def _looks_like_value(cell: str) -> bool:
    return len(cell) > _LONG_CELL or _VALUE.fullmatch(cell) is not None


def _usual_width(rows: list[Record]) -> int:
    """The width that most rows have, the widest such."""
    widths = Counter(len(row.cells) for row in rows)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _unique(cells: list[str], width: int) -> list[str]:
    """Names for `width` columns: a blank one is told by its place, a second one is numbered."""
    names: list[str] = []
    for at in range(width):
        name = " ".join(cells[at].split()) if at < len(cells) else ""
        name = name[:_LONG_CELL] or f"Cột {at + 1}"
        numbered = (f"{name} ({copy})" for copy in count(2))
        names.append(name if name not in names else next(n for n in numbered if n not in names))
    return names
