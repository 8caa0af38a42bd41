"""The page of what failed for good, and its way from the queue."""

from __future__ import annotations

from collections.abc import Callable

from moderation.vocabulary import Role
from tests.api.seats import Seat, fill
from tests.factories import House
from tests.moderation.test_failures import set_aside

TakeSeat = Callable[..., Seat]


def test_a_set_aside_comment_is_found_from_the_queue_and_sent_back(
    house: House, seat: TakeSeat
) -> None:
    """The line of health leads there; the comment, its page and why stand there; one press."""
    row_id = set_aside(house)
    lan = seat(house, Role.TRIAGE)
    queue = lan.get("/queues/all").text
    assert "1 mục đã thử nhiều lần" in queue
    assert 'href="/set-aside"' in queue
    shown = lan.get("/set-aside").text
    assert "Câu hỏi c1" in shown
    assert "Máy gặp lỗi mỗi lần đọc bình luận này." in shown

    form = {"job": "classify.classify_comments", "row_id": str(row_id)}
    assert lan.post("/set-aside/retry", form).status_code == 303

    assert "Không có mục nào bị gác lại" in lan.get("/set-aside").text
    assert lan.post("/set-aside/retry", form).status_code == 409
    assert "đã thử nhiều lần" not in lan.get("/queues/all").text


def test_who_may_not_import_is_not_sent_to_a_closed_door(house: House, seat: TakeSeat) -> None:
    """A spokesperson can't retry, so the queue tells them nothing that they can't act on."""
    set_aside(house)
    assert "đã thử nhiều lần" not in seat(house, Role.SPOKESPERSON).get("/queues/all").text


def test_the_failures_of_a_neighbour_are_not_shown(
    house: House, neighbour: House, seat: TakeSeat
) -> None:
    """Neither counted nor sent back from here."""
    row_id = set_aside(neighbour)
    fill(house, 1)
    lan = seat(house, Role.TRIAGE)
    assert "Không có mục nào bị gác lại" in lan.get("/set-aside").text
    form = {"job": "classify.classify_comments", "row_id": str(row_id)}
    assert lan.post("/set-aside/retry", form).status_code == 409
