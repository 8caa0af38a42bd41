"""XLSX and ODS are ZIP files: what is inside is looked at before anything opens them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Final

from moderation.errors import BadInputError, TooLargeError, UnsupportedMediaError

__all__ = ["check_archive"]

MAX_ENTRIES: Final = 200
MAX_INFLATED: Final = 100 * 2**20  # bytes, of all entries together
MAX_RATIO: Final = 100
_RATIO_FROM = 2**20  # bytes; below, a ratio says nothing
_MAX_DIRECTORY = 2**18  # bytes, of the central directory
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x07"
_END_SPAN = 22 + 0xFFFF  # bytes: the end record and the longest comment after it
_LOCAL_HEADER = 30
_CHUNK = 2**20
_NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".gz", ".7z", ".rar")


def check_archive(content: bytes) -> str:
    """`xlsx` or `ods`, for an archive that is safe to open.

    Every entry is inflated here once, under a running cap, for a directory may lie about sizes.
    Raises TooLargeError, UnsupportedMediaError, BadInputError.
    """
    _check_directory_size(content)
    entries = _entries(content)
    kind = _kind({entry.filename for entry in entries}, content)
    if len(entries) > MAX_ENTRIES:
        raise _bomb()
    for entry in entries:
        _check_entry(entry)
    left = MAX_INFLATED
    for entry in entries:
        left -= _inflated_size(content, entry, left)
    inflated = MAX_INFLATED - left
    if inflated > _RATIO_FROM and inflated > MAX_RATIO * len(content):
        raise _bomb()
    return kind


def _check_directory_size(content: bytes) -> None:
    """The library reads the whole directory before it can be asked how long it is."""
    end = content.rfind(_END, max(0, len(content) - _END_SPAN))
    if end < 0 or len(content) < end + 16:
        raise _broken()
    (size,) = struct.unpack_from("<L", content, end + 12)
    if size > _MAX_DIRECTORY or content[max(0, end - 20) : end].startswith(_END64):
        raise _bomb()


def _entries(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError):
        raise _broken() from None


def _kind(names: set[str], content: bytes) -> str:
    if any(name.startswith("xl/workbook.") for name in names):
        return "xlsx"
    if "content.xml" in names and b"opendocument.spreadsheet" in content[:200]:
        return "ods"
    raise UnsupportedMediaError(
        "Đây là một tệp nén ZIP hoặc một loại tài liệu khác, không phải bảng tính. Chưa có gì "
        "được nhập; hãy giải nén rồi tải lên từng tệp CSV, XLSX hoặc JSON."
    )


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise UnsupportedMediaError(
            "Bảng tính được đặt mật khẩu. Chưa có gì được nhập; hãy bỏ mật khẩu rồi tải lại."
        )
    parts = entry.filename.replace("\\", "/").split("/")
    if (
        entry.filename.lower().endswith(_NESTED)
        or ".." in parts
        or parts[0] == ""
        or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    ):
        raise UnsupportedMediaError(
            "Bảng tính chứa tệp lồng bên trong hoặc phần không an toàn. Chưa có gì được nhập; "
            "hãy sao chép dữ liệu sang một bảng tính mới hoặc lưu ở dạng CSV."
        )


def _inflated_size(content: bytes, entry: zipfile.ZipInfo, left: int) -> int:
    """The real size of an entry. Raises TooLargeError once it passes `left`."""
    data = _compressed(content, entry)
    stored = entry.compress_type == zipfile.ZIP_STORED
    size = len(data) if stored else _deflated_size(data, left)
    if size > left:
        raise _bomb()
    return size


def _compressed(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    start = entry.header_offset
    if content[start : start + 4] != b"PK\x03\x04" or len(content) < start + _LOCAL_HEADER:
        raise _broken()
    name, extra = struct.unpack_from("<HH", content, start + 26)
    start += _LOCAL_HEADER + name + extra
    return content[start : start + entry.compress_size]


def _deflated_size(data: bytes, left: int) -> int:
    inflater = zlib.decompressobj(wbits=-15)
    size = 0
    while not inflater.eof and size <= left:
        try:
            piece = inflater.decompress(data, _CHUNK)
        except zlib.error:
            raise _broken() from None
        size += len(piece)
        data = inflater.unconsumed_tail
        if not (piece or data or inflater.eof):
            raise _broken()
    return size


def _broken() -> BadInputError:
    return BadInputError(
        "Bảng tính bị cắt cụt hoặc hỏng. Chưa có gì được nhập; hãy tải lại tệp gốc.",
        code="broken_archive",
    )


def _bomb() -> TooLargeError:
    return TooLargeError(
        f"Bảng tính phình quá {MAX_INFLATED // 2**20} MiB hoặc quá {MAX_ENTRIES} phần khi mở ra. "
        "Chưa có gì được nhập; hãy lưu lại ở dạng CSV hoặc chia nhỏ."
    )
