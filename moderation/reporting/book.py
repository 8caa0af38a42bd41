"""The figures of a run of days, read once for everything that a page says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from moderation.policy import Permission, Who
from moderation.queries import rollups
from moderation.queries.rollups import Cell, Tallied
from moderation.reporting.minutes import Spread, spread, unpacked
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import Tally

__all__ = ["Book", "answers", "by", "day_of", "last_days", "midnight", "read_book"]

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Book:
    """Days from `since` up to, not including, `until`, over the pages that a person may see."""

    since: date
    until: date
    cells: Sequence[Cell]
    tallies: Sequence[Tallied]

    def between(self, since: date, until: date) -> Book:
        """The part of these days."""
        return Book(
            since,
            until,
            [cell for cell in self.cells if since <= cell.day < until],
            [one for one in self.tallies if since <= one.day < until],
        )

    def count(self, tally: Tally) -> int:
        """How many of one kind."""
        return sum(one.n for one in self.tallies if one.tally is tally)

    def by_key(self, tally: Tally) -> dict[tuple[int, str], int]:
        """How many of one kind by page and key."""
        found: dict[tuple[int, str], int] = defaultdict(int)
        for one in self.tallies:
            if one.tally is tally:
                found[one.page_id, one.key] += one.n
        return dict(found)


def read_book(session: Session, who: Who, since: date, until: date) -> Book:
    """The figures of those days, as the person may see them."""
    who.require(Permission.SEE_FIGURES)
    page_ids = who.pages(Permission.SEE_FIGURES)
    return Book(
        since,
        until,
        rollups.cells(who.agency_id, session, since, until, page_ids=page_ids),
        rollups.tallies(who.agency_id, session, since, until, page_ids=page_ids),
    )


def last_days(now: datetime, days: int) -> tuple[date, date]:
    """So many days of Vietnam, today the last of them."""
    until = day_of(now) + timedelta(days=1)
    return until - timedelta(days=days), until


def day_of(moment: datetime) -> date:
    """The day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def midnight(day: date) -> datetime:
    """When a day begins in Vietnam."""
    return datetime.combine(day, time(), VIETNAM)


def by(cells: Sequence[Cell], key: Callable[[Cell], _Key]) -> dict[_Key, list[Cell]]:
    """Cells told apart."""
    found: dict[_Key, list[Cell]] = defaultdict(list)
    for cell in cells:
        found[key(cell)].append(cell)
    return dict(found)


def answers(cells: Sequence[Cell], *, wall: bool = False) -> Spread:
    """The first answers given on the days of these cells."""
    return spread(
        sum(cell.answered for cell in cells),
        sum(cell.within for cell in cells),
        unpacked(cell.office_run for cell in cells),
        unpacked(cell.wall_run for cell in cells) if wall else None,
    )
