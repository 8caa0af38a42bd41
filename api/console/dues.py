"""Time limits as people read them: how much office time is left, in which state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from api.security import Desk
from api.view_models.parts import Due
from moderation.models import Case, Clock
from moderation.queries.agencies import clocks
from moderation.timing.calendar import OfficeCalendar
from moderation.timing.clock import agency_calendar
from moderation.vocabulary import ClockUnit

__all__ = ["SOON_MINUTES", "Office", "due_of", "office_of"]

SOON_MINUTES = 60
_SOON_SHARE = 0.25
_WALL_CLOCK = frozenset({ClockUnit.CLOCK_HOURS, ClockUnit.CALENDAR_DAYS})


@dataclass(frozen=True, slots=True)
class Office:
    """An agency's calendar and time limits at one moment, the same for a whole page."""

    calendar: OfficeCalendar
    clocks: Mapping[str, Clock]
    now: datetime

    @property
    def soon_until(self) -> datetime:
        """What is due before then is due soon."""
        return self.calendar.after_working_minutes(self.now, SOON_MINUTES)

    def minutes(self, start: datetime, end: datetime, *, by_wall: bool) -> int:
        """From one moment to the other, below zero where the second comes first."""
        if end < start:
            return -self.minutes(end, start, by_wall=by_wall)
        if by_wall:
            return int((end - start).total_seconds()) // 60
        return self.calendar.working_minutes_between(start, end)


def office_of(desk: Desk) -> Office:
    """The calendar and the limits of the person's agency, now."""
    agency_id, session = desk.who.agency_id, desk.session
    return Office(
        agency_calendar(agency_id, session), clocks(agency_id, session), datetime.now(UTC)
    )


def due_of(case: Case, office: Office) -> Due:
    """Soon: at most a quarter of the limit left, or an office hour. A closed case stands still."""
    clock = office.clocks.get(case.clock_key)
    by_wall = clock is not None and clock.unit in _WALL_CLOCK
    unit: Literal["clock", "office"] = "clock" if by_wall else "office"
    if case.closed_at is not None:
        stopped = case.first_response_at or case.closed_at
        left = office.minutes(stopped, case.due_at, by_wall=by_wall)
        is_late = stopped > case.due_at
        return Due(
            "late" if is_late else "done", case.due_at, min(left, -1) if is_late else 0, unit
        )
    left = office.minutes(office.now, case.due_at, by_wall=by_wall)
    if case.paused_until is not None and case.paused_until > office.now:
        return Due("paused", case.due_at, left, unit)
    if office.now > case.due_at:
        return Due("late", case.due_at, min(left, -1), unit)
    limit = office.minutes(case.opened_at, case.due_at, by_wall=by_wall)
    is_soon = left <= max(SOON_MINUTES, int(limit * _SOON_SHARE))
    return Due("soon" if is_soon else "waiting", case.due_at, left, unit)
