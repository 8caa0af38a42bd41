"""Bringing a file in by the browser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from httpx2 import Response

from moderation.intake import imports
from moderation.intake.imports import Problem
from moderation.queries.intake import find_import
from moderation.vocabulary import Role
from tests.api.seats import Seat
from tests.factories import House

TakeSeat = Callable[..., Seat]
FILE = (
    "mã,nội dung bình luận,thời gian\n"
    "b1,Cho hỏi giờ làm việc của phường,20/11/2026 08:15\n"
    "b2,Đường ngõ 12 ngập quá ạ,20/11/2026 09:30\n"
    "b3,,20/11/2026 10:00\n"
).encode()


def send(desk: Seat, house: House, content: bytes, name: str = "thang-11.csv") -> Response:
    """Upload a file for the house's page."""
    return desk.post(
        "/imports", {"page_id": str(house.page_id)}, files={"file": (name, content, "text/csv")}
    )


def uploaded(desk: Seat, house: House, content: bytes = FILE) -> str:
    """The address of a fresh import."""
    answer = send(desk, house, content)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/mapping")


def test_a_file_is_shown_with_its_columns_before_anything_is_written(
    house: House, seat: TakeSeat
) -> None:
    """The guess stands in the selects, examples beside, bad rows counted."""
    desk = seat(house)

    shown = desk.get(uploaded(desk, house) + "/mapping").text

    assert "thang-11.csv có 3 dòng" in shown
    assert "Đường ngõ 12 ngập quá ạ" in shown
    assert "1 dòng không đọc được" in shown
    assert re.search(r'<option value="text" selected>', shown)


def test_confirming_begins_the_import_and_saves_the_mapping(house: House, seat: TakeSeat) -> None:
    """The next file of the kind is read the same way."""
    desk = seat(house)
    place = uploaded(desk, house)

    answer = desk.post(
        place + "/mapping",
        {"column_0": "external_id", "column_1": "text", "column_2": "created_at",
         "mapping_name": "Tệp của phường"},
    )  # fmt: skip

    assert answer.headers["location"] == place
    assert "hx-trigger" in desk.get(place).text
    assert desk.get(place, htmx="progress").text.lstrip().startswith('<div id="progress"')
    again = uploaded(desk, house)
    assert "Tệp của phường" in desk.get(again + "/mapping").text
    used = desk.post(again + "/mapping", {"act": "use", "use": "Tệp của phường"})
    assert '<option value="created_at" selected>' in used.text
    assert "thang-11.csv" in desk.get("/imports").text


def test_two_columns_for_one_thing_are_refused_and_what_was_chosen_stays(
    house: House, seat: TakeSeat
) -> None:
    """The form comes back as it was sent, with the fault named."""
    desk = seat(house)
    place = uploaded(desk, house)

    answer = desk.post(
        place + "/mapping",
        {"column_0": "text", "column_1": "text", "mapping_name": "Thử"},
    )

    assert answer.status_code == 422
    assert "Hai cột cùng đọc thành" in answer.text
    assert 'value="Thử"' in answer.text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Tệp rỗng"),
        (b"%PDF-1.7 gi do", "PDF"),
        (b"\0" * 2000, "Tệp rỗng"),
    ],
)
def test_what_is_no_export_is_refused_in_words(
    house: House, seat: TakeSeat, content: bytes, told: str
) -> None:
    """Nothing is kept of it, and the form is still there."""
    answer = send(seat(house), house, content)

    assert answer.status_code == 422
    assert told in answer.text
    assert 'type="file"' in answer.text


@pytest.mark.parametrize("size", [2**20 + 1, 3 * 2**20])
def test_a_file_over_the_limit_is_refused_with_the_limit(
    house: House, seat: TakeSeat, size: int
) -> None:
    """Just over it the form says so; far over it the body is not even kept."""
    answer = send(seat(house), house, b"a" * size)

    assert answer.status_code == 413
    assert "lớn" in answer.text


def test_bad_rows_come_down_as_a_sheet_that_runs_nothing(house: House, seat: TakeSeat) -> None:
    """Cells that begin like formulas, full-width ones too, get an apostrophe in front."""
    desk = seat(house)
    place = uploaded(desk, house)
    raw = ["=1+1", "+84", "-2", "@a", "\tb", "＝HYPERLINK()", "thường", 'có "nháy"']
    with house.database.transaction(house.agency_id) as session:
        imports.add_problems(
            house.agency_id, session, int(place.rsplit("/", 1)[1]),
            [Problem(4, "empty_text", "Không có nội dung.", raw)],
        )  # fmt: skip

    answer = desk.get(place + "/bad-rows")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    row = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1]
    assert row[2:8] == ["'=1+1", "'+84", "'-2", "'@a", "'\tb", "'＝HYPERLINK()"]
    assert row[8:] == ["thường", 'có "nháy"']
    assert '"4","Không có nội dung."' in answer.text


def test_the_file_itself_is_not_read_to_tell_how_far_it_is(house: House, seat: TakeSeat) -> None:
    """A page that asks every two seconds must not move 64 MiB each time."""
    desk = seat(house)
    import_id = int(uploaded(desk, house).rsplit("/", 1)[1])
    with house.database.transaction(house.agency_id) as session:
        found = find_import(house.agency_id, session, import_id)

        assert "content" not in vars(found)


def test_nobody_without_the_right_brings_files_in(house: House, seat: TakeSeat) -> None:
    """A spokesperson reads and writes replies."""
    assert seat(house, Role.SPOKESPERSON).get("/imports/new").status_code == 403
