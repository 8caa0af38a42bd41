"""A period against the one before it: how much came, how soon it was answered, what is left.

A period is a run of days of Vietnam, today the last, against as many days before. Every number is
that of a `CaseSet`, whose list shows exactly the cases behind it. No percentile stands on fewer
than 20 answers, and what nobody has answered is not left out: its median time is Kaplan and
Meier's, in which an open case counts as "longer than this". Pauses count for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Generic

import numpy as np
from sqlalchemy.orm import Session

from moderation.policy import Permission, Who
from moderation.queries import growth
from moderation.queries import period_figures as queries
from moderation.queries.figure_days import Cell, FigureDays
from moderation.queries.growth import Growth
from moderation.reporting.book import Key, answers, by, day_of, last_days, midnight, open_book
from moderation.reporting.minutes import (
    MIN_FOR_PERCENTILES,
    Spread,
    kaplan_meier_median,
    unpacked,
)
from moderation.timing.calendar import OfficeCalendar, running_minutes
from moderation.timing.clock import agency_clocks, pauses_by_case
from moderation.vocabulary import Label, Tally

__all__ = [
    "Flow",
    "Group",
    "KeyCount",
    "PeriodReport",
    "Side",
    "book_of",
    "groups_of",
    "period_report",
    "side_of",
]

_LEAST_GROUP, _LEAST_POST, _TIMES, _WEEK = 5, 10, 3, 7


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two periods. `km_median` is office minutes, None where half wait longer still."""

    since: datetime
    until: datetime
    opened: int
    unanswered: int
    answers: Spread
    closed: int
    tallies: dict[Tally, int]
    km_median: int | None


@dataclass(frozen=True, slots=True)
class Group(Generic[Key]):
    """One line of a table by page, label or queue."""

    key: Key
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
class KeyCount:
    """How many cases go with a template or a person; an empty key is none of them."""

    key: str
    n: int


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """All of it, over the pages that the person may see."""

    now: Side
    before: Side
    pages: list[Group[int]]
    labels: list[Group[Label]]
    queues: list[Group[str]]
    flow: list[Flow]
    heat: dict[tuple[int, int], int]
    groups: list[Growth]
    posts: list[Growth]
    topics: list[Growth]
    fields: list[KeyCount]
    templates: list[KeyCount]
    workload: list[KeyCount]


def book_of(session: Session, who: Who, *, now: datetime, days: int) -> FigureDays:
    """The days of a period and of the one before it, and those that say what is usual."""
    since, until = last_days(now, days)
    return open_book(session, who, since - timedelta(days=max(days, _WEEK + 2)), until)


def period_report(
    session: Session, who: Who, *, now: datetime, days: int, book: FigureDays | None = None
) -> PeriodReport:
    """The last days against as many before them; `book` spares opening it again."""
    who.require(Permission.SEE_FIGURES)
    page_ids = who.pages(Permission.SEE_FIGURES)
    book = book or book_of(session, who, now=now, days=days)
    since, until = last_days(now, days)
    sides = _Sides(session, who, book, now)
    cells = book.cells(since, until)
    keyed = book.by_keys(since, until, [Tally.TOPIC, Tally.REPLIED, Tally.DECIDED])
    before = since - timedelta(days=days)
    waiting = sides.waiting(before, until)

    def growing(find: Callable[..., list[Growth]], least: int) -> list[Growth]:
        found = find(who.agency_id, session, page_ids=page_ids, now=now, least=least)
        return [each for each in found if each.last_day >= _TIMES * each.usual]

    return PeriodReport(
        now=sides.side(since, until, cells, waiting),
        before=sides.side(before, since, book.cells(before, since), waiting),
        pages=groups_of(cells, lambda cell: cell.page_id),
        labels=groups_of(cells, lambda cell: cell.label),
        queues=groups_of(cells, lambda cell: cell.queue_key),
        flow=_flow(cells, queries.backlog(who.agency_id, session, page_ids=page_ids)),
        heat=book.hours(since, until),
        groups=growing(growth.growing_cases, _LEAST_GROUP),
        posts=growing(growth.growing_posts, _LEAST_POST),
        topics=_growing_topics(session, who, book, now),
        fields=_most_first(keyed[Tally.TOPIC]),
        templates=_most_first(keyed[Tally.REPLIED]),
        workload=_most_first(keyed[Tally.DECIDED]),
    )


def _growing_topics(session: Session, who: Who, book: FigureDays, now: datetime) -> list[Growth]:
    """Against the mean of the seven whole days before the day on which the last 24 hours began."""
    until = day_of(now - timedelta(days=1))
    found = growth.growing_topics(
        who.agency_id,
        session,
        page_ids=who.pages(Permission.SEE_FIGURES),
        now=now,
        least=_LEAST_GROUP,
    )
    keys = [each.key for each in found]
    usual = book.by_key(until - timedelta(days=_WEEK), until, Tally.TOPIC, keys)
    measured = [replace(each, usual=usual.get(each.key, 0) / _WEEK) for each in found]
    return [each for each in measured if each.last_day >= _TIMES * each.usual]


def side_of(
    session: Session, who: Who, book: FigureDays, since: date, until: date, *, now: datetime
) -> Side:
    """One period by itself, out of an opened book."""
    sides = _Sides(session, who, book, now)
    return sides.side(since, until, book.cells(since, until), sides.waiting(since, until))


@dataclass(frozen=True, slots=True)
class _Sides:
    session: Session
    who: Who
    book: FigureDays
    now: datetime

    def waiting(self, since: date, until: date) -> list[queries.Unanswered]:
        """What came in these days and nobody has answered."""
        return queries.still_unanswered(
            self.who.agency_id,
            self.session,
            midnight(since),
            midnight(until),
            page_ids=self.who.pages(Permission.SEE_FIGURES),
        )

    def side(
        self,
        since: date,
        until: date,
        cells: Sequence[Cell],
        unanswered: Sequence[queries.Unanswered],
    ) -> Side:
        """`unanswered` are those of these days, and perhaps of others."""
        start, end = midnight(since), midnight(until)
        waiting = [one for one in unanswered if start <= one.opened_at < end]
        return Side(
            since=start,
            until=end,
            opened=sum(cell.opened for cell in cells),
            unanswered=len(waiting),
            answers=answers(cells, wall=True),
            closed=sum(cell.closed for cell in cells),
            tallies=self.book.tallies(since, until),
            km_median=self._km_median(cells, waiting),
        )

    def _km_median(
        self, cells: Sequence[Cell], waiting: Sequence[queries.Unanswered]
    ) -> int | None:
        answered = unpacked(cell.answered_run for cell in cells)
        set_aside = unpacked(cell.set_aside_run for cell in cells)
        if len(answered) + len(set_aside) + len(waiting) < MIN_FOR_PERCENTILES:
            return None
        still = np.array([*self._waited(waiting)], dtype=np.int64)
        return kaplan_meier_median(answered, np.concatenate([set_aside, still]))

    def _waited(self, waiting: Sequence[queries.Unanswered]) -> list[int]:
        """The minutes that each clock ran, counted as for the cases that are closed."""
        if not waiting:
            return []
        clocks = agency_clocks(self.who.agency_id, self.session)
        calendars: dict[int, OfficeCalendar] = {}
        for case in waiting:
            if case.page_id not in calendars:
                calendars[case.page_id] = clocks.calendar_of(case.page_id)
        paused = [case.case_id for case in waiting if case.was_paused]
        pauses = pauses_by_case(self.who.agency_id, self.session, paused) if paused else {}
        return [
            running_minutes(
                calendars[case.page_id],
                case.opened_at,
                max(self.now, case.opened_at),
                pauses=pauses.get(case.case_id, ()),
            )
            for case in waiting
        ]


def groups_of(cells: Sequence[Cell], key: Callable[[Cell], Key]) -> list[Group[Key]]:
    """Cells told apart, those with the most new cases first."""
    found = [
        Group(name, sum(cell.opened for cell in mine), answers(mine))
        for name, mine in by(cells, key).items()
    ]
    shown = [group for group in found if group.opened or group.answers.n]
    return sorted(shown, key=lambda group: (-group.opened, str(group.key)))


def _flow(cells: Sequence[Cell], backlog: dict[str, int]) -> list[Flow]:
    queues = by(cells, lambda cell: cell.queue_key)
    found = [
        Flow(
            key,
            sum(cell.opened for cell in queues.get(key, ())),
            sum(cell.closed for cell in queues.get(key, ())),
            backlog.get(key, 0),
        )
        for key in sorted(queues.keys() | backlog.keys())
    ]
    return [flow for flow in found if flow.came or flow.left or flow.backlog]


def _most_first(found: Mapping[str, int]) -> list[KeyCount]:
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [KeyCount(key, count) for key, count in ordered]
