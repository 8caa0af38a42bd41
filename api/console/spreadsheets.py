"""CSV files that a spreadsheet program only reads: no cell of ours is ever a formula to it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["guarded_csv", "harmless"]

_FORMULA = frozenset("=+-@\t\r\n|%")


def guarded_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark in front, by which Excel knows it; every cell quoted."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, nor in its full-width form."""
    first = unicodedata.normalize("NFKC", cell[:1])[:1]
    return f"'{cell}" if first in _FORMULA and first else cell
