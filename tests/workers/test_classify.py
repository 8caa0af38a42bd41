"""A worker reads what waits, whatever message it was called by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from classifiers import CommentText, load_classifier
from moderation.queries.unread import Unread
from moderation.vocabulary import Job
from tests.factories import House, event
from workers import runtime
from workers.classify import classify_comments, read


def rings(house: House, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The ids of every message to read comments that is sent from now on."""
    rung: list[list[int]] = []

    def send(job: Job, agency_id: int, ids: Sequence[int]) -> None:
        assert (job, agency_id) == (Job.CLASSIFY_COMMENTS, house.agency_id)
        rung.append(list(ids))

    monkeypatch.setattr(runtime, "send", send)
    return rung


def test_one_message_reads_what_came_meanwhile_and_the_others_find_nothing_to_do(
    house: House, classify: None
) -> None:
    """Networks tell of one comment at a time, and a message each would be the slowest way."""
    house.take(*(event(f"c{n}", f"Đường số {n} bao giờ sửa xong vậy ạ") for n in range(5)))
    with house.database.transaction(house.agency_id) as session:
        ids = list(session.scalars(text("SELECT id FROM comments ORDER BY id")))

    for comment_id in ids:
        classify_comments(house.agency_id, [comment_id])

    with house.database.transaction(house.agency_id) as session:
        done = session.execute(text("SELECT state, attempts FROM comments")).all()
        read_at = session.scalars(text("SELECT DISTINCT created_at FROM predictions")).all()
    assert done == [("done", 1)] * 5
    assert len(read_at) == 1


def test_long_comments_are_read_a_portion_a_message_and_none_is_tried_twice(
    house: House, classify: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch bounded by its count alone outlasts the lease where each text is a book."""
    rung = rings(house, monkeypatch)
    long = "Đường ngập quá " * 10_000
    house.take(*(event(f"c{n}", f"{long} {n}") for n in range(4)))
    with house.database.transaction(house.agency_id) as session:
        ids = list(session.scalars(text("SELECT id FROM comments ORDER BY id")))

    classify_comments(house.agency_id, ids[1:])
    [others] = rung
    with house.database.transaction(house.agency_id) as session:
        read = list(session.scalars(text("SELECT id FROM comments WHERE attempts = 1 ORDER BY id")))
    classify_comments(house.agency_id, others)

    with house.database.transaction(house.agency_id) as session:
        done = session.execute(text("SELECT state, attempts FROM comments")).all()
    assert (read, others) == (ids[1:3], [ids[3]])
    assert done == [("done", 1)] * 4
    assert len(rung) == 1


def test_what_was_tried_is_read_by_few_then_alone_and_never_with_what_was_not(
    house: House, classify: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them may be what ended its worker: most of its neighbours are rid of it at once."""
    rung = rings(house, monkeypatch)
    house.take(*(event(f"c{n}", f"Đường số {n} bao giờ sửa xong vậy ạ") for n in range(20)))
    with house.database.transaction(house.agency_id) as session:
        ids = list(session.scalars(text("SELECT id FROM comments ORDER BY id")))
        tried = text("UPDATE comments SET attempts = :times WHERE id = ANY(:ids)")
        session.execute(tried, {"times": 1, "ids": ids[:17]})
        session.execute(tried, {"times": 2, "ids": ids[17:19]})

    message = ids
    while message:
        classify_comments(house.agency_id, message)
        message = rung.pop() if rung else []

    with house.database.transaction(house.agency_id) as session:
        batches = session.scalars(
            text(
                "SELECT array_agg(comment_id ORDER BY comment_id) FROM predictions"
                " GROUP BY created_at ORDER BY created_at"
            )
        ).all()
    assert batches == [ids[19:], ids[:16], ids[16:17], ids[17:18], ids[18:19]]


def test_a_comment_whose_post_is_not_known_yet_is_read_as_on_the_agencys_own_page() -> None:
    """A network seldom tells the post's words at once, and no page here is anybody else's."""
    asks = "Thứ bảy bộ phận một cửa có làm việc không ạ"
    unread = Unread(1, 1, asks, post="", page_id=1, posted_at=datetime.now(UTC))

    (made,) = read([unread])

    own, anywhere = (
        load_classifier(own_pages=is_own).classify([CommentText("1", asks)])[0].labels
        for is_own in (True, False)
    )
    assert made.probabilities == own
    assert made.probabilities != anywhere
