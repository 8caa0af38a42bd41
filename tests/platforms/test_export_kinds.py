"""An export file is known by what it contains, and a foreign one is refused in plain words."""

from __future__ import annotations

import contextlib
import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import BadInputError, TooLargeError, UnsupportedMediaError
from platforms.exports import ExportRow, open_export
from tests.platforms.export_files import LIMIT, opened, rows, texts, windows_1258, xlsx

LINES = [["Mã bình luận", "Nội dung"], ["a1", "Đường ngập, xin sửa sớm"], ["a2", "Cảm ơn ạ"]]
EXPECTED = ["Đường ngập, xin sửa sớm", "Cảm ơn ạ"]
CSV = 'Mã bình luận,Nội dung\na1,"Đường ngập, xin sửa sớm"\na2,Cảm ơn ạ\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_read_in_any_unicode_encoding(encoding: str) -> None:
    """With or without a byte order mark."""
    assert texts(CSV.encode(encoding)) == EXPECTED


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_windows_1258_is_known_by_its_letters(mark: bytes) -> None:
    """Old Windows programs; the text comes out composed. A lying mark is not believed."""
    export = opened(mark + windows_1258(CSV))
    assert export.encoding == "cp1258"
    assert texts(mark + windows_1258(CSV)) == EXPECTED


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_is_found(separator: str) -> None:
    """Excel in Viet Nam writes semicolons."""
    lines = "\n".join(separator.join(f'"{cell}"' for cell in line) for line in LINES)
    assert texts(lines) == EXPECTED


def test_excels_own_separator_line_is_obeyed() -> None:
    """`sep=;` on the first line is Excel's hint to itself."""
    assert texts("sep=;\nNội dung;Ngày\nXin chào bà con;22/11/2026\n") == ["Xin chào bà con"]


def test_a_list_of_one_column_is_read_with_its_commas() -> None:
    """A comment's commas do not make columns."""
    assert texts("Nội dung\nmột, hai, ba\nbốn\nnăm, sáu\n") == ["một, hai, ba", "bốn", "năm, sáu"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(end: str) -> None:
    """Unix, Windows, old Macintosh."""
    assert texts(CSV.replace("\n", end)) == EXPECTED


@pytest.mark.parametrize("name", ["tep.csv", "tep.pdf", "khong-duoi", "../../etc/passwd"])
def test_the_name_decides_nothing(name: str) -> None:
    """People rename files."""
    export = opened(xlsx({"A": LINES}), name)
    assert export.kind == "xlsx"


@pytest.mark.parametrize("content", [CSV.encode(), xlsx({"A": LINES})])
def test_a_gzip_of_any_kind_is_opened(content: bytes) -> None:
    """`.gz` of a text file and of a workbook alike."""
    assert texts(gzip.compress(content, mtime=0)) == EXPECTED


def test_a_gzip_of_two_members_is_read_whole() -> None:
    """As when two compressed files were joined."""
    half = CSV.encode()[:20], CSV.encode()[20:]
    assert texts(gzip.compress(half[0], mtime=0) + gzip.compress(half[1])) == EXPECTED


def test_a_stream_is_read_like_bytes() -> None:
    """An upload is a file object."""
    export = open_export("tep.csv", io.BytesIO(CSV.encode()), limit_bytes=LIMIT)
    assert (export.kind, export.encoding, export.columns) == ("csv", "utf-8", LINES[0])
    assert export.preview(1) == [LINES[1]]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("a\tText\n1\tmột\n", "tsv"),
        (json.dumps([{"text": "một"}]), "json"),
        ('{"text":"một"}\n{"text":"hai"}\n', "jsonl"),
    ],
)
def test_the_kind_is_told(content: str, kind: str) -> None:
    """The screen shows what the file was taken for."""
    assert opened(content).kind == kind


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\0" * 100, b"   \r\n", gzip.compress(b"", mtime=0)]
)
def test_an_empty_file_is_told(content: bytes) -> None:
    """Blank lines, marks and NULs are nothing."""
    with pytest.raises(BadInputError, match="rỗng"):
        opened(content)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"GIF89a\x01\0", "GIF"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (b"MZ\x90\0\x03\0", "chương trình"),
        (b"  <!DOCTYPE html><table><tr><td>x", "HTML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', "HTML hoặc XML"),
        (gzip.compress(gzip.compress(b"a,b", mtime=0), mtime=0), "nén nhiều lần"),
    ],
)
def test_a_foreign_file_is_named_and_refused(content: bytes, name: str) -> None:
    """A PDF renamed .csv is still a PDF."""
    with pytest.raises(UnsupportedMediaError, match=name):
        opened(content)


@pytest.mark.parametrize("content", [bytes(range(256)) * 20, b"\x01\x02\x03\x04" * 100])
def test_bytes_of_no_known_kind_are_refused(content: bytes) -> None:
    """Neither text nor workbook."""
    with pytest.raises(UnsupportedMediaError):
        opened(content)


def test_a_file_over_the_limit_is_refused() -> None:
    """Held while it is read, not after."""
    with pytest.raises(TooLargeError, match="lớn hơn"):
        open_export("tep.csv", io.BytesIO(b"a" * 2000), limit_bytes=1000)


def test_a_gzip_bomb_stops_at_the_limit() -> None:
    """A few kilobytes that would inflate to megabytes."""
    with pytest.raises(TooLargeError, match="giải nén"):
        open_export("tep.gz", gzip.compress(b"a" * 5_000_000, mtime=0), limit_bytes=1_000_000)


@pytest.mark.parametrize("cut", [-1, -9, 12])
def test_a_truncated_gzip_is_told(cut: int) -> None:
    """A download that broke off."""
    with pytest.raises(BadInputError, match="cắt cụt"):
        opened(gzip.compress(CSV.encode(), mtime=0)[:cut])


def test_a_few_broken_characters_do_not_cost_their_comment() -> None:
    """Half an emoji of an old tool becomes U+FFFD; the comment stays."""
    content = CSV.encode().replace("ngập".encode(), b"ng\xed\xa0\xbdp")
    assert texts(content)[0] == "Đường ng\ufffd\ufffd\ufffdp, xin sửa sớm"


def test_a_file_cut_within_a_character_keeps_its_other_rows() -> None:
    """UTF-8 that ends in the middle of a letter is still UTF-8."""
    content = CSV.encode().removesuffix(b"\n")[:-1]
    assert texts(content)[0] == EXPECTED[0]


@given(st.binary(max_size=400))
def test_any_bytes_are_opened_or_refused(content: bytes) -> None:
    """No other error than the house's own leaves the reader."""
    with contextlib.suppress(BadInputError):
        assert all(isinstance(row, ExportRow) or row.reason for row in rows(content))
