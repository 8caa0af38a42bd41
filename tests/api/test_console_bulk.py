"""Many cases chosen at the console: looked at, acted on, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

from moderation.vocabulary import CaseStatus, Label, Role
from tests.api.seats import Seat, fill, one
from tests.factories import House

TakeSeat = Callable[..., Seat]
SPAM = {"queue": "spam", "act": "dismiss"}


def looked_at(desk: Seat, chosen: dict[str, str]) -> str:
    """What the preview wrote down of the cases that it counted."""
    answer = desk.post("/bulk/preview", {**SPAM, **chosen}, htmx="bulk")
    assert answer.status_code == 200
    found = re.search(r'name="seen" value="([^"]*)"', answer.text)
    assert found is not None
    return found.group(1)


def test_what_was_looked_at_is_what_is_closed(house: House, seat: TakeSeat) -> None:
    """All that match up to the newest seen; what came later stays open."""
    ids = fill(house, 3, Label.SPAM)
    desk = seat(house)
    seen = looked_at(desk, {"upto": str(max(ids))})
    [late] = [one for one in fill(house, 4, Label.SPAM) if one not in ids]

    answer = desk.post("/bulk", {**SPAM, "choice": "spam", "seen": seen}, htmx="case")

    assert "Đóng 3 vụ: Tin rác." in answer.text
    assert "3 trên 3 xong" in answer.text
    assert {one(house, case_id).case.status for case_id in ids} == {CaseStatus.DISMISSED}
    assert one(house, late).case.status is CaseStatus.OPEN


def test_one_undo_brings_all_of_them_back(house: House, seat: TakeSeat) -> None:
    """The bar offers the whole act, not the last case of it."""
    ids = fill(house, 3, Label.SPAM)
    desk = seat(house)
    seen = looked_at(desk, {"ids": ",".join(map(str, ids))})
    answer = desk.post("/bulk", {**SPAM, "choice": "spam", "seen": seen}, htmx="case")
    event_id = re.search(r'name="event_id" value="(\d+)"', answer.text)
    assert event_id is not None

    back = desk.post("/undo", {"event_id": event_id.group(1), "queue": "spam"}, htmx="case")

    assert "Hoàn tác 3 vụ." in back.text
    assert {one(house, case_id).case.status for case_id in ids} == {CaseStatus.OPEN}
    assert "Đóng 3 vụ" not in desk.get("/queues/spam").text


def test_a_refused_case_is_named_with_why_and_tried_again(house: House, seat: TakeSeat) -> None:
    """The others are done; the row keeps what is left until it is done too."""
    ids = fill(house, 2, Label.SPAM)
    desk, other = seat(house), seat(house, Role.MANAGER)
    seen = looked_at(desk, {"ids": ",".join(map(str, ids))})
    other.post(f"/cases/{ids[0]}/label", {"label": "spam", "queue": "spam"})

    answer = desk.post("/bulk", {**SPAM, "choice": "spam", "seen": seen}, htmx="case")

    assert "1 không làm được" in answer.text
    assert "đã thay đổi từ lúc anh/chị mở" in answer.text
    retry = re.search(r'hx-post="(/bulk/\d+/retry)"', answer.text)
    assert retry is not None
    assert "2 trên 2 xong" in desk.post(retry.group(1), {"queue": "spam"}, htmx="x").text


def test_an_empty_choice_and_one_too_large_are_told_in_words(house: House, seat: TakeSeat) -> None:
    """Nothing is done, and it is said what to do."""
    desk = seat(house)
    none = desk.post("/bulk/preview", {**SPAM, "ids": ""}, htmx="bulk")
    many = desk.post(
        "/bulk/preview", {**SPAM, "ids": ",".join(map(str, range(1, 1_100)))}, htmx="bulk"
    )

    assert (none.status_code, none.headers["hx-retarget"]) == (422, "#notice")
    assert "Chưa chọn vụ nào" in none.text
    assert "lọc danh sách hẹp lại" in many.text


def test_who_only_reads_is_offered_no_boxes(house: House, seat: TakeSeat) -> None:
    """And may not send them either; another person's act is not theirs to see or repeat."""
    ids = fill(house, 1, Label.SPAM)
    desk = seat(house)
    seen = looked_at(desk, {"ids": str(ids[0])})
    desk.post("/bulk", {**SPAM, "choice": "noted", "seen": seen}, htmx="case")
    viewer = seat(house, Role.VIEWER)

    assert "data-pick" not in viewer.get("/queues/all").text
    assert viewer.post("/bulk/preview", SPAM, htmx="bulk").status_code == 403
    assert seat(house, Role.MANAGER).post("/bulk/1/retry", {}, htmx="x").status_code == 404
