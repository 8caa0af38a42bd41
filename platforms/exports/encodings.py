"""In which encoding a text file is written, without being told."""

from __future__ import annotations

import codecs
import re
import unicodedata

from moderation.errors import UnsupportedMediaError
from platforms.exports.legacy import charset_of

__all__ = ["detect_encoding"]

_SAMPLE = 1 << 16
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_LETTERS = frozenset(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in _TONES
) | frozenset("đĐ–—‘’“”…•₫€™")
# Tools written in Java or MySQL's old `utf8` leave these; the rest of the file is sound.
_LONE_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_BROKEN_SHARE = 0.1  # of the characters beyond ASCII


def detect_encoding(content: bytes) -> str:
    """`utf-8`, `utf-8-sig`, `utf-16`, `utf-16-le`, `utf-16-be`, `cp1258` or `cp1252`.

    The last is for letters of fonts of before Unicode, which `legacy` reads.
    A file of UTF-8 with a few broken characters is still UTF-8: they become U+FFFD and no comment
    is lost over them. Raises UnsupportedMediaError where no encoding fits.
    """
    encoding = _marked(content) or _wide(content) or "utf-8"
    if encoding.startswith("utf-8") and not _mostly_utf8(content):
        encoding = "cp1252" if _is_of_old_fonts(content) else "cp1258"
    if encoding == "cp1258" and not _is_vietnamese(content.removeprefix(codecs.BOM_UTF8)[:_SAMPLE]):
        raise UnsupportedMediaError(
            "Không nhận ra bảng mã của tệp. Chưa có gì được nhập; hãy mở tệp bằng phần mềm bảng "
            "tính và lưu lại ở dạng “CSV UTF-8” hoặc XLSX."
        )
    _refuse_binary(content[:_SAMPLE], encoding)
    return encoding


def _marked(content: bytes) -> str | None:
    return next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of the commas, digits and breaks is NUL."""
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 5 < len(sample) or min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _mostly_utf8(content: bytes) -> bool:
    if content.isascii():
        return True
    content = _LONE_SURROGATE.sub(b"\xc2\xa0", content)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    beyond = broken = 0
    for start in range(0, len(content), _SAMPLE):
        text = decoder.decode(content[start : start + _SAMPLE])
        broken += text.count("\ufffd")
        beyond += len(text) - len(text.encode("ascii", "ignore"))
    return broken <= beyond * _BROKEN_SHARE


def _is_of_old_fonts(content: bytes) -> bool:
    """Windows-1252 shows all that TCVN3 and VNI write, for `legacy` to put into Unicode."""
    return charset_of(content[:_SAMPLE].decode("cp1252", "replace").split()) is not None


def _is_vietnamese(sample: bytes) -> bool:
    """Whether Windows-1258 gives Vietnamese letters, as it would of no other language's bytes."""
    try:
        text = sample.decode("cp1258")
    except UnicodeDecodeError:
        return False
    letters = [char for char in unicodedata.normalize("NFC", text) if char > "\xbf"]
    strange = sum(char not in _LETTERS for char in letters)
    return strange * 20 <= len(letters) and len(letters) * 2 <= len(text)


def _refuse_binary(sample: bytes, encoding: str) -> None:
    text = sample.decode(encoding, "replace")
    if len(_CONTROLS.findall(text)) * 20 > len(text) or text.count("\0") * 4 > len(text):
        raise UnsupportedMediaError(
            "Tệp không phải văn bản hay bảng tính. Chưa có gì được nhập; hãy xuất lại ở dạng "
            "CSV, XLSX, ODS hoặc JSON."
        )
