"""The period's report as its part of the dashboard shows it; every number leads to its list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from api.console.words import Say, one_line, say_in
from api.security import Desk
from api.view_models import (
    Choice,
    Count,
    HeatRow,
    PeriodGroup,
    PeriodSide,
    PeriodView,
    QueueFlow,
    Times,
    Wave,
)
from moderation.queries import agencies
from moderation.queries.case_sets import CaseSet, What
from moderation.queries.growth import Growth
from moderation.reporting.book import Book
from moderation.reporting.period import Group, Side, period_report
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import LABELS_VI, Label, Tally

__all__ = ["LENGTHS", "list_url", "names_of", "period_of"]

LENGTHS = (7, 30, 90)


def list_url(wanted: CaseSet, ending: str = "", **more: object) -> str:
    """The address of the list of a set of cases."""
    pairs = {
        "what": wanted.what.value,
        "since": wanted.since.isoformat(),
        "until": wanted.until.isoformat(),
        "page_id": wanted.page_id,
        "label": wanted.label.value if wanted.label else None,
        "queue": wanted.queue_key,
        "weekday": wanted.weekday,
        "hour": wanted.hour,
        **more,
    }
    query = urlencode({name: value for name, value in pairs.items() if value is not None})
    return f"/dashboard/cases{ending}?{query}"


def names_of(desk: Desk) -> tuple[dict[int, str], dict[str, str]]:
    """How the agency's pages and queues are called."""
    agency_id, session = desk.who.agency_id, desk.session
    pages = {page.id: one_line(page.name) for page in agencies.pages(agency_id, session)}
    queues = {
        queue.key: queue.name_en if desk.locale == "en" else queue.name_vi
        for queue in agencies.queues(agency_id, session)
    }
    return pages, queues


def period_of(desk: Desk, *, now: datetime, days: int, book: Book) -> PeriodView:
    """The last days against as many before them."""
    report = period_report(desk.session, desk.who, now=now, days=days, book=book)
    pages, queues = names_of(desk)
    say = say_in(desk.locale)
    whole = CaseSet(What.OPENED, report.now.since, report.now.until)
    return PeriodView(
        days=days,
        lengths=tuple(
            Choice(str(one), say("%(n)s ngày") % {"n": one}, one == days) for one in LENGTHS
        ),
        now=_side(report.now),
        before=_side(report.before),
        pages=_groups(report.pages, whole, lambda key: pages[key], lambda key: {"page_id": key}),
        labels=_groups(
            report.labels,
            whole,
            lambda key: say(LABELS_VI[Label(key)]),
            lambda key: {"label": Label(key)},
        ),
        queues=_groups(
            report.queues,
            whole,
            lambda key: queues.get(key, key),
            lambda key: {"queue_key": key},
        ),
        flow=tuple(
            QueueFlow(
                queues.get(flow.queue_key, flow.queue_key),
                *(
                    Count(value, list_url(replace(whole, what=what, queue_key=flow.queue_key)))
                    for what, value in (
                        (What.OPENED, flow.came),
                        (What.CLOSED, flow.left),
                        (What.WAITING, flow.backlog),
                    )
                ),
            )
            for flow in report.flow
        ),
        heat=_heat(report.heat, whole),
        heat_most=max(report.heat.values(), default=0),
        groups=_waves(report.groups, pages, say, lambda one: f"/cases/{one.key}"),
        posts=_waves(report.posts, pages, say, lambda one: f"/queues/all?page_id={one.page_id}"),
    )


def _side(side: Side) -> PeriodSide:
    """The list looks at the pages that the person may see, as the count did."""
    whole = CaseSet(What.OPENED, side.since, side.until)

    def count(what: What, value: int) -> Count:
        return Count(value, list_url(replace(whole, what=what)))

    return PeriodSide(
        since=side.since.astimezone(VIETNAM).date(),
        until=side.until.astimezone(VIETNAM).date(),
        opened=count(What.OPENED, side.opened),
        answered=count(What.ANSWERED, side.answers.n),
        within=count(What.WITHIN, side.answers.within),
        unanswered=count(What.UNANSWERED, side.unanswered),
        corrected=count(What.CORRECTED, side.tallies[Tally.CORRECTED]),
        decided=count(What.DECIDED, side.tallies[Tally.DECIDED]),
        office=_times(side.answers.office),
        wall=_times(side.answers.wall),
        km_median=side.km_median,
    )


def _times(found: tuple[float, float, float] | None) -> Times | None:
    return None if found is None else Times(*map(round, found))


def _groups(
    groups: Sequence[Group],
    whole: CaseSet,
    name: Callable[[Any], str],
    narrowed: Callable[[Any], dict[str, Any]],
) -> tuple[PeriodGroup, ...]:
    made = []
    for group in groups:
        mine = replace(whole, **narrowed(group.key))
        office = group.answers.office
        made.append(
            PeriodGroup(
                name(group.key),
                Count(group.opened, list_url(mine)),
                Count(group.answers.n, list_url(replace(mine, what=What.ANSWERED))),
                Count(group.answers.within, list_url(replace(mine, what=What.WITHIN))),
                round(office[0]) if office else None,
                round(office[1]) if office else None,
            )
        )
    return tuple(made)


def _heat(found: dict[tuple[int, int], int], whole: CaseSet) -> tuple[HeatRow, ...]:
    return tuple(
        HeatRow(
            weekday,
            tuple(
                Count(
                    found.get((weekday, hour), 0),
                    list_url(replace(whole, weekday=weekday, hour=hour)),
                )
                for hour in range(24)
            ),
        )
        for weekday in range(1, 8)
    )


def _waves(
    found: Sequence[Growth], pages: dict[int, str], say: Say, url: Callable[[Growth], str]
) -> tuple[Wave, ...]:
    return tuple(
        Wave(
            one_line(one.post_text, 80) or say("(bài không có chữ)"),
            pages.get(one.page_id, ""),
            url(one),
            one.first_at,
            one.last_day,
            round(one.usual, 1),
        )
        for one in found
    )
