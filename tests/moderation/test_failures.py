"""Whatever fails has a place where a person sees it and can have it tried again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from moderation.database import Session
from moderation.errors import ConflictError
from moderation.intake import imports
from moderation.intake.retries import read_again, retry
from moderation.models import Comment, Delivery
from moderation.policy import Permission, RoleGrant
from moderation.queries import failures as queries
from moderation.queries.work import MAX_ATTEMPTS, claim, give_back
from moderation.vocabulary import Job, Role, WorkState
from tests.factories import House, event


def set_aside(house: House, *names: str) -> int:
    """Comments on which every attempt failed; the first of them."""
    house.take(*(event(name, f"Câu hỏi {name}") for name in names or ("c1",)))
    with house.database.transaction(house.agency_id) as session:
        rows = list(session.scalars(text("SELECT id FROM comments ORDER BY id")))
        for _ in range(MAX_ATTEMPTS):
            session.execute(text("UPDATE comments SET next_attempt_at = now()"))
            token, _ids = claim(house.agency_id, session, Comment, rows)
            give_back(house.agency_id, session, Comment, token, rows, error_code="classify_failed")
    return int(rows[0])


def test_a_row_set_aside_is_listed_and_can_be_tried_again(house: House) -> None:
    """The administrator sees it, asks for it, and it becomes a case."""
    row_id = set_aside(house)
    with house.database.transaction(house.agency_id) as session:
        listed = queries.failures(house.agency_id, session, Job.CLASSIFY_COMMENTS)
    assert [(f.job, f.id, f.error_code) for f in listed] == [
        (Job.CLASSIFY_COMMENTS, row_id, "classify_failed")
    ]

    with house.database.transaction(house.agency_id) as session:
        retry(session, house.who(Role.TRIAGE), Job.CLASSIFY_COMMENTS, [row_id])

    assert house.triage() == 1
    with house.database.transaction(house.agency_id) as session:
        assert sum(queries.count_failures(house.agency_id, session).values()) == 0


def test_trying_again_twice_is_said_to_be_too_late(house: House) -> None:
    """The second click changes nothing."""
    row_id = set_aside(house)
    with house.database.transaction(house.agency_id) as session:
        retry(session, house.who(Role.TRIAGE), Job.CLASSIFY_COMMENTS, [row_id])

    with pytest.raises(ConflictError), house.database.transaction(house.agency_id) as session:
        retry(session, house.who(Role.TRIAGE), Job.CLASSIFY_COMMENTS, [row_id])


def test_all_rows_of_a_kind_are_sent_back_at_once(house: House) -> None:
    """One press after an upgrade, one event that says how many."""
    set_aside(house, "c1", "c2", "c3")
    with house.database.transaction(house.agency_id) as session:
        assert retry(session, house.who(Role.TRIAGE), Job.CLASSIFY_COMMENTS) == 3
        event = session.scalars(text("SELECT data FROM events WHERE kind = 'retried'")).one()

    assert event == {"job": "classify.classify_comments", "rows": 3}
    assert house.triage() == 3


def test_who_may_import_on_another_page_only_neither_sees_nor_sends_back(house: House) -> None:
    """A grant on one page reaches the failures of that page alone."""
    set_aside(house)
    elsewhere = replace(
        house.who(Role.TRIAGE), grants=(RoleGrant(Role.TRIAGE, house.page_id + 999),)
    )
    pages = elsewhere.pages(Permission.IMPORT)
    with house.database.transaction(house.agency_id) as session:
        counted = queries.count_failures(house.agency_id, session, page_ids=pages)
        assert sum(counted.values()) == 0
    with pytest.raises(ConflictError), house.database.transaction(house.agency_id) as session:
        retry(session, elsewhere, Job.CLASSIFY_COMMENTS)


def test_a_file_refused_for_what_it_is_does_not_nag(house: House) -> None:
    """Only what another try may mend is counted; the refused file stands among the imports."""
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        refused = imports.start(session, who, house.page_id, "a.csv", b"x\n1\n")
        stuck = imports.start(session, who, house.page_id, "b.csv", b"x\n1\n")
        imports.refuse(refused, "no_text_column")
        stuck.state, stuck.error_code = WorkState.DEAD, "worker_lost"

    with house.database.transaction(house.agency_id) as session:
        listed = queries.failures(house.agency_id, session, Job.READ_IMPORT)
    assert [one.about for one in listed] == ["b.csv"]


def test_unreadable_events_are_read_again_while_the_delivery_is_kept(house: House) -> None:
    """Once: the second press finds nothing, and an emptied delivery is not offered."""
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        kept, emptied = (_delivery(house, session, name, body) for name, body in
                         (("k", b"{}"), ("e", b"")))  # fmt: skip
    with house.database.transaction(house.agency_id) as session:
        found = queries.unreadable_deliveries(house.agency_id, session)
        assert [(one.id, one.messages) for one in found] == [(kept, ("Thiếu mã.",))]
        read_again(session, who, kept)

    for delivery in (kept, emptied):
        with pytest.raises(ConflictError), house.database.transaction(house.agency_id) as session:
            read_again(session, who, delivery)


def _delivery(house: House, session: Session, name: str, body: bytes) -> int:
    made = Delivery(
        agency_id=house.agency_id, page_id=house.page_id, source="webhook", external_id=name,
        body=body, state=WorkState.DONE,
        unreadable={"events": [{"position": 0, "code": "no_id", "message": "Thiếu mã."}]},
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id
