"""Reads one sheet from standard input and writes its rows to standard output.

It runs as a process of its own, by its path: calamine lays a sheet out in full, and a tiny file
may claim a billion cells. The limits set here turn that into the death of this process alone.
Output: one JSON object with the sheets' names, then one `[line, cells]` per row that is not blank.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import sys
from collections.abc import Iterable
from typing import Any

_MEMORY = 768 * 2**20  # bytes
_SECONDS = 60
_OUTPUT = 256 * 2**20  # bytes
_ROWS = 500_000  # an ODS of one kilobyte may repeat a row a million times

EXIT_PASSWORD = 10
EXIT_UNREADABLE = 11
EXIT_NO_SHEET = 12
EXIT_TOO_MANY = 13


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, _OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _main(wanted: str | None) -> int:
    # Late, so that the limits stand before foreign code runs.
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, load_workbook

    try:
        workbook = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        kinds = {told.name: told.typ for told in workbook.sheets_metadata}
        names = [name for name, kind in kinds.items() if kind == SheetTypeEnum.WorkSheet]
        if not names or (wanted is not None and wanted not in names):
            return EXIT_NO_SHEET
        # The largest: some tools put a page of particulars first.
        sheet = wanted or max(names, key=lambda name: workbook.get_sheet_by_name(name).height)
        _write({"sheets": names, "sheet": sheet})
        return _write_rows(workbook.get_sheet_by_name(sheet).iter_rows())
    except PasswordError:
        return EXIT_PASSWORD
    except (CalamineError, ValueError):
        return EXIT_UNREADABLE


def _write_rows(rows: Iterable[list[Any]]) -> int:
    written = 0
    for line, cells in enumerate(rows, start=1):
        if any(cell != "" for cell in cells):
            _write([line, _stripped([_text(cell) for cell in cells])])
            written += 1
            if written > _ROWS:
                return EXIT_TOO_MANY
    sys.stdout.flush()
    return 0


def _stripped(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: object) -> str:
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 10**15:
            return str(int(cell))
        case dt.datetime() | dt.date():
            return cell.isoformat()
        case _:
            return str(cell)


def _write(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    _limit()
    sys.exit(_main(json.loads(sys.argv[1])))
