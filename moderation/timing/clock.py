"""An agency's own office calendar and time limits, built from its rows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache

from sqlalchemy.orm import Session

from moderation.models import Case, Clock
from moderation.queries import agencies as queries
from moderation.queries import timing
from moderation.timing.calendar import VIETNAM, DayRule, OfficeCalendar, Period, Shift, due_at

__all__ = [
    "Clocks",
    "agency_calendar",
    "agency_clocks",
    "clock_started_at",
    "pauses_by_case",
    "pauses_of",
]


class Clocks:
    """The time limits of one agency on its calendar, a page's duties included."""

    def __init__(
        self,
        calendar: OfficeCalendar,
        clocks: Sequence[Clock],
        by_page: dict[int, OfficeCalendar] | None = None,
    ) -> None:
        self.calendar = calendar
        self._by_page = by_page or {}
        self._versions: dict[str, list[Clock]] = defaultdict(list)
        for clock in clocks:
            self._versions[clock.key].append(clock)

    def calendar_of(self, page_id: int) -> OfficeCalendar:
        """The calendar of a page: the agency's, and the hours in which the page has a duty."""
        return self._by_page.get(page_id, self.calendar)

    def version(self, key: str, start: datetime) -> Clock:
        """The limit of that name in force on the day of `start`.

        An unknown name falls to the agency's first limit; a day before any version, to the first.
        """
        versions = self._versions.get(key) or next(iter(self._versions.values()))
        day = start.astimezone(VIETNAM).date()
        in_force = [clock for clock in versions if _holds(clock, day)]
        return (in_force or versions[:1])[-1]

    def due(
        self,
        key: str,
        start: datetime,
        *,
        page_id: int | None = None,
        pauses: Iterable[Period] = (),
    ) -> datetime:
        """When the named limit runs out."""
        clock = self.version(key, start)
        calendar = self.calendar if page_id is None else self.calendar_of(page_id)
        return due_at(calendar, start, clock.amount, clock.unit, pauses=pauses)

    def due_of(self, case: Case, pauses: Iterable[Period] = ()) -> datetime:
        """When a case is due, as its page, its start and its pauses have it."""
        start = clock_started_at(case)
        return self.due(case.clock_key, start, page_id=case.page_id, pauses=pauses)


def clock_started_at(case: Case) -> datetime:
    """When the citizen wrote; of a case opened again after an answer, when it was opened again."""
    if case.reopened_at is not None and case.first_response_at is not None:
        return case.reopened_at
    return case.opened_at


def pauses_of(session: Session, case: Case) -> list[Period]:
    """The times in which a case's clock stood still."""
    if case.paused_until is None:
        return []
    return pauses_by_case(case.agency_id, session, [case.id])[case.id]


def pauses_by_case(
    agency_id: int, session: Session, case_ids: Sequence[int]
) -> defaultdict[int, list[Period]]:
    """The same for many cases at once; a case that never was paused has none."""
    found: defaultdict[int, list[Period]] = defaultdict(list)
    for row in timing.pauses(agency_id, session, case_ids):
        found[row.case_id].append(Period(row.starts_at, row.ends_at))
    return found


def agency_calendar(
    agency_id: int, session: Session, *, page_id: int | None = None
) -> OfficeCalendar:
    """The office calendar, of one page with its duties; the same rows give the same calendar."""
    duties = [] if page_id is None else timing.duties(agency_id, session, page_id=page_id)
    return _built(
        timing.calendar_text(agency_id, session),
        tuple(Period(row.starts_at, row.ends_at) for row in duties),
    )


def agency_clocks(agency_id: int, session: Session) -> Clocks:
    """The time limits of an agency, ready to answer."""
    by_page: dict[int, list[Period]] = defaultdict(list)
    for row in timing.duties(agency_id, session):
        by_page[row.page_id].append(Period(row.starts_at, row.ends_at))
    rows = timing.calendar_text(agency_id, session)
    return Clocks(
        _built(rows, ()),
        queries.clock_versions(agency_id, session),
        {page_id: _built(rows, tuple(duties)) for page_id, duties in by_page.items()},
    )


@lru_cache(maxsize=64)
def _built(rows: str, duties: tuple[Period, ...]) -> OfficeCalendar:
    """Kept by the rows' own text: a changed calendar is another text, so none is ever stale."""
    if duties:
        return _built(rows, ()).with_duties(duties)
    shifts, days = json.loads(rows)
    return OfficeCalendar(
        tuple(
            Shift(weekday, time.fromisoformat(starts), time.fromisoformat(ends), _day(a), _day(b))
            for weekday, starts, ends, a, b in shifts
        ),
        {
            date.fromisoformat(day): DayRule(works, name, source)
            for day, works, name, source in days
        },
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _holds(clock: Clock, day: date) -> bool:
    return (clock.valid_from is None or clock.valid_from <= day) and (
        clock.valid_to is None or day <= clock.valid_to
    )
