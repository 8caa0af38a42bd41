"""An export file, opened: its columns, a look at its rows, its comments."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Protocol

from platforms.exports.content import family_of, take
from platforms.exports.convert import convert
from platforms.exports.dates import proven_order
from platforms.exports.delimited import Delimited, sniff_delimiter
from platforms.exports.encodings import detect_encoding
from platforms.exports.grid import Grid, Rows, find_headings
from platforms.exports.guess import guess_mapping
from platforms.exports.json_records import looks_like_json, open_json
from platforms.exports.legacy import Charset, Converted, converted, detect_charset
from platforms.exports.rows import BadRow, ExportRow, Record
from platforms.exports.workbook import open_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from platforms.exports.dates import ProvenOrder
    from platforms.exports.mapping import Mapping

__all__ = ["Export", "open_export"]

_GUESSED_FROM = 200  # rows
_LOOKED_AT = 1 << 10  # bytes


class _Table(Protocol):
    @property
    def columns(self) -> list[str]: ...

    def records(self) -> Iterator[Record | BadRow]: ...


@dataclass(frozen=True, slots=True)
class Export:
    """A file that can be previewed and read, as often as needed.

    `kind` is csv, tsv, xlsx, xls, ods, json or jsonl, whatever the name says; `encoding` is None
    for workbooks. `sheets` are a workbook's sheets and `sheet` the one that is read. `charset` is
    the one of before Unicode that its texts are written in, if any.
    """

    name: str
    kind: str
    encoding: str | None
    sheets: list[str]
    sheet: str | None
    _table: _Table = field(repr=False)
    charset: Charset | None = None

    @property
    def columns(self) -> list[str]:
        """The columns' names, unique; one without a heading is `Cột 2` by its place."""
        return self._table.columns

    def preview(self, n: int = 20) -> list[list[str]]:
        """The cells of the first `n` rows below the headings, as wide as `columns`."""
        rows = (row for row in self._table.records() if isinstance(row, Record))
        return [row.cells for row in islice(rows, n)]

    def guess_mapping(self) -> Mapping:
        """Which column is what. Raises BadInputError where none can be the text."""
        return guess_mapping(self.columns, self.preview(_GUESSED_FROM))

    def rows(self, mapping: Mapping) -> Iterator[ExportRow | BadRow]:
        """Every row below the headings, as a comment or with the reason why not, streaming.

        Raises BadInputError at once where `mapping` names columns that the file lacks.
        """
        mapping.check(self.columns)
        table = self._as_written() if mapping.charset == "keep" else self._table
        return convert(table.records(), self.columns, mapping, self._date_order(mapping))

    def conversions(self, n: int = 3) -> list[tuple[str, str]]:
        """Up to `n` texts as they are written in the file and as they are read."""
        if self.charset is None:
            return []
        rows = (row for row in self._as_written().records() if isinstance(row, Record))
        cells = (cell for row in islice(rows, _GUESSED_FROM) for cell in row.cells)
        pairs = dict.fromkeys((cell, converted(cell, self.charset)) for cell in cells)
        changed = [pair for pair in pairs if pair[0] != pair[1]]
        return sorted(changed, key=lambda pair: -len(pair[0]))[:n]

    def _as_written(self) -> _Table:
        if isinstance(self._table, Grid) and isinstance(self._table.source, Converted):
            return replace(self._table, source=self._table.source.source)
        return self._table

    def _date_order(self, mapping: Mapping) -> ProvenOrder:
        if mapping.date_order != "auto":
            return mapping.date_order
        if mapping.created_at is None:
            return "dmy"
        place = self.columns.index(mapping.created_at)
        records = self._table.records()
        return proven_order(row.cells[place] for row in records if isinstance(row, Record))


def open_export(
    name: str, content: bytes | BinaryIO, *, limit_bytes: int, sheet: str | None = None
) -> Export:
    """Open a file by what it contains; `limit_bytes` holds before and after a `.gz` is inflated.

    A workbook is read at `sheet`, or else at the sheet with the most rows.
    Raises TooLargeError, UnsupportedMediaError, BadInputError.
    """
    data = take(content, limit_bytes=limit_bytes)
    if family_of(data) == "workbook":
        workbook = open_workbook(data, sheet)
        rows, charset = _in_unicode(workbook)
        grid = find_headings(rows, ragged=True)
        return Export(name, workbook.kind, None, workbook.sheets, workbook.sheet, grid, charset)
    return _open_text(name, data)


def _open_text(name: str, data: bytes) -> Export:
    encoding = detect_encoding(data)
    data = data.removeprefix(codecs.BOM_UTF8)
    if looks_like_json(_as_utf8(data[:_LOOKED_AT], encoding)):
        records = open_json(_as_utf8(data, encoding))
        return Export(name, records.kind, encoding, [], None, records)
    delimiter = sniff_delimiter(data, encoding)
    rows, charset = _in_unicode(Delimited(data, encoding, delimiter))
    grid = find_headings(rows, ragged=False)
    kind = "tsv" if delimiter == "\t" else "csv"
    return Export(name, kind, encoding, [], None, grid, charset)


def _in_unicode(rows: Rows) -> tuple[Rows, Charset | None]:
    charset = detect_charset(rows)
    return (rows if charset is None else Converted(rows, charset)), charset


def _as_utf8(data: bytes, encoding: str) -> bytes:
    return data if encoding.startswith("utf-8") else data.decode(encoding, "replace").encode()
