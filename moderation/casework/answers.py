"""Answers: a reply that the page gave, seen at its source or said by a person, stops the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.events import record
from moderation.models import Case, Comment
from moderation.policy import Who
from moderation.queries import cases as case_queries
from moderation.queries import triage as queries
from moderation.queries.answering import comments_to_answer
from moderation.timing.calendar import OfficeCalendar, Period, running_minutes
from moderation.timing.clock import agency_calendar, pauses_of
from moderation.vocabulary import Actor, CaseStatus, EventKind

__all__ = [
    "answered_at_source",
    "close_as_answered",
    "close_where_nobody_waits",
    "first_answered",
    "settle",
]


def answered_at_source(agency_id: int, session: Session, own: Sequence[Comment]) -> None:
    """The page replied on the network itself: the case of the comment it replied to is answered."""
    replies = {c.parent_external_id: c for c in own if c.parent_external_id and not c.deleted_at}
    if not replies:
        return
    page_id = own[0].page_id
    calendar = agency_calendar(agency_id, session, page_id=page_id)
    answered = case_queries.open_cases_of_comments(agency_id, session, page_id, list(replies))
    for external_id, case in answered:
        _close(session, case, replies[external_id].posted_at, calendar)


def settle(
    agency_id: int,
    session: Session,
    page_id: int,
    fresh: Sequence[tuple[int, queries.Leased]],
    *,
    calendar: OfficeCalendar,
) -> None:
    """Close cases, told by their ids, that the page had answered before we read them.

    One reply within a group of near copies answers only its own comment, so only a case of one
    comment closes by itself.
    """
    replied = queries.earliest_own_replies(
        agency_id, session, page_id, [comment.external_id for _, comment in fresh]
    )
    at_of = {
        case_id: replied[comment.external_id]
        for case_id, comment in fresh
        if comment.external_id in replied
    }
    for case in queries.cases_by_id(agency_id, session, at_of).values() if at_of else ():
        if case.closed_at is None and case.comments_count == 1:
            _close(session, case, at_of[case.id], calendar)


def close_as_answered(
    case: Case, at: datetime, *, calendar: OfficeCalendar, pauses: Iterable[Period] = ()
) -> None:
    """A public answer closes a case; at its first one the clock stops."""
    case.status = CaseStatus.ANSWERED
    case.closed_at = at
    case.claimed_by = case.claimed_until = None
    first_answered(case, at, calendar=calendar, pauses=pauses)


def first_answered(
    case: Case, at: datetime, *, calendar: OfficeCalendar, pauses: Iterable[Period] = ()
) -> None:
    """The clock stops at a case's first public answer; its pauses are left out of the time taken.

    A later answer, of a case that was reopened, changes nothing of the first.
    """
    if case.first_response_at is not None:
        return
    case.first_response_at, case.first_due_at = at, case.due_at
    start = min(case.opened_at, at)
    case.response_minutes = running_minutes(calendar, start, at, pauses=pauses)


def close_where_nobody_waits(session: Session, case: Case, *, calendar: OfficeCalendar) -> None:
    """Close a case whose last unanswered comment has left it, where the others have their reply."""
    is_open = case.closed_at is None and case.status is CaseStatus.OPEN
    if not is_open or case.first_response_at is None:
        return
    if not comments_to_answer(case.agency_id, session, case.id):
        close_as_answered(case, datetime.now(UTC), calendar=calendar)


def _close(session: Session, case: Case, at: datetime, calendar: OfficeCalendar) -> None:
    if case.comments_count > 1:
        return
    close_as_answered(case, at, calendar=calendar, pauses=pauses_of(session, case))
    source = Who(case.agency_id, Actor.SOURCE, None, "Nguồn", ())
    record(session, source, EventKind.ANSWERED_AT_SOURCE, case_id=case.id)
