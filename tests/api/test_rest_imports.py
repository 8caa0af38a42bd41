"""`/api/v1/imports`: a file goes in by its guessed columns, or the columns come back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from httpx2 import Response
from sqlalchemy import func, select

from api.rest.schemas.imports import ImportMapping
from moderation.intake import imports
from moderation.models import Import
from moderation.vocabulary import Role
from platforms.exports import Mapping
from tests.api.conftest import Call
from tests.api.problems import as_problem
from tests.factories import House
from workers import intake, runtime

Caller = Callable[..., Call]

GOOD = "Mã,Nội dung,Thời gian\na1,Một cửa mở thứ bảy không ạ,18/11/2026 08:10\n".encode()
BAD = GOOD + b"".join(f"b{n},Dòng số {n} sai ngày,hôm kia\n".encode() for n in range(5))
SILENT = b"id,likes\n1,2\n2,4\n"


def send(call: Call, page_id: int, content: bytes, **form: str) -> Response:
    """Upload a file."""
    files = {"file": ("xuat.csv", content, "text/csv")}
    return call("POST", "/imports", files=files, data={"page_id": str(page_id), **form})


def kept(house: House) -> int:
    """How many files the house has taken."""
    with house.database.transaction(house.agency_id) as session:
        return session.scalar(select(func.count()).select_from(Import)) or 0


@pytest.fixture
def read_files(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the intake read an import of the house."""
    monkeypatch.setattr(runtime, "database", lambda: house.database)
    return lambda import_id: intake.read_import(house.agency_id, [import_id])


def test_a_file_with_plain_columns_is_taken_and_confirmed_at_once(
    house: House, caller: Caller
) -> None:
    """The answer says under which number to ask on, and what the columns were taken for."""
    call = caller(house)

    taken = send(call, house.page_id, GOOD)

    assert taken.status_code == 202, taken.text
    assert taken.json()["mapping"]["text"] == "Nội dung"
    assert taken.json()["confirmed_at"] is not None
    followed = call("GET", f"/imports/{taken.json()['id']}").json()
    assert (followed["state"], followed["is_over"]) == ("received", False)


def test_rows_that_cannot_be_read_are_listed_a_page_at_a_time(
    house: House, caller: Caller, read_files: Callable[[int], None]
) -> None:
    """Line, reason and cells, in the order of the file, none twice."""
    call = caller(house)
    import_id = send(call, house.page_id, BAD).json()["id"]
    read_files(import_id)

    lines: list[int] = []
    after: int | None = 0
    while after is not None:
        query = {"after": after, "limit": 2}
        page = call("GET", f"/imports/{import_id}/problems", params=query).json()
        lines += [row["line"] for row in page["items"]]
        after = page["next"]

    assert lines == [3, 4, 5, 6, 7]
    assert page["items"][0]["cells"] == ["b4", "Dòng số 4 sai ngày", "hôm kia"]
    assert page["items"][0]["reason"]
    followed = call("GET", f"/imports/{import_id}").json()
    assert (followed["rows_read"], followed["rows_bad"]) == (6, 5)


def test_a_file_whose_columns_say_nothing_comes_back_with_them(
    house: House, caller: Caller
) -> None:
    """Nothing is kept; with the columns named, the same file is taken."""
    call = caller(house)

    problem = as_problem(send(call, house.page_id, SILENT), 422)

    assert problem["columns"] == ["id", "likes"]
    assert kept(house) == 0
    named = send(call, house.page_id, SILENT, mapping=json.dumps({"text": "likes"}))
    assert named.status_code == 202, named.text


@pytest.mark.parametrize(
    "mapping",
    ['{"text": "Không có cột này"}', '{"txt": "Nội dung"}', "[]", "{", '{"text": "\\u0000"}'],
)
def test_a_mapping_that_does_not_hold_is_refused(
    house: House, caller: Caller, mapping: str
) -> None:
    """A column that is not there, an unknown role, no JSON: the file is not taken."""
    as_problem(send(caller(house), house.page_id, GOOD, mapping=mapping), 422)
    assert kept(house) == 0


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"%PDF-1.7 \x00\x01\x02" + bytes(range(256)), 415),
        (b"x" * (1 << 20) + b"x", 413),
        (b"x" * (3 << 20), 413),
    ],
    ids=["empty", "not a table", "over the limit", "over any form's limit"],
)
def test_a_file_that_cannot_be_taken_is_refused(
    house: House, caller: Caller, content: bytes, status: int
) -> None:
    """Each with its own status and sentence."""
    as_problem(send(caller(house), house.page_id, content), status)
    assert kept(house) == 0


def test_another_agencys_page_and_imports_are_not_there(
    house: House, neighbour: House, caller: Caller
) -> None:
    """Neither to write to nor to read from."""
    call = caller(house)
    with neighbour.database.transaction(neighbour.agency_id) as session:
        who = neighbour.who(Role.TRIAGE)
        theirs = imports.start(session, who, neighbour.page_id, "tep.csv", GOOD).id

    as_problem(send(call, neighbour.page_id, GOOD), 404)
    as_problem(call("GET", f"/imports/{theirs}"), 404)
    as_problem(call("GET", f"/imports/{theirs}/problems"), 404)


def test_the_columns_that_the_api_takes_are_those_that_the_reader_knows() -> None:
    """A role that the reader learns must be offered here too."""
    assert set(ImportMapping.model_fields) == set(Mapping.__slots__)
