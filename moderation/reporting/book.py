"""What a page says of days: opened once, asked for as many runs of days as it compares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from moderation.policy import Permission, Who
from moderation.queries.figure_days import Cell, FigureDays, figure_days
from moderation.reporting.minutes import Spread, spread, unpacked
from moderation.timing.calendar import VIETNAM

__all__ = ["Key", "answers", "by", "day_of", "last_days", "midnight", "open_book"]

Key = TypeVar("Key", bound=Hashable)


def open_book(session: Session, who: Who, since: date, until: date) -> FigureDays:
    """The figures of those days, as the person may see them."""
    who.require(Permission.SEE_FIGURES)
    pages = who.pages(Permission.SEE_FIGURES)
    return figure_days(who.agency_id, session, since, until, pages)


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


def by(cells: Sequence[Cell], key: Callable[[Cell], Key]) -> dict[Key, list[Cell]]:
    """Cells told apart."""
    found: dict[Key, list[Cell]] = defaultdict(list)
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
