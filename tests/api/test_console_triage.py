"""A page administrator's day, page by page and act by act."""

from __future__ import annotations

import re
from collections.abc import Callable

from moderation.vocabulary import CaseStatus, Label, Role
from tests.api.seats import Seat, fill, listed, one, shown_case, version
from tests.factories import House, event

TakeSeat = Callable[..., Seat]


def test_the_first_page_is_the_first_queue_in_which_something_waits(
    house: House, seat: TakeSeat
) -> None:
    """Nobody has to look for work."""
    fill(house, 2)
    desk = seat(house)

    assert desk.get("/").headers["location"] == "/queues"
    assert desk.get("/queues").headers["location"] == "/queues/policy_question"


def test_a_queue_shows_its_list_and_its_first_case(house: House, seat: TakeSeat) -> None:
    """Three columns in one answer."""
    ids = fill(house, 3)

    answer = seat(house).get("/queues/policy_question")

    assert answer.status_code == 200
    assert [int(n) for n in re.findall(r'id="row-(\d+)"', answer.text)] == ids
    assert shown_case(answer.text) == ids[0]


def test_a_decision_brings_the_next_case_the_list_and_the_way_back(
    house: House, seat: TakeSeat
) -> None:
    """One request does it all, and the address follows."""
    ids = fill(house, 3)
    desk = seat(house)

    answer = desk.post(
        f"/cases/{ids[1]}/label", {"label": "feedback", **version(house, ids[1])}, htmx="case"
    )

    assert answer.status_code == 200
    assert shown_case(answer.text) == ids[2]
    assert f'id="row-{ids[1]}"' not in answer.text
    assert f"Đã xếp vụ {ids[1]} là Góp ý, phản ánh." in answer.text
    assert answer.headers["hx-push-url"] == f"/queues/policy_question?case={ids[2]}"
    assert one(house, ids[1]).case.label is Label.FEEDBACK


def test_a_decision_is_undone_by_the_button_that_came_with_it(house: House, seat: TakeSeat) -> None:
    """The case is back where it was, and shown."""
    ids = fill(house, 2)
    desk = seat(house)
    answer = desk.post(
        f"/cases/{ids[0]}/dismiss",
        {"reason": "no_answer_needed", **version(house, ids[0])},
        htmx="case",
    )
    event_id = re.search(r'name="event_id" value="(\d+)"', answer.text)
    assert event_id is not None

    back = desk.post(
        "/undo", {"event_id": event_id.group(1), "queue": "policy_question"}, htmx="case"
    )

    assert back.status_code == 200
    assert shown_case(back.text) == ids[0]
    assert one(house, ids[0]).case.status is CaseStatus.OPEN


def test_who_comes_second_is_told_and_shown_the_case_as_it_is(house: House, seat: TakeSeat) -> None:
    """The decision on an old version changes nothing and names no code."""
    [case_id] = fill(house, 1)
    old = version(house, case_id)
    seat(house, Role.MANAGER).post(f"/cases/{case_id}/label", {"label": "feedback", **old})

    answer = seat(house).post(f"/cases/{case_id}/label", {"label": "spam", **old}, htmx="case")

    assert answer.status_code == 409
    assert "đã thay đổi từ lúc anh/chị mở" in answer.text
    assert answer.headers["hx-retarget"] == "#notice"
    assert 'hx-swap-oob="true"' in answer.text
    assert one(house, case_id).case.label is Label.FEEDBACK


def test_presence_and_taking_over_are_seen_on_the_card(house: House, seat: TakeSeat) -> None:
    """Who looks is told; who holds it can be relieved, by a dialog that names them."""
    [case_id] = fill(house, 1)
    lan, minh = seat(house), seat(house, Role.SPOKESPERSON)
    minh.post(f"/cases/{case_id}/claim", version(house, case_id), headers={"x-tab": "m"})

    card = lan.get(f"/cases/{case_id}", htmx="case").text
    assert "Nhận thay vụ" in card
    minh.post(f"/cases/{case_id}/here", headers={"x-tab": "m"})
    assert "Chị spokesperson đang xem" in lan.post(f"/cases/{case_id}/here").text

    taken = lan.post(f"/cases/{case_id}/take-over", version(house, case_id), htmx="case")
    assert "Thôi xử lý" in taken.text
    lost = minh.post(f"/cases/{case_id}/here", headers={"x-tab": "m"}).text
    assert "Chị triage đã nhận thay vụ này" in lost
    assert "nhận thay vụ" in minh.get("/notifications").text


def test_a_comment_is_split_from_its_group_on_the_card(house: House, seat: TakeSeat) -> None:
    """By its box below the comment; the card offers the way back."""
    house.take(*(event(f"g{n}", "Làm căn cước cho con ở đâu ạ") for n in range(3)))
    house.triage()
    [found] = listed(house)
    desk, number = seat(house), found.case.id
    card = desk.get(f"/cases/{number}", htmx="case").text
    [one_of_them, _] = re.findall(r'name="(comment_\d+)"', card)

    desk.post(f"/cases/{number}/split", {one_of_them: "1", **version(house, number)}, htmx="case")

    assert [one.case.comments_count for one in listed(house)] == [2, 1]
    assert "Đã tách bình luận của vụ" in desk.get(f"/cases/{number}").text
