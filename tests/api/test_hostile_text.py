"""Five hundred hostile texts through every writer of files and the logs: always only text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import text as sql

from api.console.spreadsheets import guarded_csv, guarded_lines
from api.exports import Table, as_csv, as_xlsx
from moderation.vocabulary import Role
from tests.api.conftest import Call
from tests.api.seats import Seat
from tests.factories import House
from tests.hostile import CANARY, FORMULAS, TEXTS

TakeSeat = Callable[..., Seat]


def test_no_cell_of_any_file_is_a_formula() -> None:
    """CSV by both writers, and a workbook's cells, which hold strings alone."""
    texts = [*TEXTS, *FORMULAS]
    rows = [[text, f"x{text}"] for text in texts]
    table = Table([("Ai", text) for text in FORMULAS], ["=A", "B"], rows)
    files = (
        as_csv(table),
        guarded_csv(["=A", "B"], rows),
        b"".join(guarded_lines(["=A", "B"], rows)),
    )
    for content in files:
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert all(cell[:1] not in set("=+-@\t\r\n|%＝＋－＠﹣") for cell in row)
    with zipfile.ZipFile(io.BytesIO(as_xlsx(table, about_name="Về", rows_name="Dòng"))) as book:
        for name in book.namelist():
            part = book.read(name).decode()
            assert "<f>" not in part, name
            assert "externalLink" not in name
            assert "hyperlink" not in part, name


def test_no_hostile_word_gets_into_a_log(
    house: House,
    seat: TakeSeat,
    caller: Callable[..., Call],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever is asked, refused, broken or not found."""
    desk, call = seat(house, Role.VIEWER), caller(house, Role.VIEWER)
    for text in TEXTS[::41]:
        plain = text.replace("\n", " ").replace("\r", " ")
        desk.post("/sign-in", {"username": text, "password": text})
        desk.client.get("/search", params={"q": text})
        desk.client.get(f"/{CANARY}", params={"x": plain})
        desk.client.post("/webhooks/standard/abc", content=text.encode())
        call("POST", "/cases/1/draft", json={"text": text})
        call("GET", "/cases", params={"q": text})
        call("GET", f"/templates/{CANARY}")
    told = capfd.readouterr()
    ours = [one for one in caplog.messages if "httpx" not in one]
    assert CANARY not in told.out + told.err
    assert [one for one in ours if CANARY in one and not one.startswith("HTTP Request")] == []
    with house.database.transaction(house.agency_id) as session:
        about = session.scalars(sql("SELECT data::text FROM events")).all()
    assert [one for one in about if CANARY in one] == []
