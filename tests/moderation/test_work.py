"""Claims: one worker for a row, a late one fenced off, a deadly row set aside."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from moderation.intake.triage import record_readings
from moderation.models import Comment
from moderation.queries import doors
from moderation.queries.triage import leased_comments
from moderation.queries.unread import added_bytes, waiting_comments
from moderation.queries.work import MAX_ATTEMPTS, bury, claim, give_back, lock_page, revive
from moderation.vocabulary import CommentVerb, Job, Label, WorkState
from tests.factories import NOW, House, event, reading_for
from tests.waiting import until_it_waits


def waiting_ids(house: House) -> list[int]:
    """The comments that wait to be read."""
    with house.database.transaction(house.agency_id) as session:
        waiting = text("SELECT id FROM comments WHERE state = 'received' ORDER BY id")
        return list(session.scalars(waiting))


def test_of_two_workers_with_one_message_one_gets_each_row(house: House) -> None:
    """A message that arrives twice is harmless."""
    house.take(*(event(f"c{n}", f"Câu hỏi số {n} về hộ tịch") for n in range(40)))
    ids = waiting_ids(house)

    def work(_: int) -> list[int]:
        with house.database.transaction(house.agency_id) as session:
            return claim(house.agency_id, session, Comment, ids)[1]

    with ThreadPoolExecutor(4) as pool:
        claimed = [row for rows in pool.map(work, range(4)) for row in rows]

    assert sorted(claimed) == sorted(ids)


def test_a_worker_that_lost_its_claim_writes_nothing(house: House) -> None:
    """The late result of a stalled worker is fenced off by its token."""
    house.take(event("c1"))
    ids = waiting_ids(house)
    with house.database.transaction(house.agency_id) as session:
        stale, _ = claim(house.agency_id, session, Comment, ids)
        session.execute(text("UPDATE comments SET lease_until = now() - interval '1 second'"))
    with house.database.transaction(house.agency_id) as session:
        fresh, taken_over = claim(house.agency_id, session, Comment, ids)

    assert taken_over == ids
    assert fresh != stale
    with house.database.transaction(house.agency_id) as session:
        assert leased_comments(house.agency_id, session, stale, ids) == []


def test_what_came_meanwhile_is_read_along_but_not_with_what_was_tried(house: House) -> None:
    """A comment that may have killed its worker takes no others with it a second time."""
    house.take(*(event(f"c{n}", f"Câu hỏi số {n} về hộ tịch") for n in range(4)))
    tried, *rest = waiting_ids(house)
    with house.database.transaction(house.agency_id) as session:
        token, mine = claim(house.agency_id, session, Comment, [tried])
        give_back(house.agency_id, session, Comment, token, mine, error_code="broken")
        session.execute(text("UPDATE comments SET next_attempt_at = now()"))

    def goes(*ids: int, most: int = 9, most_bytes: int = 1000) -> list[int]:
        with house.database.transaction(house.agency_id) as session:
            found = waiting_comments(
                house.agency_id, session, ids, most=most, most_bytes=most_bytes
            )
        return [one.id for one in found]

    assert goes(rest[1]) == [rest[1], rest[0], rest[2]]
    assert goes(rest[2], most=2) == [rest[2], rest[0]]
    assert goes(rest[2], most_bytes=20) == [rest[2]]
    assert goes(tried) == [tried]
    assert goes(tried, rest[1]) == [tried, rest[1]]


def test_a_batch_weighs_its_texts_and_each_post_once(house: House) -> None:
    """A long post is read once, whatever number of comments stand under it."""
    house.take(*(event(f"c{n}", "Ngập", post=f"bai-{n // 2}") for n in range(3)))
    ids = waiting_ids(house)

    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE posts SET text = repeat('ă', 100)"))
        alone = waiting_comments(house.agency_id, session, ids[:1], most=9, most_bytes=200)
        all_three = waiting_comments(house.agency_id, session, ids[:1], most=9, most_bytes=210)

    word = len("Ngập".encode())
    assert [one.id for one in alone] == ids[:1]
    assert list(added_bytes(all_three)) == [word + 200, word, word + 200]


def test_what_failed_waits_longer_each_time_and_is_set_aside_in_the_end(house: House) -> None:
    """Five failures, then a person has to look."""
    house.take(event("c1"))
    ids = waiting_ids(house)
    for _ in range(MAX_ATTEMPTS):
        with house.database.transaction(house.agency_id) as session:
            session.execute(text("UPDATE comments SET next_attempt_at = now()"))
            token, mine = claim(house.agency_id, session, Comment, ids)
            assert mine == ids
            give_back(house.agency_id, session, Comment, token, ids, error_code="broken")

    with house.database.transaction(house.agency_id) as session:
        assert claim(house.agency_id, session, Comment, ids)[1] == []
        row = session.get_one(Comment, (house.agency_id, ids[0]))
        assert (row.state, row.error_code) == (WorkState.DEAD, "broken")
        assert revive(house.agency_id, session, Comment, ids) == ids
    assert house.triage() == 1


def test_a_row_that_kills_its_worker_is_rung_for_alone_and_then_buried(
    house: House, as_superuser: Engine
) -> None:
    """The neighbours of a deadly comment survive: batches shrink with the attempts."""
    house.take(*(event(f"c{n}", f"Bình luận số {n} về đèn đường") for n in range(3)))
    ids = waiting_ids(house)
    for attempts, sizes in ((1, [3]), (3, [1, 1, 1])):
        with as_superuser.begin() as connection:
            connection.execute(
                text(
                    "UPDATE comments SET state = 'running', attempts = :attempts, "
                    "lease_until = now() - interval '1 minute', "
                    "next_attempt_at = now() - interval '1 hour' WHERE agency_id = :agency"
                ),
                {"attempts": attempts, "agency": house.agency_id},
            )
        with house.database.doorway() as door:
            rung = [
                waiting
                for waiting in doors.waiting_rows(door, older_than_seconds=15, limit=4096)
                if waiting.agency_id == house.agency_id
            ]
        assert [len(waiting.ids) for waiting in rung] == sizes
        assert {waiting.job for waiting in rung} == {Job.CLASSIFY_COMMENTS}

    with house.database.transaction(house.agency_id) as session:
        session.execute(text(f"UPDATE comments SET attempts = {MAX_ATTEMPTS}"))
        bury(house.agency_id, session, Comment, ids)
        states = set(session.scalars(text("SELECT state FROM comments")))
    assert states == {"dead"}


def test_an_edit_during_the_reading_is_read_anew(house: House) -> None:
    """The result for the old words is dropped, and the new words are not lost."""
    house.take(event("c1", "Mấy giờ phường mở cửa vậy ạ"))
    ids = waiting_ids(house)
    with house.database.transaction(house.agency_id) as session:
        token, _ = claim(house.agency_id, session, Comment, ids)
    house.take(event("c1", "Nghe nói phường nghỉ cả tuần", verb=CommentVerb.EDITED, at=NOW))

    with house.database.transaction(house.agency_id) as session:
        done = record_readings(
            house.agency_id,
            session,
            token,
            [reading_for(ids[0], 1, "Mấy giờ phường mở cửa vậy ạ", Label.POLICY_QUESTION)],
            similar=lambda a, b: a == b,
        )

    assert done == 0
    assert house.triage(lambda _: Label.CONTRARY_INFORMATION) == 1


def test_a_row_just_received_is_not_rung_for(house: House) -> None:
    """The sweeper mends what stood still and leaves the living queue alone."""
    house.take(event("c1", at=NOW - timedelta(days=2)))

    with house.database.doorway() as door:
        rung = list(doors.waiting_rows(door, older_than_seconds=15, limit=4096))

    assert house.agency_id not in {waiting.agency_id for waiting in rung}


def test_who_waits_for_a_page_holds_none_of_its_comments(house: House) -> None:
    """A delivery has the page and edits a comment that is being read: neither ends the other."""
    house.take(event("c1"))
    with ThreadPoolExecutor(1) as other:
        with house.database.transaction(house.agency_id) as session:
            lock_page(house.agency_id, session, house.page_id)
            told = other.submit(house.triage)
            until_it_waits(house, told)
            session.execute(text("UPDATE comments SET permalink = 'https://example.org/c1'"))
        assert told.result() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("status = 'answered', closed_at = now()", "answered"),
        # As where its first comment was taken out of it: whose words are its own is another.
        ("lead_comment_id = (SELECT max(id) FROM comments)", "open"),
    ],
)
def test_a_case_that_changes_while_copies_are_looked_for_is_not_joined(
    house: House, change: str, status: str
) -> None:
    """Candidates are not locked: closed, or led by other words, none is joined; one is opened."""

    def changed_meanwhile(*_: str) -> bool:
        with house.database.transaction(house.agency_id) as session:
            session.execute(text(f"UPDATE cases SET {change}"))
        return True

    for number, words in enumerate(("Đèn đường tổ ba hỏng", "Đèn đường tổ ba hỏng rồi")):
        house.take(event(f"c{number}", words))
        with house.database.transaction(house.agency_id) as session:
            [comment_id] = session.scalars(
                text("SELECT id FROM comments WHERE state = 'received'")
            ).all()
            token, _ = claim(house.agency_id, session, Comment, [comment_id])
        reading = reading_for(comment_id, 1, words, Label.FEEDBACK)
        with house.database.transaction(house.agency_id) as session:
            readings = [replace(reading, band_keys=(5,))]
            record_readings(house.agency_id, session, token, readings, similar=changed_meanwhile)

    with house.database.transaction(house.agency_id) as session:
        cases = session.execute(text("SELECT comments_count, status FROM cases ORDER BY id")).all()
    assert [tuple(case) for case in cases] == [(1, status), (1, "open")]
