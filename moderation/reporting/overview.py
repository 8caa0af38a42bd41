"""The manager's figures of this moment and of the last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.policy import Permission, Who
from moderation.queries import cases as case_queries
from moderation.queries import figures as queries
from moderation.queries.figures import AgeCount, DayFlow
from moderation.reporting.book import Book, answers, by, last_days, midnight, read_book
from moderation.reporting.minutes import Spread
from moderation.vocabulary import Tally

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
    session: Session, who: Who, *, now: datetime, days: int = 7, book: Book | None = None
) -> Overview:
    """The figures over the pages that the person may see; `book` spares reading it again."""
    who.require(Permission.SEE_FIGURES)
    page_ids = who.pages(Permission.SEE_FIGURES)
    since, until = last_days(now, days)
    book = (book or read_book(session, who, since, until)).between(since, until)
    tallies = case_queries.queue_tallies(who.agency_id, session, page_ids=page_ids, now=now)
    responses: dict[str | None, Spread] = {None: answers(book.cells)}
    for queue_key, cells in by(book.cells, lambda cell: cell.queue_key).items():
        if (found := answers(cells)).n:
            responses[queue_key] = found
    return Overview(
        as_of=now,
        since=midnight(since),
        waiting=sum(tally.count for tally in tallies.values()),
        late=sum(tally.late for tally in tallies.values()),
        ages=queries.waiting_by_age(who.agency_id, session, page_ids=page_ids, now=now),
        tallies=tallies,
        responses=responses,
        days=_flow(book),
    )


def _flow(book: Book) -> list[DayFlow]:
    """Every day, also those on which nothing happened."""
    made = []
    for at in range((book.until - book.since).days):
        day = book.since + timedelta(days=at)
        one = book.between(day, day + timedelta(days=1))
        made.append(
            DayFlow(
                day,
                received=one.count(Tally.RECEIVED),
                opened=sum(cell.opened for cell in one.cells),
                answered=sum(cell.answered for cell in one.cells),
            )
        )
    return made
