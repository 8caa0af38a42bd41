"""Keeping the figures by day, proving them against the rows, and making them anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from moderation.queries import rollups
from moderation.queries.rollups import Unlike

__all__ = ["BATCH", "Proof", "add_up_stale", "mark_all", "prove", "runs_of_days"]

BATCH = 31
"""Days in one transaction: a month, so that nothing is held long."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What holding stored figures against the rows came to."""

    days: int
    stale: int
    unlike: tuple[Unlike, ...]


def add_up_stale(agency_id: int, session: Session) -> int:
    """Add up some of the days that have changed, the newest first; how many, 0 at the end."""
    days = rollups.take_stale(agency_id, session, most=BATCH)
    if days:
        rollups.add_up(agency_id, session, days)
    return len(days)


def mark_all(agency_id: int, session: Session) -> int:
    """Have every day added up anew; how many days that is."""
    days = [day for run in runs_of_days(agency_id, session) for day in run]
    rollups.mark_stale(agency_id, session, days)
    return len(days)


def prove(agency_id: int, session: Session, days: list[date]) -> Proof:
    """Hold the stored figures of these days against the rows."""
    stale = rollups.stale_days(agency_id, session).intersection(days)
    return Proof(len(days), len(stale), tuple(rollups.unlike(agency_id, session, days)))


def runs_of_days(agency_id: int, session: Session) -> Iterator[list[date]]:
    """Every day of an agency, in batches."""
    found = rollups.span(agency_id, session)
    if found is None:
        return
    first, last = found
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    for start in range(0, len(days), BATCH):
        yield days[start : start + BATCH]
