"""Sets of cases that a figure counts and a list shows: one definition for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from moderation.models import Case, Event
from moderation.vocabulary import Actor, EventKind, Label

__all__ = ["CaseSet", "What", "conditions", "count_cases", "list_cases", "stream_cases"]

_DECISIONS = (
    EventKind.RELABELLED,
    EventKind.DISMISSED,
    EventKind.ANSWERED,
    EventKind.SUBMITTED,
    EventKind.ESCALATED,
)


class What(StrEnum):
    """Which cases. All but the first two are of a period."""

    WAITING = "waiting"
    LATE = "late"
    OPENED = "opened"
    ANSWERED = "answered"
    WITHIN = "within"
    OVER = "over"
    CLOSED = "closed"
    UNANSWERED = "unanswered"
    DECIDED = "decided"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class CaseSet:
    """A set of cases: `until` is not in the period; weekdays are 1 (Monday) to 7, hours Vietnam's.

    WAITING and LATE are as of `until`. UNANSWERED are those of OPENED that nobody has answered.
    """

    what: What
    since: datetime
    until: datetime
    page_ids: frozenset[int] | None = None
    page_id: int | None = None
    label: Label | None = None
    queue_key: str | None = None
    weekday: int | None = None
    hour: int | None = None


def conditions(agency_id: int, wanted: CaseSet) -> list[ColumnElement[bool]]:
    """What a case must be to belong."""
    local = func.timezone("Asia/Ho_Chi_Minh", Case.opened_at)
    found: list[ColumnElement[bool]] = [Case.agency_id == agency_id, _what(agency_id, wanted)]
    if wanted.page_ids is not None:
        found.append(Case.page_id.in_(wanted.page_ids))
    if wanted.page_id is not None:
        found.append(Case.page_id == wanted.page_id)
    if wanted.label is not None:
        found.append(Case.label == wanted.label)
    if wanted.queue_key is not None:
        found.append(Case.queue_key == wanted.queue_key)
    if wanted.weekday is not None:
        found.append(func.extract("isodow", local) == wanted.weekday)
    if wanted.hour is not None:
        found.append(func.extract("hour", local) == wanted.hour)
    return found


def count_cases(agency_id: int, session: Session, wanted: CaseSet) -> int:
    """How many belong."""
    statement = select(func.count()).select_from(Case).where(*conditions(agency_id, wanted))
    return session.scalar(statement) or 0


def list_cases(
    agency_id: int, session: Session, wanted: CaseSet, *, limit: int, offset: int = 0
) -> Sequence[Case]:
    """Those that belong, the oldest first."""
    return session.scalars(
        select(Case)
        .where(*conditions(agency_id, wanted))
        .order_by(Case.opened_at, Case.id)
        .limit(limit)
        .offset(offset)
    ).all()


def stream_cases(agency_id: int, session: Session, wanted: CaseSet) -> Iterator[Case]:
    """All that belong, the oldest first, for a file."""
    statement = select(Case).where(*conditions(agency_id, wanted)).order_by(Case.opened_at, Case.id)
    yield from session.scalars(statement.execution_options(yield_per=1000))


def _what(agency_id: int, wanted: CaseSet) -> ColumnElement[bool]:
    opened = and_(Case.opened_at >= wanted.since, Case.opened_at < wanted.until)
    answered = and_(Case.first_response_at >= wanted.since, Case.first_response_at < wanted.until)
    limit = func.coalesce(Case.first_due_at, Case.due_at)
    if wanted.what in {What.DECIDED, What.CORRECTED}:
        kinds = _DECISIONS if wanted.what is What.DECIDED else (EventKind.RELABELLED,)
        return _by_event(agency_id, wanted, kinds)
    is_open = Case.closed_at.is_(None)
    return {
        What.WAITING: is_open,
        What.LATE: and_(is_open, Case.due_at < wanted.until),
        What.OPENED: opened,
        What.ANSWERED: answered,
        What.WITHIN: and_(answered, Case.first_response_at <= limit),
        What.OVER: and_(answered, Case.first_response_at > limit),
        What.CLOSED: and_(Case.closed_at >= wanted.since, Case.closed_at < wanted.until),
        What.UNANSWERED: and_(opened, Case.first_response_at.is_(None), is_open),
    }[wanted.what]


def _by_event(agency_id: int, wanted: CaseSet, kinds: Sequence[EventKind]) -> ColumnElement[bool]:
    """Cases on which a person did this in the period."""
    return exists().where(
        Event.agency_id == agency_id,
        Event.case_id == Case.id,
        Event.actor == Actor.PERSON,
        Event.kind.in_(kinds),
        Event.at >= wanted.since,
        Event.at < wanted.until,
    )
