"""What a file really is, told by its bytes: people rename files, and so do attackers."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Literal

from moderation.errors import BadInputError, TooLargeError, UnsupportedMediaError

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["Family", "family_of", "take"]

Family = Literal["workbook", "text"]

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS, and XLSX under a password
_FOREIGN = {
    b"%PDF": "một tệp PDF",
    b"\x89PNG": "một ảnh PNG",
    b"\xff\xd8\xff": "một ảnh JPEG",
    b"GIF8": "một ảnh GIF",
    b"RIFF": "một tệp ảnh, âm thanh hoặc video",
    b"BM": "một ảnh BMP",
    b"Rar!": "một tệp nén RAR",
    b"7z\xbc\xaf": "một tệp nén 7z",
    b"BZh": "một tệp nén BZIP2",
    b"\xfd7zXZ": "một tệp nén XZ",
    b"PK\x05\x06": "một tệp ZIP rỗng",
    b"\x7fELF": "một chương trình",
    b"MZ": "một chương trình",
    b"SQLite format 3": "một cơ sở dữ liệu SQLite",
    b"{\\rtf": "một văn bản RTF",
}
_MARKUP = re.compile(rb"\s*(?:<!doctype|<html|<table|<\?xml|<svg)", re.IGNORECASE)
_BINARY_LETTERS = 2  # magic numbers so short need a look at what follows


def take(content: bytes | BinaryIO, *, limit_bytes: int) -> bytes:
    """The bytes of a file, a `.gz` already inflated, both held to `limit_bytes`.

    Raises TooLargeError, BadInputError.
    """
    data = content if isinstance(content, bytes) else content.read(limit_bytes + 1)
    if len(data) > limit_bytes:
        raise _too_large(limit_bytes)
    if data.startswith(_GZIP):
        data = _inflate(data, limit_bytes)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadInputError("Tệp rỗng, không có gì để nhập.", code="empty_file")
    return data


def family_of(content: bytes) -> Family:
    """Whether a workbook or a text file. Raises UnsupportedMediaError for all else."""
    if content.startswith((_ZIP, _OLE)):
        return "workbook"
    for magic, name in _FOREIGN.items():
        if content.startswith(magic) and (len(magic) > _BINARY_LETTERS or b"\0" in content[:512]):
            raise _foreign(name)
    if content.startswith(_GZIP):
        raise _foreign("một tệp nén nhiều lần")
    if _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")[:512]):
        raise _foreign("một trang HTML hoặc XML (thường do phần mềm đặt đuôi .xls)")
    return "text"


def _inflate(data: bytes, limit_bytes: int) -> bytes:
    """Under a running cap: what a gzip file says of its own size is not believed."""
    out = bytearray()
    while data:
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            piece = _piece(member, data)
            out += piece
            data = member.unconsumed_tail
            if len(out) > limit_bytes:
                raise _too_large(limit_bytes, "sau khi giải nén ")
            if not (piece or data or member.eof):
                raise _broken_gzip()
        data = member.unused_data.lstrip(b"\0")
        if data and not data.startswith(_GZIP):
            raise _broken_gzip()
    return bytes(out)


def _piece(member: zlib._Decompress, data: bytes) -> bytes:
    try:
        return member.decompress(data, _CHUNK)
    except zlib.error:
        raise _broken_gzip() from None


def _too_large(limit_bytes: int, when: str = "") -> TooLargeError:
    return TooLargeError(
        f"Tệp {when}lớn hơn {limit_bytes / 2**20:.0f} MiB. Chưa có gì được nhập; "
        "hãy chia thành nhiều tệp nhỏ hơn."
    )


def _broken_gzip() -> BadInputError:
    return BadInputError(
        "Tệp nén .gz bị cắt cụt hoặc hỏng. Chưa có gì được nhập; hãy tải lại tệp gốc.",
        code="broken_archive",
    )


def _foreign(name: str) -> UnsupportedMediaError:
    return UnsupportedMediaError(
        f"Đây là {name}, không phải tệp bình luận. Chưa có gì được nhập; "
        "hãy xuất lại ở dạng CSV, XLSX, ODS hoặc JSON."
    )
