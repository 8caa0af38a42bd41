"""A page administrator's day, page by page and act by act."""

from __future__ import annotations

import re
from collections.abc import Callable

from moderation.queries import cases as queries
from moderation.queries.cases import CaseSummary
from moderation.vocabulary import CaseStatus, Label, Role
from tests.api.seats import Seat
from tests.factories import House, event

TakeSeat = Callable[..., Seat]


def fill(house: House, count: int, label: Label = Label.POLICY_QUESTION) -> list[int]:
    """So many open cases of one label; their ids in the order of the list."""
    house.take(
        *(event(f"{label}-{n}", f"Hỏi {label} lần thứ {n} về thủ tục") for n in range(count))
    )
    house.triage(lambda _: label)
    return [found.case.id for found in listed(house) if found.case.label is label]


def listed(house: House, *, is_open: bool = True) -> list[CaseSummary]:
    """The cases of a house in the order of the list."""
    with house.database.transaction(house.agency_id) as session:
        return queries.list_cases(
            house.agency_id, session, queries.CaseFilter(is_open=is_open), limit=200
        )


def one(house: House, case_id: int) -> CaseSummary:
    """A case as it stands."""
    with house.database.transaction(house.agency_id) as session:
        found = queries.find_case(house.agency_id, session, case_id)
        assert found is not None
        return found


def shown_case(html: str) -> int | None:
    """The id of the card in an answer."""
    found = re.search(r'data-case="(\d+)"', html)
    return int(found.group(1)) if found else None


def version(house: House, case_id: int) -> dict[str, str]:
    """What a form of the case carries."""
    return {"version": str(one(house, case_id).case.version), "queue": "policy_question"}


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
