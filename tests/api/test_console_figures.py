"""The dashboard's numbers lead to their lists, and a list leaves as exactly that file."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from python_calamine import CalamineWorkbook

from api.exports import Table, as_csv, as_xlsx
from moderation.models import Case
from moderation.vocabulary import Label, Role
from tests.api.seats import Seat, fill
from tests.factories import House

Seated = Callable[..., Seat]


def numbers_of(page: str) -> list[tuple[str, int]]:
    """Every link to a list with the number that it bears."""
    found = re.findall(r'<a href="(/dashboard/cases\?[^"]+)">([\d.]+)</a>', page)
    return [(html.unescape(url), int(number.replace(".", ""))) for url, number in found]


def test_every_number_opens_a_list_of_that_many(seat: Seated, house: House) -> None:
    """Followed one by one; the list says the same number."""
    fill(house, 4)
    fill(house, 2, Label.FEEDBACK)
    manager = seat(house, Role.MANAGER)

    numbers = numbers_of(manager.get("/dashboard?days=30").text)

    assert len(numbers) > 20
    assert max(number for _, number in numbers) == 6
    for url, number in dict(numbers).items():
        page = manager.get(url)
        assert page.status_code == 200
        assert f"({number})" in page.text, url


def test_a_case_behind_a_number_leads_back_to_its_list(seat: Seated, house: House) -> None:
    """Whoever looks into ten slow cases keeps the place; no address leads off the dashboard."""
    fill(house, 1)
    manager = seat(house, Role.MANAGER)
    found = numbers_of(manager.get("/dashboard?days=30").text)
    url = next(url for url, number in found if number == 1)

    [onward] = re.findall(r'href="(/cases/\d+\?back=[^"]+)"', manager.get(url).text)
    case = manager.get(html.unescape(onward)).text
    elsewhere = manager.get(onward.partition("?")[0] + "?back=/dashboard/../sign-out").text
    other = manager.get(onward.partition("?")[0] + "?back=//dashboard/cases").text

    assert f'<a href="{html.escape(url)}">' in case
    assert 'class="back"><a href="/queues/' in other
    assert "sign-out" not in elsewhere.partition('class="back"')[2][:200]


def test_a_case_that_is_late_again_is_marked_among_the_late_alone(
    seat: Seated, house: House
) -> None:
    """Reopened after an answer in time, it is due anew; the answer itself was in time."""
    [case_id] = fill(house, 1)
    now = datetime.now(UTC)
    with house.database.transaction(house.agency_id) as session:
        case = session.get_one(Case, (house.agency_id, case_id))
        case.first_response_at, case.first_due_at = now - timedelta(3), now - timedelta(2)
        case.reopened_at, case.due_at = now - timedelta(2), now - timedelta(1)
        case.response_minutes = 60
    manager = seat(house, Role.MANAGER)
    period = urlencode({"since": now - timedelta(30), "until": now})

    late = manager.get(f"/dashboard/cases?what=late&{period}").text
    within = manager.get(f"/dashboard/cases?what=within&{period}").text

    assert "(1)" in late
    assert "(1)" in within
    assert "due-late" in late
    assert "due-late" not in within


def test_a_list_leaves_as_the_same_rows_in_both_files(seat: Seated, house: House) -> None:
    """The workbook's first sheet says who, when, which filter and how many rows."""
    ids = fill(house, 3)
    fill(house, 2, Label.FEEDBACK)
    manager = seat(house, Role.MANAGER)
    (url,) = {
        url
        for url, number in numbers_of(manager.get("/dashboard?days=30").text)
        if number == 3 and "what=opened" in url and "label=" in url
    }

    book = CalamineWorkbook.from_filelike(
        io.BytesIO(manager.get(url.replace("/cases?", "/cases.xlsx?")).content)
    )
    about = {str(row[0]): row[1] for row in book.get_sheet_by_index(0).to_python()}
    rows = book.get_sheet_by_index(1).to_python()
    lines = manager.get(url.replace("/cases?", "/cases.csv?")).content

    assert (about["Số dòng"], about["Người xuất"]) == (3, "Chị manager")
    assert about["Bộ lọc"] == "Nhãn: Câu hỏi chính sách"
    assert isinstance(about["Từ"], date)
    assert {row[0] for row in rows[1:]} == {str(each) for each in ids}
    assert isinstance(rows[1][5], datetime)
    assert lines.startswith(b"\xef\xbb\xbf")
    assert len(lines.decode("utf-8-sig").splitlines()) == 4


def test_no_text_of_a_file_acts_when_it_is_opened() -> None:
    """A name that begins like a formula stays a name in both files."""
    evil = ["=1+1", "+84", "-1", "@sum", "\tx", "\rx"]
    table = Table([("a", "=1+1")], ["=b"], [(text, 1, None) for text in evil])

    book = CalamineWorkbook.from_filelike(
        io.BytesIO(as_xlsx(table, about_name="Thông tin", rows_name="Danh sách"))
    )

    assert [row[0] for row in book.get_sheet_by_index(1).to_python()][1:5] == evil[:4]
    for line in as_csv(table).decode("utf-8-sig").replace("\r\n", "\n").split("\n"):
        assert not line.lstrip('"').startswith(tuple("=+-@\t\r"))


def test_an_address_that_says_nothing_is_refused_in_words(seat: Seated, house: House) -> None:
    """An unknown set, a period without a time zone, a period that is none."""
    manager = seat(house, Role.MANAGER)
    now = datetime.now(UTC).isoformat().replace("+", "%2B")
    for query in (
        "what=nothing",
        "what=opened&since=2026-01-01&until=2026-02-01",
        f"what=opened&since={now}&until=x",
        f"what=opened&since={now}&until={now}&label=x",
    ):
        assert manager.get(f"/dashboard/cases?{query}").status_code == 422


@pytest.mark.parametrize("role", [Role.VIEWER, Role.DRAFTER])
def test_only_those_who_may_see_figures_get_the_files(
    seat: Seated, house: House, role: Role
) -> None:
    """Neither the list nor the files."""
    stranger = seat(house, role)
    for ending in ("", ".xlsx", ".csv"):
        assert stranger.get(f"/dashboard/cases{ending}?what=waiting").status_code == 403
