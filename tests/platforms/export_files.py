"""Invented export files for the tests of the readers."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]

from platforms.exports import BadRow, Export, ExportRow, open_export

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from platforms.events import CommentEvent

LIMIT = 64 * 2**20

ODS_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Trang1">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
ODS_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"""


def opened(content: str | bytes, name: str = "tep.csv") -> Export:
    """The file, opened under the usual limit."""
    data = content.encode() if isinstance(content, str) else content
    return open_export(name, data, limit_bytes=LIMIT)


def rows(content: str | bytes) -> list[ExportRow | BadRow]:
    """All rows, by the guessed mapping."""
    export = opened(content)
    return list(export.rows(export.guess_mapping()))


def events(content: str | bytes) -> list[CommentEvent]:
    """The comments of a file all of whose rows can be read."""
    read = rows(content)
    assert [row for row in read if isinstance(row, BadRow)] == []
    return [row.event for row in read if isinstance(row, ExportRow)]


def texts(content: str | bytes) -> list[str | None]:
    """The comments' texts of a sound file."""
    return [event.text for event in events(content)]


def bad(content: str | bytes) -> list[tuple[int, str]]:
    """Line and code of the rows that were not taken."""
    return [(row.line, row.code) for row in rows(content) if isinstance(row, BadRow)]


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook; None leaves a cell out, a datetime becomes a date cell."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy hh:mm",
    }
    with xlsxwriter.Workbook(out, options) as workbook:
        for name, lines in sheets.items():
            sheet = workbook.add_worksheet(name)
            for at, line in enumerate(lines):
                for column, value in enumerate(line):
                    if value is not None:
                        sheet.write(at, column, value)
    return out.getvalue()


def zipped(entries: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            kept = zipfile.ZIP_STORED if name == "mimetype" else method
            archive.writestr(name, content, kept)
    return out.getvalue()


def ods(rows_xml: str) -> bytes:
    """An OpenDocument sheet of such rows as `ods_row` gives."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": ODS_MANIFEST,
            "content.xml": ODS_CONTENT.format(rows=rows_xml),
        }
    )


def ods_row(*cells: str, repeated: int = 1) -> str:
    """One row of texts, said to stand there `repeated` times."""
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inner}</table:table-row>'


def windows_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: base letters with their tones after them."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            *base, tone = list(unicodedata.normalize("NFD", char))
            if tone in "\u0302\u0306\u031b":  # the dot below stands before the hat
                tone, base = base[-1], [*base[:-1], tone]
            out += unicodedata.normalize("NFC", "".join(base)).encode("cp1258")
            out += tone.encode("cp1258")
    return bytes(out)
