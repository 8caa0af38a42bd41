"""Figures for managers, counted from the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from moderation.models import Case
from moderation.vocabulary import Label

__all__ = [
    "AgeCount",
    "CaseKind",
    "DayFlow",
    "held",
    "opened_kinds",
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
class DayFlow:
    """Comments received, cases opened and cases answered on one day of Vietnam."""

    day: date
    received: int
    opened: int
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


def held(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, now: datetime
) -> dict[int, int]:
    """How many open cases each person holds."""
    rows = session.execute(
        select(Case.claimed_by, func.count())
        .where(
            Case.agency_id == agency_id,
            Case.closed_at.is_(None),
            Case.claimed_until > now,
            *_on(page_ids),
        )
        .group_by(Case.claimed_by)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def opened_kinds(agency_id: int, session: Session, *, since: datetime) -> list[CaseKind]:
    """What came since then, told apart as the routing table tells it."""
    about = (Case.label, Case.reasons, Case.page_id)
    rows = session.execute(
        select(*about, func.count())
        .where(Case.agency_id == agency_id, Case.opened_at >= since)
        .group_by(*about)
    )
    return [CaseKind(*row) for row in rows]


def _on(page_ids: frozenset[int] | None) -> list[ColumnElement[bool]]:
    return [] if page_ids is None else [Case.page_id.in_(page_ids)]
