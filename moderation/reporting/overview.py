"""The manager's figures, honest about how little may stand behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.policy import Permission, Who
from moderation.queries import cases as case_queries
from moderation.queries import figures as queries

__all__ = ["MIN_FOR_PERCENTILES", "Overview", "overview"]

MIN_FOR_PERCENTILES = 20
"""Under so many answers a percentile says more about chance than about the agency."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits now and how the last days went. Times are office minutes."""

    as_of: datetime
    since: datetime
    waiting: int
    late: int
    ages: list[queries.AgeCount]
    tallies: dict[str, case_queries.QueueTally]
    responses: dict[str | None, queries.ResponseFigures]
    days: list[queries.DayFlow]


def overview(session: Session, who: Who, *, now: datetime, days: int = 7) -> Overview:
    """The figures of this moment and of the last days, over the pages that the person may see."""
    who.require(Permission.SEE_FIGURES)
    page_ids = who.pages(Permission.SEE_FIGURES)
    since = now - timedelta(days=days)
    tallies = case_queries.queue_tallies(who.agency_id, session, page_ids=page_ids, now=now)
    return Overview(
        as_of=now,
        since=since,
        waiting=sum(tally.count for tally in tallies.values()),
        late=sum(tally.late for tally in tallies.values()),
        ages=queries.waiting_by_age(who.agency_id, session, page_ids=page_ids, now=now),
        tallies=tallies,
        responses=queries.response_figures(
            who.agency_id, session, page_ids=page_ids, since=since, until=now
        ),
        days=queries.day_flow(who.agency_id, session, page_ids=page_ids, since=since, until=now),
    )
