"""CSV files that a spreadsheet program only reads: no cell of ours is ever a formula to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from api.exports import harmless

__all__ = ["guarded_csv", "guarded_lines"]

_PIECE = 64 * 1024


def guarded_lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The same file as it comes, some lines at a time, however long it gets."""
    yield b"\xef\xbb\xbf"
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        if out.tell() > _PIECE:
            yield out.getvalue().encode("utf-8", "replace")
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode("utf-8", "replace")


def guarded_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark in front, by which Excel knows it; every cell quoted."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")
