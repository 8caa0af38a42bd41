"""XLSX, XLS and ODS, read by a process that may die of a hostile file without harm."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from moderation.errors import BadInputError, TooLargeError, UnsupportedMediaError
from platforms.exports import sheet_reader
from platforms.exports.archive import check_archive
from platforms.exports.rows import BadRow, Record
from platforms.json_limits import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Workbook", "open_workbook"]

_SECONDS = 60
_ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet of a workbook, already laid out as text in a file that goes when this goes."""

    kind: str
    sheets: list[str]
    sheet: str
    _file: IO[bytes] = field(repr=False)

    def records(self) -> Iterator[Record | BadRow]:
        """Every row that is not blank."""
        with Path(self._file.name).open(encoding="ascii") as lines:
            next(lines)
            for row in lines:
                line, cells = json.loads(row)
                yield Record(line, [clean_text(cell) for cell in cells])


def open_workbook(content: bytes, sheet: str | None) -> Workbook:
    """Read the named sheet, or the one with the most rows.

    A process of its own costs some 0.1 s and is the only fence that holds: a sheet with one cell
    at A1 and one at XFD1048576 makes calamine ask for the memory of 17 billion cells, and a failed
    allocation ends the process it happens in.
    Raises TooLargeError, UnsupportedMediaError, BadInputError.
    """
    kind = check_archive(content) if content.startswith(_ZIP) else "xls"
    rows = tempfile.NamedTemporaryFile(prefix="phanhoi-sheet-")  # noqa: SIM115 - kept by Workbook
    _run(content, sheet, rows)
    with Path(rows.name).open(encoding="ascii") as lines:
        told = json.loads(next(lines))
    return Workbook(kind, told["sheets"], told["sheet"], rows)


def _run(content: bytes, sheet: str | None, rows: IO[bytes]) -> None:
    command = [sys.executable, "-I", sheet_reader.__file__, json.dumps(sheet)]
    with tempfile.TemporaryFile(prefix="phanhoi-upload-") as upload:
        upload.write(content)
        upload.seek(0)
        try:
            status = subprocess.run(  # noqa: S603 - our own program and script
                command,
                stdin=upload,
                stdout=rows,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            raise _too_heavy() from None
    if status != 0:
        raise _refused(status)


def _refused(status: int) -> BadInputError:
    match status:
        case sheet_reader.EXIT_PASSWORD:
            return UnsupportedMediaError(
                "Bảng tính được đặt mật khẩu. Chưa có gì được nhập; hãy bỏ mật khẩu rồi tải lại."
            )
        case sheet_reader.EXIT_UNREADABLE:
            return BadInputError(
                "Không đọc được bảng tính: tệp hỏng hoặc không phải XLSX, XLS, ODS. Chưa có gì "
                "được nhập; hãy mở và lưu lại ở dạng XLSX hoặc CSV.",
                code="broken_workbook",
            )
        case sheet_reader.EXIT_NO_SHEET:
            return BadInputError(
                "Bảng tính không có trang tính này. Hãy chọn lại trang tính.", code="no_sheet"
            )
        case _:
            return _too_heavy()


def _too_heavy() -> TooLargeError:
    return TooLargeError(
        "Bảng tính quá nặng để mở an toàn. Chưa có gì được nhập; hãy lưu lại ở dạng CSV "
        "hoặc chia thành nhiều tệp nhỏ hơn.",
        code="workbook_too_heavy",
    )
