"""Sets of cases that a figure counts and a list shows: one definition for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, select, text, true
from sqlalchemy.orm import Session

from moderation.models import Case, PublishIntent, Suggestion
from moderation.queries.rollup_rows import FIRSTS
from moderation.vocabulary import IntentState, Label, Tally

__all__ = [
    "SLOWEST_FIRST",
    "TALLIED",
    "CaseSet",
    "What",
    "conditions",
    "count_cases",
    "list_cases",
    "stream_cases",
]


class What(StrEnum):
    """Which cases. The first five are of a moment, the others of a period."""

    WAITING = "waiting"
    LATE = "late"
    SOON = "soon"
    UNKNOWN = "unknown"
    HELD = "held"
    OPENED = "opened"
    ANSWERED = "answered"
    WITHIN = "within"
    OVER = "over"
    CLOSED = "closed"
    UNANSWERED = "unanswered"
    DECIDED = "decided"
    JUDGED = "judged"
    CORRECTED = "corrected"
    OVERTURNED = "overturned"
    RETURNED = "returned"
    REPLIED = "replied"
    SOURCED = "sourced"


SLOWEST_FIRST = frozenset({What.ANSWERED, What.WITHIN, What.OVER})
"""Sets that somebody opens to see why it takes so long."""
TALLIED = {What(tally.value): tally for tally in Tally if tally.value in set(What)}
"""Sets of cases on which people first did something in the period."""


@dataclass(frozen=True, slots=True)
class CaseSet:
    """A set of cases: `until` is not in the period; weekdays are 1 (Monday) to 7, hours Vietnam's.

    WAITING, LATE and HELD are as of `until`, UNKNOWN as of now, SOON due from `since` to `until`.
    UNANSWERED are those of OPENED that nobody has answered. `from_hours` and `to_hours` narrow
    what waits by how long it has; `topic` is the template that suits best. `key` is of HELD and
    DECIDED the person, of REPLIED the template, empty for none.
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
    from_hours: int | None = None
    to_hours: int | None = None
    topic: str | None = None
    key: str | None = None


def conditions(agency_id: int, wanted: CaseSet) -> list[ColumnElement[bool]]:
    """What a case must be to belong."""
    return [Case.agency_id == agency_id, _what(agency_id, wanted), *_narrowed(wanted)]


def count_cases(agency_id: int, session: Session, wanted: CaseSet) -> int:
    """How many belong."""
    statement = select(func.count()).select_from(Case).where(*conditions(agency_id, wanted))
    return session.scalar(statement) or 0


def list_cases(
    agency_id: int, session: Session, wanted: CaseSet, *, limit: int, offset: int = 0
) -> Sequence[Case]:
    """Those that belong: of answered ones the slowest first, else the oldest."""
    first = Case.response_minutes.desc() if wanted.what in SLOWEST_FIRST else Case.opened_at
    return session.scalars(
        select(Case)
        .where(*conditions(agency_id, wanted))
        .order_by(first, Case.id)
        .limit(limit)
        .offset(offset)
    ).all()


def stream_cases(agency_id: int, session: Session, wanted: CaseSet) -> Iterator[Case]:
    """All that belong, the oldest first, for a file."""
    statement = select(Case).where(*conditions(agency_id, wanted)).order_by(Case.opened_at, Case.id)
    yield from session.scalars(statement.execution_options(yield_per=1000))


def _narrowed(wanted: CaseSet) -> Iterator[ColumnElement[bool]]:
    local = func.timezone("Asia/Ho_Chi_Minh", Case.opened_at)
    if wanted.page_ids is not None:
        yield Case.page_id.in_(wanted.page_ids)
    if wanted.page_id is not None:
        yield Case.page_id == wanted.page_id
    if wanted.label is not None:
        yield Case.label == wanted.label
    if wanted.queue_key is not None:
        yield Case.queue_key == wanted.queue_key
    if wanted.weekday is not None:
        yield func.extract("isodow", local) == wanted.weekday
    if wanted.hour is not None:
        yield func.extract("hour", local) == wanted.hour
    if wanted.from_hours is not None:
        yield Case.opened_at <= wanted.until - timedelta(hours=wanted.from_hours)
    if wanted.to_hours is not None:
        yield Case.opened_at > wanted.until - timedelta(hours=wanted.to_hours)
    if wanted.topic is not None:
        yield exists().where(
            Suggestion.agency_id == Case.agency_id,
            Suggestion.case_id == Case.id,
            Suggestion.rank == 1,
            Suggestion.template_id == wanted.topic,
        )


def _what(agency_id: int, wanted: CaseSet) -> ColumnElement[bool]:
    if wanted.what in TALLIED:
        return _first_done(agency_id, wanted)
    opened = and_(Case.opened_at >= wanted.since, Case.opened_at < wanted.until)
    answered = and_(Case.first_response_at >= wanted.since, Case.first_response_at < wanted.until)
    limit = func.coalesce(Case.first_due_at, Case.due_at)
    is_open = Case.closed_at.is_(None)
    return {
        What.WAITING: is_open,
        What.LATE: and_(is_open, Case.due_at < wanted.until),
        What.SOON: and_(is_open, Case.due_at >= wanted.since, Case.due_at < wanted.until),
        What.UNKNOWN: exists().where(
            PublishIntent.agency_id == Case.agency_id,
            PublishIntent.case_id == Case.id,
            PublishIntent.state == IntentState.UNKNOWN,
        ),
        What.HELD: and_(is_open, Case.claimed_until > wanted.until, _held_by(wanted.key)),
        What.OPENED: opened,
        What.ANSWERED: answered,
        What.WITHIN: and_(answered, Case.first_response_at <= limit),
        What.OVER: and_(answered, Case.first_response_at > limit),
        What.CLOSED: and_(Case.closed_at >= wanted.since, Case.closed_at < wanted.until),
        What.UNANSWERED: and_(opened, Case.first_response_at.is_(None), is_open),
    }[wanted.what]


def _held_by(person: str | None) -> ColumnElement[bool]:
    return true() if person is None else Case.claimed_by == int(person)


def _first_done(agency_id: int, wanted: CaseSet) -> ColumnElement[bool]:
    """Cases whose first such act or approval lies in the period, as the figures by day count."""
    narrowed = "" if wanted.key is None else " AND key = :key"
    given = {
        "agency": agency_id,
        "since": wanted.since,
        "until": wanted.until,
        "tally": wanted.what.value,
        **({} if wanted.key is None else {"key": wanted.key}),
    }
    found = text(
        "cases.id IN (WITH wanted AS (SELECT CAST(:since AS timestamptz) AS since,"
        f" CAST(:until AS timestamptz) AS until), {FIRSTS}"
        " SELECT case_id FROM people WHERE tally = :tally AND at >= :since AND at < :until"
        f"{narrowed})"
    ).bindparams(**given)
    return and_(found)
