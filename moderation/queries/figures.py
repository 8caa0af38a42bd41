"""Figures for managers, counted from the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.orm import Session

from moderation.models import Case, Comment
from moderation.vocabulary import Label

__all__ = [
    "AgeCount",
    "CaseKind",
    "DayFlow",
    "ResponseFigures",
    "day_flow",
    "opened_kinds",
    "response_figures",
    "waiting_by_age",
]


@dataclass(frozen=True, slots=True)
class AgeCount:
    """Open cases that have waited from `from_hours` up to `to_hours`; None has no end."""

    from_hours: int
    to_hours: int | None
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class ResponseFigures:
    """First responses: how many, and the office minutes of the median and the 90th percentile."""

    n: int
    median: float | None
    p90: float | None
    within_limit: int


@dataclass(frozen=True, slots=True)
class DayFlow:
    """Comments received and cases answered on one day of Vietnam."""

    day: date
    received: int
    answered: int


@dataclass(frozen=True, slots=True)
class CaseKind:
    """Cases that the routing table can't tell apart, and how many there are."""

    label: Label
    reasons: list[str]
    page_id: int
    count: int


_AGE_HOURS = (0, 1, 4, 8, 24)


def waiting_by_age(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, now: datetime
) -> list[AgeCount]:
    """Open cases by the hours since the citizen wrote."""
    hours = func.extract("epoch", now - Case.opened_at) / 3600.0
    band = func.width_bucket(hours, list(map(float, _AGE_HOURS)))
    rows = session.execute(
        select(band, func.count(), func.count().filter(Case.due_at < now))
        .where(Case.agency_id == agency_id, Case.closed_at.is_(None), *_on(page_ids))
        .group_by(band)
    )
    counted = {int(row[0]): (row[1], row[2]) for row in rows}
    ends: list[int | None] = [*_AGE_HOURS[1:], None]
    return [
        AgeCount(start, end, *counted.get(index, (0, 0)))
        for index, (start, end) in enumerate(zip(_AGE_HOURS, ends, strict=True), start=1)
    ]


def response_figures(
    agency_id: int,
    session: Session,
    *,
    page_ids: frozenset[int] | None,
    since: datetime,
    until: datetime,
) -> dict[str | None, ResponseFigures]:
    """First responses given in a period, by queue, and under None for all together."""
    in_period = (
        Case.agency_id == agency_id,
        Case.first_response_at >= since,
        Case.first_response_at < until,
        *_on(page_ids),
    )
    minutes = Case.response_minutes
    figures = (
        func.count(),
        func.percentile_cont(0.5).within_group(minutes),
        func.percentile_cont(0.9).within_group(minutes),
        func.count().filter(Case.first_response_at <= Case.due_at),
    )
    by_queue = session.execute(
        select(Case.queue_key, *figures).where(*in_period).group_by(Case.queue_key)
    )
    found: dict[str | None, ResponseFigures] = {
        row[0]: ResponseFigures(*row[1:]) for row in by_queue
    }
    found[None] = ResponseFigures(*session.execute(select(*figures).where(*in_period)).one())
    return found


def day_flow(
    agency_id: int,
    session: Session,
    *,
    page_ids: frozenset[int] | None,
    since: datetime,
    until: datetime,
) -> list[DayFlow]:
    """What came in and what was answered, day by day, days of nothing left out."""
    posted = _day(Comment.posted_at)
    received = session.execute(
        select(posted, func.count())
        .where(
            Comment.agency_id == agency_id,
            Comment.posted_at >= since,
            Comment.posted_at < until,
            Comment.is_own.is_(False),
            *([] if page_ids is None else [Comment.page_id.in_(page_ids)]),
        )
        .group_by(posted)
    )
    responded = _day(Case.first_response_at)
    answered = session.execute(
        select(responded, func.count())
        .where(
            Case.agency_id == agency_id,
            Case.first_response_at >= since,
            Case.first_response_at < until,
            *_on(page_ids),
        )
        .group_by(responded)
    )
    came: dict[date, int] = {row[0]: row[1] for row in received}
    went: dict[date, int] = {row[0]: row[1] for row in answered}
    return [
        DayFlow(day, came.get(day, 0), went.get(day, 0))
        for day in sorted(came.keys() | went.keys())
    ]


def opened_kinds(agency_id: int, session: Session, *, since: datetime) -> list[CaseKind]:
    """What came since then, told apart as the routing table tells it."""
    about = (Case.label, Case.reasons, Case.page_id)
    rows = session.execute(
        select(*about, func.count())
        .where(Case.agency_id == agency_id, Case.opened_at >= since)
        .group_by(*about)
    )
    return [CaseKind(*row) for row in rows]


def _day(column: object) -> ColumnElement[date]:
    return cast(func.timezone("Asia/Ho_Chi_Minh", column), Date)


def _on(page_ids: frozenset[int] | None) -> list[ColumnElement[bool]]:
    return [] if page_ids is None else [Case.page_id.in_(page_ids)]
