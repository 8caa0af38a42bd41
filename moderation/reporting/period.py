"""A period against the one before it: how much came, how soon it was answered, what is left.

Every number is counted from a `CaseSet`, whose list shows exactly the cases that it counts. No
percentile stands on fewer than 20 answers, and what nobody has answered is not left out: its
median time is Kaplan and Meier's, in which an open case counts as "longer than this".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from moderation.policy import Permission, Who
from moderation.queries import case_sets
from moderation.queries import period_figures as queries
from moderation.queries.case_sets import CaseSet, What
from moderation.queries.period_figures import Growth, Spread
from moderation.reporting.overview import MIN_FOR_PERCENTILES
from moderation.timing.calendar import OfficeCalendar
from moderation.timing.clock import agency_clocks

__all__ = ["Flow", "Group", "PeriodReport", "Side", "kaplan_meier_median", "period_report"]

_LEAST_GROUP, _LEAST_POST, _TIMES = 5, 10, 3


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two periods. `km_median` is office minutes, None where half wait longer still."""

    since: datetime
    until: datetime
    opened: int
    unanswered: int
    answers: Spread
    decided: int
    corrected: int
    km_median: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a table by page, label or queue."""

    key: Any
    opened: int
    answers: Spread


@dataclass(frozen=True, slots=True)
class Flow:
    """What came into a queue, what left it, and what is in it now."""

    queue_key: str
    came: int
    left: int
    backlog: int


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """All of it, over the pages that the person may see."""

    now: Side
    before: Side
    pages: list[Group]
    labels: list[Group]
    queues: list[Group]
    flow: list[Flow]
    heat: dict[tuple[int, int], int]
    groups: list[Growth]
    posts: list[Growth]


def period_report(session: Session, who: Who, *, now: datetime, days: int) -> PeriodReport:
    """The last days against as many before them."""
    who.require(Permission.SEE_FIGURES)
    agency_id, page_ids = who.agency_id, who.pages(Permission.SEE_FIGURES)
    length = timedelta(days=days)
    whole = CaseSet(What.OPENED, now - length, now, page_ids)
    clocks = agency_clocks(agency_id, session)

    def side(wanted: CaseSet) -> Side:
        return _side(agency_id, session, wanted, clocks.calendar_of, now)

    return PeriodReport(
        now=side(whole),
        before=side(replace(whole, since=whole.since - length, until=whole.since)),
        pages=_groups(agency_id, session, whole, "page_id"),
        labels=_groups(agency_id, session, whole, "label"),
        queues=_groups(agency_id, session, whole, "queue_key"),
        flow=_flow(agency_id, session, whole),
        heat=queries.heat(agency_id, session, whole),
        groups=_fast(
            queries.growing_groups(
                agency_id, session, page_ids=page_ids, now=now, least=_LEAST_GROUP
            )
        ),
        posts=_fast(
            queries.growing_posts(agency_id, session, page_ids=page_ids, now=now, least=_LEAST_POST)
        ),
    )


def kaplan_meier_median(answered: Iterable[int], waiting: Iterable[int]) -> int | None:
    """The time by which half are answered, the unanswered counted as long as they have waited.

    None where fewer than half are by the time of the longest answer.
    """
    times = sorted([(minutes, 0) for minutes in answered] + [(minutes, 1) for minutes in waiting])
    left, share = len(times), 1.0
    for at, (minutes, is_waiting) in enumerate(times):
        if not is_waiting:
            share *= 1 - 1 / left
            same = at + 1 < len(times) and times[at + 1] == (minutes, 0)
            if share <= 0.5 + 1e-9 and not same:
                return minutes
        left -= 1
    return None


def _side(
    agency_id: int,
    session: Session,
    wanted: CaseSet,
    calendar_of: Callable[[int], OfficeCalendar],
    now: datetime,
) -> Side:
    def count(what: What) -> int:
        return case_sets.count_cases(agency_id, session, replace(wanted, what=what))

    answered, waiting = [], []
    for case in queries.waited(agency_id, session, wanted):
        if case.minutes is not None:
            answered.append(case.minutes)
        else:
            end = max(case.until or now, case.opened_at)
            calendar = calendar_of(case.page_id)
            waiting.append(calendar.working_minutes_between(case.opened_at, end))
    few = len(answered) + len(waiting) < MIN_FOR_PERCENTILES
    return Side(
        since=wanted.since,
        until=wanted.until,
        opened=count(What.OPENED),
        unanswered=count(What.UNANSWERED),
        answers=_enough(queries.spread(agency_id, session, replace(wanted, what=What.ANSWERED))),
        decided=count(What.DECIDED),
        corrected=count(What.CORRECTED),
        km_median=None if few else kaplan_meier_median(answered, waiting),
    )


def _groups(agency_id: int, session: Session, wanted: CaseSet, column: str) -> list[Group]:
    opened = queries.counts_by(agency_id, session, wanted, column)
    answers = queries.by_group(agency_id, session, replace(wanted, what=What.ANSWERED), column)
    keys = sorted(opened.keys() | answers.keys(), key=lambda key: (-opened.get(key, 0), str(key)))
    return [Group(key, opened.get(key, 0), _enough(answers.get(key, Spread()))) for key in keys]


def _flow(agency_id: int, session: Session, wanted: CaseSet) -> list[Flow]:
    came, left, backlog = (
        queries.counts_by(agency_id, session, replace(wanted, what=what), "queue_key")
        for what in (What.OPENED, What.CLOSED, What.WAITING)
    )
    return [
        Flow(key, came.get(key, 0), left.get(key, 0), backlog.get(key, 0))
        for key in sorted(came.keys() | left.keys() | backlog.keys())
    ]


def _enough(found: Spread) -> Spread:
    """No percentile over few answers: it would tell of chance."""
    few = found.n < MIN_FOR_PERCENTILES
    return replace(found, office=None, wall=None) if few else found


def _fast(found: Sequence[Growth]) -> list[Growth]:
    """Those that grew at least three times as fast as in the week before."""
    return [each for each in found if each.last_day * 7 >= _TIMES * each.week_before]
