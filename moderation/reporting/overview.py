"""The manager's figures of this moment and of the last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.policy import Permission, Who
from moderation.queries import cases as case_queries
from moderation.queries import figures as queries
from moderation.queries.figure_days import FigureDays
from moderation.queries.figures import AgeCount, DayFlow
from moderation.reporting.book import answers, by, last_days, midnight, open_book
from moderation.reporting.minutes import Spread

__all__ = ["Overview", "overview"]


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits now and how the last days went, today with them. Times are office minutes."""

    as_of: datetime
    since: datetime
    waiting: int
    late: int
    ages: list[AgeCount]
    tallies: dict[str, case_queries.QueueTally]
    responses: dict[str | None, Spread]
    days: list[DayFlow]


def overview(
    session: Session, who: Who, *, now: datetime, days: int = 7, book: FigureDays | None = None
) -> Overview:
    """The figures over the pages that the person may see; `book` spares opening it again."""
    who.require(Permission.SEE_FIGURES)
    page_ids = who.pages(Permission.SEE_FIGURES)
    since, until = last_days(now, days)
    book = book or open_book(session, who, since, until)
    cells = book.cells(since, until)
    tallies = case_queries.queue_tallies(who.agency_id, session, page_ids=page_ids, now=now)
    responses: dict[str | None, Spread] = {None: answers(cells)}
    for queue_key, mine in by(cells, lambda cell: cell.queue_key).items():
        if (found := answers(mine)).n:
            responses[queue_key] = found
    return Overview(
        as_of=now,
        since=midnight(since),
        waiting=sum(tally.count for tally in tallies.values()),
        late=sum(tally.late for tally in tallies.values()),
        ages=queries.waiting_by_age(who.agency_id, session, page_ids=page_ids, now=now),
        tallies=tallies,
        responses=responses,
        days=_flow(book, since, until),
    )


def _flow(book: FigureDays, since: date, until: date) -> list[DayFlow]:
    """Every day, also those on which nothing happened."""
    found = {one.day: one for one in book.days(since, until)}
    days = [since + timedelta(days=at) for at in range((until - since).days)]
    return [
        DayFlow(day, one.received, one.opened, one.answered)
        if (one := found.get(day))
        else DayFlow(day, 0, 0, 0)
        for day in days
    ]
