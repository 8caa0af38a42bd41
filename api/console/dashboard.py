"""The manager's figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.answers import page
from api.console.dues import Office, office_of
from api.console.forms import QueryText, row_id
from api.console.period import LENGTHS, period_of
from api.console.shell import shell_of
from api.console.sources import sources_of
from api.console.words import Say, say_in
from api.security import Desk, desk
from api.view_models import AgeBand, DashboardPage, DayCount, QueueCount, QueueFigures
from api.view_models import ResponseTimes as Times
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries.figures import AgeCount, DayFlow
from moderation.reporting.minutes import Spread
from moderation.reporting.overview import Overview, overview
from moderation.reporting.period import book_of
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import ClockUnit

__all__ = ["router"]

router = APIRouter()

_DAYS = 7


@router.get("/dashboard")
def show_dashboard(
    request: Request, desk: Annotated[Desk, desk(Permission.SEE_FIGURES)], days: QueryText = ""
) -> HTMLResponse:
    """What waits now, how the week went, and a period against the last."""
    office, say = office_of(desk), say_in(desk.locale)
    length = _length(days)
    book = book_of(desk.session, desk.who, now=office.now, days=length)
    figures = overview(desk.session, desk.who, now=office.now, days=_DAYS, book=book)
    return page(
        desk,
        DashboardPage(
            shell=shell_of(desk, request, "dashboard"),
            as_of=datetime.now(UTC),
            waiting=figures.waiting,
            late=figures.late,
            times=_times(figures.responses.get(None), None),
            ages=tuple(_band(age, say) for age in figures.ages),
            days=_days(figures.days, office.now),
            by_queue=_by_queue(desk, figures, office),
            sources=sources_of(desk, office),
            report=period_of(desk, now=office.now, days=length, book=book),
        ),
    )


def _length(asked: str) -> int:
    return row_id(asked) if row_id(asked) in LENGTHS else _DAYS


def _times(found: Spread | None, limit: int | None) -> Times:
    if found is None or found.office is None:
        return Times(found.n if found else 0, limit=limit)
    return Times(found.n, round(found.office[0]), round(found.office[1]), limit)


def _band(age: AgeCount, say: Say) -> AgeBand:
    if age.to_hours is None:
        name = say("trên %(hours)s giờ") % {"hours": age.from_hours}
    else:
        name = say("%(start)s–%(end)s giờ") % {"start": age.from_hours, "end": age.to_hours}
    return AgeBand(name, age.count, age.late)


def _days(flow: list[DayFlow], now: datetime) -> tuple[DayCount, ...]:
    """Every day of the week, also those on which nothing happened."""
    found = {day.day: day for day in flow}
    today = now.astimezone(VIETNAM).date()
    return tuple(
        _count(found.get(today - timedelta(days=back)), today - timedelta(days=back))
        for back in range(_DAYS - 1, -1, -1)
    )


def _count(found: DayFlow | None, day: date) -> DayCount:
    return DayCount(day, found.received if found else 0, found.answered if found else 0)


def _by_queue(desk: Desk, figures: Overview, office: Office) -> tuple[QueueFigures, ...]:
    limits = _limits(desk, office)
    made = []
    for queue in agencies.queues(desk.who.agency_id, desk.session):
        tally, found = figures.tallies.get(queue.key), figures.responses.get(queue.key)
        name = queue.name_en if desk.locale == "en" else queue.name_vi
        counted = QueueCount(
            queue.key, name, tally.count if tally else 0, tally.late if tally else 0
        )
        times = _times(found, limits.get(queue.key))
        made.append(QueueFigures(counted, found.n if found else 0, times))
    return tuple(made)


def _limits(desk: Desk, office: Office) -> dict[str, int]:
    """The office minutes of each queue's limit, by the first row that leads to it."""
    limits: dict[str, int] = {}
    for rule in agencies.routing_rules(desk.who.agency_id, desk.session):
        clock = office.clocks.get(rule.clock_key)
        if clock is not None and clock.unit is ClockUnit.OFFICE_MINUTES:
            limits.setdefault(rule.queue_key, clock.amount)
    return limits
