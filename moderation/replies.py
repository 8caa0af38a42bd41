"""Answers: a reply that the page gave, seen at its source or said by a person, stops the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.calendar import OfficeCalendar
from moderation.clock import agency_calendar
from moderation.events import record
from moderation.models import Case, Comment
from moderation.policy import Who
from moderation.queries import cases as case_queries
from moderation.queries import triage as queries
from moderation.vocabulary import Actor, CaseStatus, EventKind

__all__ = ["answered_at_source", "close_as_answered", "settle"]


def answered_at_source(agency_id: int, session: Session, own: Sequence[Comment]) -> None:
    """The page replied on the network itself: the case of the comment it replied to is answered."""
    replies = {c.parent_external_id: c for c in own if c.parent_external_id and not c.deleted_at}
    if not replies:
        return
    calendar = agency_calendar(agency_id, session)
    page_id = own[0].page_id
    answered = case_queries.open_cases_of_comments(agency_id, session, page_id, list(replies))
    for external_id, case in answered:
        _close(session, case, replies[external_id].posted_at, calendar)


def settle(
    agency_id: int,
    session: Session,
    page_id: int,
    fresh: Sequence[tuple[Case, queries.Leased]],
    *,
    calendar: OfficeCalendar,
) -> None:
    """Close fresh cases that the page had answered before we read them.

    One reply within a group of near copies answers only its own comment, so only a case of one
    comment closes by itself.
    """
    replied = queries.earliest_own_replies(
        agency_id, session, page_id, [comment.external_id for _, comment in fresh]
    )
    for case, comment in fresh:
        at = replied.get(comment.external_id)
        if at is not None and case.closed_at is None and case.comments_count == 1:
            _close(session, case, at, calendar)


def close_as_answered(case: Case, at: datetime, *, calendar: OfficeCalendar) -> None:
    """The first public answer of a case: the clock stops at `at`."""
    case.status = CaseStatus.ANSWERED
    case.closed_at = at
    case.claimed_by = case.claimed_until = None
    if case.first_response_at is None:
        case.first_response_at = at
        start = min(case.opened_at, at)
        case.response_minutes = calendar.working_minutes_between(start, at)


def _close(session: Session, case: Case, at: datetime, calendar: OfficeCalendar) -> None:
    if case.comments_count > 1:
        return
    close_as_answered(case, at, calendar=calendar)
    source = Who(case.agency_id, Actor.SOURCE, None, "Nguồn", ())
    record(session, source, EventKind.ANSWERED_AT_SOURCE, case_id=case.id)
