"""Files in the letters of fonts of before Unicode are read as what their writers meant."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.exports import ExportRow, Mapping, open_export
from platforms.exports.legacy import charset_of, converted
from tests.platforms.export_files import xlsx

TCVN3 = ["Thñ tôc cÊp c¨n c­íc ë ®©u ¹", "§­êng lµng ngËp qu¸, x· xem gióp", "Xin c¶m ¬n ñy ban"]
VNI = [
    "Thuû tuïc caáp caên cöôùc ôû ñaâu aï",
    "Ñöôøng laøng ngaäp quaù, xaõ xem giuùp",
    "Xin caûm ôn uûy ban",
]
MEANT = [
    "Thủ tục cấp căn cước ở đâu ạ",
    "Đường làng ngập quá, xã xem giúp",
    "Xin cảm ơn ủy ban",
]
HEADINGS = {"tcvn3": ["Hä tªn", "B×nh luËn"], "vni": ["Hoï teân", "Bình luaän"]}


def as_csv(rows: list[list[str]], encoding: str) -> bytes:
    """A file as an old office program would save it."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def read(name: str, content: bytes, **choice: str) -> list[str | None]:
    """The texts of the comments of a file."""
    export = open_export(name, content, limit_bytes=10**6)
    mapping = Mapping.from_dict({**export.guess_mapping().to_dict(), **choice})
    return [row.event.text for row in export.rows(mapping) if isinstance(row, ExportRow)]


@pytest.mark.parametrize(("charset", "written"), [("tcvn3", TCVN3), ("vni", VNI)])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_text_file_of_an_old_font_is_read(
    charset: str, written: list[str], encoding: str
) -> None:
    """Saved in its own bytes, or pasted into a newer program; its headings too."""
    rows = [HEADINGS[charset], *(["Nguyen Van A", text] for text in written)]
    content = as_csv(rows, encoding)
    export = open_export("cu.csv", content, limit_bytes=10**6)

    assert export.charset == charset
    assert export.columns[1] == "Bình luận"
    assert read("cu.csv", content) == MEANT
    assert dict(export.conversions())[max(written, key=len)] in MEANT


@pytest.mark.parametrize("written", [TCVN3, VNI])
def test_a_workbook_of_an_old_font_is_read(written: list[str]) -> None:
    """The font is gone, its letters are there."""
    content = xlsx({"Sheet1": [["Tên", "Bình luận"], *(["Lan", text] for text in written)]})
    assert read("cu.xlsx", content) == MEANT


def test_a_person_may_keep_the_file_as_it_is() -> None:
    """What a machine guesses, somebody decides."""
    content = as_csv([["Ten", "Comment"], *(["Lan", text] for text in TCVN3)], "utf-8")
    assert read("cu.csv", content, charset="keep") == TCVN3


@pytest.mark.parametrize(
    "texts",
    [
        MEANT,
        [
            "Tôi có ý kiến: hôm nay trời quá nóng, bé hỏi cô",
            "Cô ơi, bố tôi mù, có hồ sơ gì",
            "Ý tôi là thế",
        ],
        ["Déjà vu à l'hôtel", "Très bien, merci à vous", "Où êtes-vous né?", "Garçon, ça va"],
        ["El niño mañana", "Español también", "Año nuevo, ¿qué tal?", "Señor Núñez"],
        ["Grüße aus München", "Schöne Straße", "Füße, Bäume", "Öl über Äcker"],
        ["plain words only", "nothing beyond", "ascii", "here"],
        ["ñaõ"],
    ],
)
def test_other_languages_and_good_vietnamese_are_left_alone(texts: list[str]) -> None:
    """Only a file whose words become Vietnamese, and are not so already, is converted."""
    assert charset_of(texts) is None


def test_a_cell_in_unicode_among_old_ones_stays() -> None:
    """Somebody had mended that row by hand."""
    content = as_csv([["Ten", "Comment"], *(["Lan", t] for t in [*TCVN3, MEANT[0]])], "utf-8")
    assert read("cu.csv", content) == [*MEANT, MEANT[0]]


@given(st.text(max_size=80))
def test_conversion_never_fails_nor_touches_ascii(text: str) -> None:
    """Whatever it is given."""
    for charset in ("tcvn3", "vni"):
        made = converted(text, charset)  # type: ignore[arg-type]
        assert made == text or not text.isascii()
    charset_of([text])
