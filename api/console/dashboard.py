"""The manager's figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.answers import page
from api.console.dues import Office, office_of
from api.console.figure_addresses import comments_url, list_url
from api.console.forms import QueryText, row_id
from api.console.period import LENGTHS, period_of
from api.console.registry import today
from api.console.shell import shell_of
from api.console.sources import sources_of
from api.console.words import Say, say_in
from api.security import Desk, desk
from api.view_models.figures import AgeBand, DashboardPage, DayCount, NowFigure, QueueFigures
from api.view_models.figures import ResponseTimes as Times
from api.view_models.parts import QueueCount
from api.view_models.period import Count
from moderation.duties import registry
from moderation.policy import Permission
from moderation.queries import agencies, case_sets
from moderation.queries.case_sets import CaseSet, What
from moderation.queries.comment_sets import CommentSet
from moderation.queries.figures import AgeCount, DayFlow
from moderation.reporting.book import midnight
from moderation.reporting.minutes import Spread
from moderation.reporting.overview import Overview, overview
from moderation.reporting.period import book_of
from moderation.vocabulary import ClockUnit

__all__ = ["router"]

router = APIRouter()

_DAYS, _SOON_MINUTES = 7, 60


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
            answered_url=list_url(
                CaseSet(What.ANSWERED, figures.since, figures.since + timedelta(days=_DAYS))
            ),
            now=_now(desk, figures, office),
            ages=tuple(_band(age, say, office.now) for age in figures.ages),
            days=tuple(map(_day, figures.days)),
            by_queue=_by_queue(desk, figures, office),
            sources=sources_of(desk, office, agencies.pages(desk.who.agency_id, desk.session)),
            report=period_of(desk, now=office.now, days=length, book=book),
        ),
    )


def _length(asked: str) -> int:
    return row_id(asked) if row_id(asked) in LENGTHS else _DAYS


def _times(found: Spread | None, limit: int | None) -> Times:
    if found is None or found.office is None:
        return Times(found.n if found else 0, limit=limit)
    return Times(found.n, round(found.office[0]), round(found.office[1]), limit)


def _now(desk: Desk, figures: Overview, office: Office) -> tuple[NowFigure, ...]:
    """What a manager looks at first, each with its list."""
    now, say = office.now, say_in(desk.locale)
    pages = desk.who.pages(Permission.SEE_FIGURES)
    in_an_hour = office.calendar.after_working_minutes(now, _SOON_MINUTES)
    soon = CaseSet(What.SOON, now, in_an_hour, pages)
    unknown = CaseSet(What.UNKNOWN, now, now, pages)
    waiting, late = CaseSet(What.WAITING, now, now), CaseSet(What.LATE, now, now)

    def counted(wanted: CaseSet) -> int:
        return case_sets.count_cases(desk.who.agency_id, desk.session, wanted)

    return (
        NowFigure(say("Đang chờ"), Count(figures.waiting, list_url(waiting))),
        NowFigure(
            say("Hết hạn trong 1 giờ làm việc"), Count(counted(soon), list_url(soon)), "soon"
        ),
        NowFigure(say("Quá hạn"), Count(figures.late, list_url(late)), "late"),
        NowFigure(say("Đăng chưa rõ kết quả"), Count(counted(unknown), list_url(unknown)), "late"),
        *_incomplete(desk, say),
    )


def _incomplete(desk: Desk, say: Say) -> tuple[NowFigure, ...]:
    """Pages whose register is not in order: somebody is missing, or a look is due."""
    found = registry.standings(desk.who.agency_id, desk.session, today())
    seen = [one for one in found if desk.who.can(Permission.SEE_FIGURES, one.page.id)]
    owing = sum(not one.is_complete for one in seen)
    name = say("Trang thiếu người phụ trách hoặc đến hạn kiểm tra")
    return (NowFigure(name, Count(owing, "/pages"), "soon"),) if owing else ()


def _band(age: AgeCount, say: Say, now: datetime) -> AgeBand:
    if age.to_hours is None:
        name = say("trên %(hours)s giờ") % {"hours": age.from_hours}
    else:
        name = say("%(start)s–%(end)s giờ") % {"start": age.from_hours, "end": age.to_hours}
    wanted = CaseSet(What.WAITING, now, now, from_hours=age.from_hours, to_hours=age.to_hours)
    return AgeBand(name, age.count, age.late, list_url(wanted))


def _day(flow: DayFlow) -> DayCount:
    since, until = midnight(flow.day), midnight(flow.day + timedelta(days=1))
    opened = CaseSet(What.OPENED, since, until)
    return DayCount(
        flow.day,
        received=Count(flow.received, comments_url(CommentSet(since, until))),
        opened=Count(flow.opened, list_url(opened)),
        answered=Count(flow.answered, list_url(replace(opened, what=What.ANSWERED))),
    )


def _by_queue(desk: Desk, figures: Overview, office: Office) -> tuple[QueueFigures, ...]:
    limits = _limits(desk, office)
    until = figures.since + timedelta(days=_DAYS)
    made = []
    for queue in agencies.queues(desk.who.agency_id, desk.session):
        tally, found = figures.tallies.get(queue.key), figures.responses.get(queue.key)
        name = queue.name_en if desk.locale == "en" else queue.name_vi
        counted = QueueCount(
            queue.key, name, tally.count if tally else 0, tally.late if tally else 0
        )
        times = _times(found, limits.get(queue.key))
        answered = CaseSet(What.ANSWERED, figures.since, until, queue_key=queue.key)
        answers = Count(found.n if found else 0, list_url(answered))
        made.append(QueueFigures(counted, answers, times))
    return tuple(made)


def _limits(desk: Desk, office: Office) -> dict[str, int]:
    """The office minutes of each queue's limit, by the first row that leads to it."""
    limits: dict[str, int] = {}
    for rule in agencies.routing_rules(desk.who.agency_id, desk.session):
        clock = office.clocks.get(rule.clock_key)
        if clock is not None and clock.unit is ClockUnit.OFFICE_MINUTES:
            limits.setdefault(rule.queue_key, clock.amount)
    return limits
