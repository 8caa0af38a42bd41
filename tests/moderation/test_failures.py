"""Whatever fails has a place where a person sees it and can have it tried again."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from moderation.errors import ConflictError
from moderation.intake.retries import retry
from moderation.models import Comment
from moderation.queries import failures as queries
from moderation.queries.work import MAX_ATTEMPTS, claim, give_back
from moderation.vocabulary import Job, Role
from tests.factories import House, event


def set_aside(house: House) -> int:
    """A comment on which every attempt failed."""
    house.take(event("c1"))
    with house.database.transaction(house.agency_id) as session:
        row_id = session.scalars(text("SELECT id FROM comments")).one()
        for _ in range(MAX_ATTEMPTS):
            session.execute(text("UPDATE comments SET next_attempt_at = now()"))
            token, _ids = claim(house.agency_id, session, Comment, [row_id])
            give_back(
                house.agency_id, session, Comment, token, [row_id], error_code="classify_failed"
            )
    return int(row_id)


def test_a_row_set_aside_is_listed_and_can_be_tried_again(house: House) -> None:
    """The administrator sees it, asks for it, and it becomes a case."""
    row_id = set_aside(house)
    with house.database.transaction(house.agency_id) as session:
        listed = queries.failures(house.agency_id, session)
    assert [(f.job, f.id, f.error_code) for f in listed] == [
        (Job.CLASSIFY_COMMENTS, row_id, "classify_failed")
    ]

    with house.database.transaction(house.agency_id) as session:
        retry(session, house.who(Role.TRIAGE), Job.CLASSIFY_COMMENTS, row_id)

    assert house.triage() == 1
    with house.database.transaction(house.agency_id) as session:
        assert queries.count_failures(house.agency_id, session) == 0


def test_trying_again_twice_is_said_to_be_too_late(house: House) -> None:
    """The second click changes nothing."""
    row_id = set_aside(house)
    with house.database.transaction(house.agency_id) as session:
        retry(session, house.who(Role.TRIAGE), Job.CLASSIFY_COMMENTS, row_id)

    with pytest.raises(ConflictError), house.database.transaction(house.agency_id) as session:
        retry(session, house.who(Role.TRIAGE), Job.CLASSIFY_COMMENTS, row_id)
