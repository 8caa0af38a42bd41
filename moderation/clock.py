"""An agency's own office calendar and time limits, built from its rows."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from moderation.calendar import DayRule, OfficeCalendar, Shift, due_at
from moderation.models import Clock
from moderation.queries import agencies as queries

__all__ = ["Clocks", "agency_calendar", "agency_clocks"]


class Clocks:
    """The time limits of one agency on its calendar."""

    def __init__(self, calendar: OfficeCalendar, clocks: dict[str, Clock]) -> None:
        self.calendar = calendar
        self._clocks = clocks

    def due(self, key: str, start: datetime) -> datetime:
        """When the named limit runs out; an unknown name falls to the agency's first limit."""
        clock = self._clocks.get(key) or next(iter(self._clocks.values()))
        return due_at(self.calendar, start, clock.amount, clock.unit)


def agency_calendar(agency_id: int, session: Session) -> OfficeCalendar:
    """The office calendar; the same rows give the same, already built, calendar."""
    shifts = tuple(
        Shift(row.weekday, row.starts, row.ends, row.valid_from, row.valid_to)
        for row in queries.calendar_shifts(agency_id, session)
    )
    days = tuple(
        (row.day, DayRule(row.works, row.name, row.source))
        for row in queries.calendar_days(agency_id, session)
    )
    return _built(shifts, days)


def agency_clocks(agency_id: int, session: Session) -> Clocks:
    """The time limits of an agency, ready to answer."""
    return Clocks(agency_calendar(agency_id, session), queries.clocks(agency_id, session))


@lru_cache(maxsize=64)
def _built(shifts: tuple[Shift, ...], days: tuple[tuple[date, DayRule], ...]) -> OfficeCalendar:
    return OfficeCalendar(shifts, dict(days))
