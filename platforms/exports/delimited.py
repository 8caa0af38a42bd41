"""CSV and its kin, read so that a stray quote or a giant line costs its own row and no other."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter, deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from platforms.exports.headings import heading_score
from platforms.exports.rows import BadRow, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Delimited", "sniff_delimiter"]

_DELIMITERS = ",;\t|"
_SAMPLE_CHARS = 1 << 16
_SAMPLE_ROWS = 30
_MAX_CELL = 400_000  # characters; over twice the longest text that is taken
_MAX_LINE = 1_000_000
_MAX_REREAD = 20_000_000  # characters in all, so that hostile quotes can't cost hours
_RAW_SHOWN = 200
_MOST = 0.8

_TOO_LONG = f"Một dòng quá dài (giới hạn {_MAX_LINE // 1_000_000} triệu ký tự)."
_BROKEN_QUOTES = "Dấu nháy kép trong dòng bị thừa hoặc thiếu, hoặc tệp bị cắt cụt ở đây."


@dataclass(frozen=True, slots=True)
class Delimited:
    """A file of separated values; it can be read through any number of times."""

    content: bytes
    encoding: str
    delimiter: str

    def records(self) -> Iterator[Record | BadRow]:
        """Every row that has a cell, blank ones left out."""
        # Python keeps this limit for the whole process; raising it to the same figure is harmless.
        csv.field_size_limit(max(csv.field_size_limit(), _MAX_CELL))
        lines = _Lines(open_text(self.content, self.encoding), compose=self.encoding == "cp1258")
        return _Reading(lines, self.delimiter).records()


def open_text(content: bytes, encoding: str) -> TextIO:
    """The text of a file, line ends as they are, broken characters as U+FFFD."""
    return io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline="")


def sniff_delimiter(content: bytes, encoding: str) -> str:
    """The separator under which the first rows look most like a table with known headings."""
    sample = open_text(content, encoding).read(_SAMPLE_CHARS)
    first = sample.partition("\n")[0].strip().lower()
    if first.startswith("sep=") and len(first) == len("sep=") + 1:
        return first[-1]
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[int, float]:
    try:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        rows = [row for row in islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return 0, 0.0
    if not rows:
        return 0, 0.0
    width, times = Counter(map(len, rows)).most_common(1)[0]
    same = times / len(rows)
    return max(map(heading_score, rows)), same + (width > 1 and same >= _MOST)


class _LineTooLongError(Exception):
    pass


class _Lines:
    """Physical lines for `csv.reader`, keeping those of the row being read."""

    def __init__(self, stream: TextIO, *, compose: bool) -> None:
        self.number = 0
        self.taken: list[str] = []
        self._stream = stream
        self._again: deque[str] = deque()
        self._compose = compose

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._stream.readline(_MAX_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) >= _MAX_LINE and line[-1] not in "\r\n":
            self._skip_line()
            raise _LineTooLongError
        if "\0" in line:
            line = line.replace("\0", "")
        self.taken.append(unicodedata.normalize("NFC", line) if self._compose else line)
        return self.taken[-1]

    def begin_row(self) -> int:
        """Forget the last row; the number of the line that comes next."""
        self.taken = []
        return self.number + 1

    def give_back(self) -> None:
        """Have all but the first line of the row read again."""
        self._again.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1

    def _skip_line(self) -> None:
        while (rest := self._stream.readline(_MAX_LINE)) and rest[-1] not in "\r\n":
            pass


class _Reading:
    """Strict about quotes, so that rows which a stray one has joined are never taken for one."""

    def __init__(self, lines: _Lines, delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._reader = csv.reader(lines, delimiter=delimiter, strict=True)
        self._width = 1
        self._budget = _MAX_REREAD

    def records(self) -> Iterator[Record | BadRow]:
        while True:
            line = self._lines.begin_row()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except _LineTooLongError:
                yield self._bad(self._lines.number, "line_too_long", _TOO_LONG)
            except csv.Error:
                yield self._rescued(line)
            else:
                if any(cells):
                    self._width = len(cells)
                    yield Record(line, cells)

    def _rescued(self, line: int) -> Record | BadRow:
        """The first line of a row with a stray quote; the lines it swallowed are read again.

        Only where these look like rows: else it is one text of many lines, cut short or broken.
        """
        first, swallowed = self._lines.taken[0], self._lines.taken[1:]
        self._budget -= sum(map(len, swallowed))
        rows = sum(text.count(self._delimiter) >= self._width - 1 for text in swallowed)
        if self._width == 1 or rows < len(swallowed) or self._budget < 0:
            return self._bad(line, "broken_quotes", _BROKEN_QUOTES)
        self._lines.give_back()
        cells = first.rstrip("\r\n").split(self._delimiter)
        if len(cells) != self._width:
            return self._bad(line, "broken_quotes", _BROKEN_QUOTES)
        return Record(line, cells)

    def _bad(self, line: int, code: str, reason: str) -> BadRow:
        return BadRow(line, code, reason, ["".join(self._lines.taken)[:_RAW_SHOWN]])
