"""Lists: the ones every agency has, those that people keep, filters and search."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from moderation.casework import cases, claims
from moderation.vocabulary import DismissReason, Label, Role
from tests.api.seats import Seat, fill, version
from tests.factories import House, event

TakeSeat = Callable[..., Seat]


def rows(html: str) -> list[int]:
    """The cases that a list shows, in order."""
    return [int(found) for found in re.findall(r'id="row-(\d+)"', html)]


def test_a_new_case_leaves_the_new_ones_when_somebody_decides(house: House, seat: TakeSeat) -> None:
    """So that a thousand a day are walked through once, and the last leads on to the next page."""
    ids = fill(house, 60)
    desk = seat(house)
    assert rows(desk.get("/queues/new").text) == ids[:50]

    form = {"label": "feedback", "queue": "new", "version": version(house, ids[0])["version"]}
    answer = desk.post(f"/cases/{ids[0]}/label", form, htmx="case")

    assert rows(answer.text) == ids[1:51]


def test_filing_the_last_of_a_page_goes_on_to_the_next_page(house: House, seat: TakeSeat) -> None:
    """In a list that keeps what was decided, one is not led in a circle."""
    ids = fill(house, 60)
    form = {"label": "policy_question", **version(house, ids[49]), "queue": "all"}

    answer = seat(house).post(f"/cases/{ids[49]}/label", form, htmx="case")

    assert rows(answer.text) == ids[50:]
    assert f'data-case="{ids[50]}"' in answer.text


def test_mine_is_what_i_hold_and_what_i_write(house: House, seat: TakeSeat) -> None:
    """Not what a colleague holds, and not what I let go."""
    ids = fill(house, 4)
    lan = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, lan, ids[0])
        claims.claim(session, house.who(Role.SPOKESPERSON), ids[1])
        claims.claim(session, lan, ids[2])
        claims.release(session, lan, ids[2])
    desk = seat(house)
    desk.post(f"/cases/{ids[3]}/template", {"template_id": "can-cuoc-noi-lam"})

    assert rows(desk.get("/queues/mine").text) == [ids[0], ids[3]]


def test_filters_are_chips_that_take_themselves_off(house: House, seat: TakeSeat) -> None:
    """The address holds them all; each chip leads to the list without it."""
    fill(house, 2, Label.SPAM)
    asked = fill(house, 1, Label.POLICY_QUESTION)
    page = seat(house).get("/queues/all?label=policy_question&q=thu+tuc").text

    assert rows(page) == asked
    chips = re.findall(r'class="chip" href="([^"]*)"', page)
    assert chips == [
        "/queues/all?label=policy_question",
        "/queues/all?label=policy_question&amp;open=1&amp;q=thu+tuc",
        "/queues/all?q=thu+tuc",
    ]


def test_a_search_holds_to_accents_quotes_and_whether_closed(house: House, seat: TakeSeat) -> None:
    """Accents where they were typed, words together where quoted, closed cases unless left out."""
    house.take(
        event("a", "Đường ngõ 12 ngập nước"),
        event("b", "duong ngo 12 da het ngap"),
        event("c", "Ngập ở đường khác, không phải ngõ"),
    )
    house.triage(lambda _: Label.FEEDBACK)
    desk = seat(house)

    def found(words: str, more: str = "") -> int:
        return len(rows(desk.get(f"/queues/all?q={quote(words)}{more}").text))

    assert (found("duong ngap"), found("đường ngập"), found('"duong ngo"')) == (3, 2, 2)
    [first, *_] = rows(desk.get("/queues/all").text)
    with house.database.transaction(house.agency_id) as session:
        cases.dismiss(session, house.who(Role.TRIAGE), first, DismissReason.NOTED)
    assert (found("duong ngap"), found("duong ngap", "&open=1")) == (3, 2)


def test_a_list_is_kept_shared_changed_and_removed(house: House, seat: TakeSeat) -> None:
    """Under a name in the column; what is one's own nobody else sees."""
    fill(house, 1)
    lan, minh = seat(house), seat(house, Role.SPOKESPERSON)
    kept = {"queue": "all", "filters": "label=policy_question"}
    lan.post("/views", {**kept, "name": "Chỉ câu hỏi"})
    opened = lan.post("/views", {**kept, "name": "Câu hỏi chung", "shared": "1"}).headers[
        "location"
    ]

    assert "Chỉ câu hỏi" in lan.get("/queues/all").text
    theirs = minh.get("/queues/all").text
    assert "Câu hỏi chung" in theirs
    assert "Chỉ câu hỏi" not in theirs

    number = re.search(r"view=(\d+)", opened)
    assert number is not None
    changed = lan.get(f"{opened}&due=late").text
    assert "đã sửa" in changed
    lan.post(f"/views/{number[1]}", {"queue": "all", "filters": "due=late"})
    assert "đã sửa" not in lan.get(f"/queues/all?due=late&view={number[1]}").text
    assert minh.post(f"/views/{number[1]}/remove", kept).status_code == 403
    lan.post(f"/views/{number[1]}/remove", kept)
    assert "Câu hỏi chung" not in lan.get("/queues/all").text


def test_each_recent_decision_has_its_own_way_back(house: House, seat: TakeSeat) -> None:
    """Said as a sentence; taken back in any order; gone from the list afterwards."""
    ids = fill(house, 2)
    desk = seat(house)
    for case_id in ids:
        desk.post(f"/cases/{case_id}/label", {"label": "spam", **version(house, case_id)})

    page = desk.get("/queues/recent").text
    events = re.findall(r'name="event_id" value="(\d+)"', page.split('id="undo"')[0])
    assert f"Đã xếp vụ {ids[0]} là Tin rác." in page
    desk.post("/undo", {"event_id": events[1], "queue": "recent"}, htmx="case")

    left = desk.get("/queues/recent").text
    assert f"Đã xếp vụ {ids[0]} là Tin rác." not in left
    assert f"Đã xếp vụ {ids[1]} là Tin rác." in left
