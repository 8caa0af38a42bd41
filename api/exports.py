"""Tables as files that an office opens: a workbook with a sheet about itself, or CSV.

Nothing in a file may act when it is opened: text is never read as a formula. Dates are dates.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from moderation.timing.calendar import VIETNAM

__all__ = ["CSV_TYPE", "XLSX_TYPE", "Cell", "Table", "as_csv", "as_xlsx", "harmless"]

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"

Cell = str | int | float | datetime | None
_ACTING = frozenset("=+-@\t\r\n|%")


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: who asked what of it, its columns and its rows."""

    about: Sequence[tuple[str, Cell]]
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_xlsx(table: Table, *, about_name: str, rows_name: str) -> bytes:
    """A workbook: first what it shows, then the rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "hh:mm dd/mm/yyyy"})
        about = book.add_worksheet(about_name)
        about.set_column(0, 0, 24, bold)
        about.set_column(1, 1, 64)
        for at, line in enumerate(table.about):
            _write(about, at, line, moment)
        sheet = book.add_worksheet(rows_name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.columns) - 1, 20)
        for at, name in enumerate(table.columns):
            sheet.write_string(0, at, name, bold)
        for at, row in enumerate(table.rows, start=1):
            _write(sheet, at, row, moment)
    return out.getvalue()


def as_csv(table: Table) -> bytes:
    """UTF-8 with its mark, since spreadsheets guess otherwise; acting text is put in quotes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(map(_plain, table.columns))
    writer.writerows([_plain(value) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, nor in its full-width form."""
    first = unicodedata.normalize("NFKC", cell[:1])[:1]
    return f"'{cell}" if first in _ACTING and first else cell


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    at: int,
    row: Sequence[Cell],
    moment: xlsxwriter.format.Format,
) -> None:
    for column, value in enumerate(row):
        if isinstance(value, datetime):
            sheet.write_datetime(at, column, _local(value), moment)
        elif isinstance(value, str):
            sheet.write_string(at, column, value)
        elif value is not None:
            sheet.write_number(at, column, value)


def _plain(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{_local(value):%d/%m/%Y %H:%M}"
    return harmless(value) if isinstance(value, str) else value


def _local(moment: datetime) -> datetime:
    return moment.astimezone(VIETNAM).replace(tzinfo=None, second=0, microsecond=0)
