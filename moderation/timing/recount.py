"""Due times of open cases counted anew, after the calendar or a time limit has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.models import Case
from moderation.queries import timing as queries
from moderation.timing.calendar import Period
from moderation.timing.clock import agency_clocks

__all__ = ["Moved", "MovedCase", "recount", "rehearse"]

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class MovedCase:
    """A case whose due time is another one now."""

    case_id: int
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """What counting anew came to. `late` are those that it made late, `saved` the opposite."""

    open_cases: int
    moved: int
    late: int
    saved: int
    examples: tuple[MovedCase, ...]


def recount(agency_id: int, session: Session, *, now: datetime) -> Moved:
    """Give every open case the due time that the calendar and the limits say today."""
    clocks = agency_clocks(agency_id, session)
    seen = 0
    moved: list[MovedCase] = []
    for cases in queries.open_cases(agency_id, session):
        pauses = _pauses(agency_id, session, cases)
        seen += len(cases)
        moved += [
            MovedCase(case.id, case.due_at, due)
            for case in cases
            if (due := clocks.due_of(case, pauses[case.id])) != case.due_at
        ]
    if moved:
        queries.set_due_times(agency_id, session, {each.case_id: each.after for each in moved})
    return Moved(
        open_cases=seen,
        moved=len(moved),
        late=sum(each.before >= now > each.after for each in moved),
        saved=sum(each.after >= now > each.before for each in moved),
        examples=tuple(sorted(moved, key=lambda each: each.before)[:_EXAMPLES]),
    )


def rehearse(session: Session, act: Callable[[], Moved]) -> Moved:
    """What an act would come to: it is done and taken back."""
    savepoint = session.begin_nested()
    try:
        return act()
    finally:
        savepoint.rollback()
        session.expire_all()


def _pauses(agency_id: int, session: Session, cases: list[Case]) -> dict[int, list[Period]]:
    found: dict[int, list[Period]] = defaultdict(list)
    paused = [case.id for case in cases if case.paused_until is not None]
    for row in queries.pauses(agency_id, session, paused) if paused else ():
        found[row.case_id].append(Period(row.starts_at, row.ends_at))
    return found
