"""XLSX and ODS, and what pretends to be one."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.errors import BadInputError, TooLargeError, UnsupportedMediaError
from platforms.exports import ExportRow, open_export
from platforms.exports.workbook import Workbook
from tests.platforms.export_files import (
    LIMIT,
    events,
    ods,
    ods_row,
    opened,
    rows,
    texts,
    xlsx,
    zipped,
)

HEAD = ["Mã bình luận", "Nội dung", "Thời gian"]


def test_cells_of_every_type_are_read() -> None:
    """Dates, serials, numbers, blanks; texts that look like formulas stay texts."""
    content = xlsx(
        {
            "A": [
                HEAD,
                ["a1", "Xin chào", datetime(2026, 11, 22, 10, 30)],  # noqa: DTZ001
                ["a2", "=1+1", 46348.4375],
                ["a3", 2026, "22/11/2026 10:30"],
                ["a4", True, None],
            ]
        }
    )
    first, second, third, fourth = events(content)
    moment = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
    assert [e.text for e in (first, second, third, fourth)] == ["Xin chào", "=1+1", "2026", "TRUE"]
    assert [e.created_at for e in (first, second, third, fourth)] == [moment] * 3 + [None]


def test_lines_are_the_rows_of_the_sheet() -> None:
    """Blank rows and particulars above count, as Excel counts them."""
    content = xlsx({"A": [[], ["Trang: Xã A"], [], HEAD, ["a1", "Một câu"], [], ["a2", "Hai câu"]]})
    assert [row.line for row in rows(content)] == [5, 7]


def test_a_table_that_does_not_begin_in_the_first_column_is_read() -> None:
    """People indent."""
    assert texts(xlsx({"A": [[], [None, *HEAD], [None, "a1", "Xin chào"]]})) == ["Xin chào"]


def test_the_largest_sheet_is_read_unless_one_is_named() -> None:
    """A page of particulars may stand first; the others can be chosen."""
    content = xlsx(
        {
            "Thông tin": [["Trang", "Xã A"]],
            "Tháng 11": [HEAD, ["a1", "Một câu"], ["a2", "Hai câu"]],
            "Tháng 10": [HEAD, ["a0", "Câu cũ"]],
        }
    )
    export = opened(content)
    assert (export.sheet, export.sheets) == ("Tháng 11", ["Thông tin", "Tháng 11", "Tháng 10"])
    other = open_export("x", content, limit_bytes=LIMIT, sheet="Tháng 10")
    assert other.preview() == [["a0", "Câu cũ", ""]]
    with pytest.raises(BadInputError) as error:
        open_export("x", content, limit_bytes=LIMIT, sheet="Tháng 9")
    assert error.value.code == "no_sheet"


def test_an_ods_is_read() -> None:
    """LibreOffice's own."""
    content = ods(ods_row(*HEAD) + ods_row("a1", "Xin chào", "22/11/2026"))
    assert opened(content).kind == "ods"
    assert texts(content) == ["Xin chào"]


def test_two_readers_of_one_workbook_do_not_disturb_each_other() -> None:
    """A preview while the rows are being read."""
    export = opened(xlsx({"A": [HEAD, *([f"a{i}", f"Câu số {i}"] for i in range(50))]}))
    reading = export.rows(export.guess_mapping())
    next(reading)
    assert len(export.preview(50)) == 50
    assert len(list(reading)) == 49


def test_the_laid_out_sheet_is_gone_with_its_reader() -> None:
    """Citizens' words do not stay in the temporary folder."""
    export = opened(xlsx({"A": [HEAD, ["a1", "Xin chào"]]}))
    table = export._table
    source = getattr(table, "source", None)
    assert isinstance(source, Workbook)
    path = Path(source._file.name)
    assert path.exists()
    del export, table, source
    assert not path.exists()


def test_a_cell_at_the_far_corner_ends_in_a_refusal() -> None:
    """Laid out, it would be 17 billion cells; only the child process feels it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "Nội dung")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(TooLargeError, match="quá nặng"):
        opened(out.getvalue())


def test_repeated_rows_of_an_ods_end_in_a_refusal() -> None:
    """One row said to stand there a hundred million times."""
    with pytest.raises(TooLargeError, match="quá nặng"):
        opened(ods(ods_row(*HEAD) + ods_row("a1", "Xin chào", repeated=100_000_000)))


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    """200 MB of zeros in a file of 200 KB."""
    with pytest.raises(TooLargeError, match="phình"):
        opened(zipped({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": b"0" * (200 << 20)}))


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    """The directory says one byte; the running count is what is believed."""
    honest = zipped({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": b"0" * (110 << 20)})
    lying = honest.replace((110 << 20).to_bytes(4, "little"), (1).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(TooLargeError, match="phình"):
        opened(lying)


def test_a_high_ratio_is_refused() -> None:
    """Nothing that people write shrinks a hundredfold."""
    with pytest.raises(TooLargeError):
        opened(zipped({"xl/workbook.xml": "<x/>", "xl/a": b"0" * (20 << 20)}))


@pytest.mark.parametrize("count", [201, 6000])
def test_an_archive_of_many_parts_is_refused(count: int) -> None:
    """A workbook has a dozen."""
    with pytest.raises(TooLargeError):
        opened(zipped({"xl/workbook.xml": "<x/>"} | {f"xl/{i}" * 9: "" for i in range(count)}))


@pytest.mark.parametrize(
    "name", ["xl/embeddings/a.xlsx", "xl/b.zip", "../../etc/passwd", "/etc/passwd", "xl\\..\\..\\a"]
)
def test_nested_archives_and_odd_paths_are_refused(name: str) -> None:
    """None of them belongs in a table of comments."""
    with pytest.raises(UnsupportedMediaError, match="lồng"):
        opened(zipped({"xl/workbook.xml": "<x/>", name: "x"}))


def test_an_unusual_compression_is_refused() -> None:
    """Its inflating could not be held to a cap here."""
    with pytest.raises(UnsupportedMediaError):
        opened(zipped({"xl/workbook.xml": "<x/>"}, zipfile.ZIP_LZMA))


def test_an_encrypted_part_is_told_as_a_password() -> None:
    """The flag of the ZIP entry."""
    content = bytearray(zipped({"xl/workbook.xml": "<x/>"}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnsupportedMediaError, match="mật khẩu"):
        opened(bytes(content))


def test_a_zip_of_other_things_is_told() -> None:
    """A Takeout archive must be unpacked first."""
    with pytest.raises(UnsupportedMediaError, match="giải nén"):
        opened(zipped({"comments.csv": "text\nxin chào"}))


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_truncated_workbook_is_told(share: float) -> None:
    """A download that broke off."""
    content = xlsx({"A": [HEAD, ["a1", "Xin chào"]]})
    with pytest.raises(BadInputError, match="cắt cụt hoặc hỏng"):
        opened(content[: int(len(content) * share)])


@pytest.mark.parametrize(
    "content",
    [
        zipped({"xl/workbook.xml": "không phải XML"}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 2000,
    ],
)
def test_what_only_pretends_to_be_a_workbook_is_told(content: bytes) -> None:
    """The right first bytes and nothing behind them."""
    with pytest.raises(BadInputError, match="Không đọc được bảng tính"):
        opened(content)


def test_a_workbook_of_blank_sheets_is_told() -> None:
    """Nothing to import."""
    with pytest.raises(BadInputError, match="không có dòng nào"):
        opened(xlsx({"A": [], "B": []}))


@settings(max_examples=30)  # each one opens a process of its own
@given(st.data())
def test_a_spoiled_workbook_is_opened_or_refused(data: st.DataObject) -> None:
    """Any part of the package overwritten, cut or left out: the house's own errors and no other."""
    sound = data.draw(st.sampled_from(_SOUND))
    parts = {name: zipfile.ZipFile(io.BytesIO(sound)).read(name) for name in _names(sound)}
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name])))
    put = data.draw(st.sampled_from(_ODD) | st.binary(max_size=12))
    over = data.draw(st.sampled_from([0, len(put), 40, len(parts[name])]))
    spoiled = {**parts, name: parts[name][:at] + put + parts[name][at + over :]}
    if data.draw(st.booleans()):
        del spoiled[name]
    content = zipped(spoiled)
    with contextlib.suppress(BadInputError):
        assert all(isinstance(row, ExportRow) or row.reason for row in rows(content))


_SOUND = (
    xlsx({"A": [HEAD, ["a1", "Xin chào", 46348.4375], ["a2", True, None]]}),
    ods(ods_row("Mã bình luận", "Nội dung") + ods_row("a1", "Xin chào")),
)
_ODD = (
    b"", b"\0", b"<", b"</c>", b"&#0;", b"&a;", b"-1", b"9" * 400, b"A0", b"XFE1048577", b"NaN",
    b'<row r="4294967296"/>', b'r="ZZZZZZ1"', b't="s"', b't="e"', b"\xff\xfe",
)  # fmt: skip


def _names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()
