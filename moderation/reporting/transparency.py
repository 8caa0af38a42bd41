"""What an agency shows the public of itself: numbers alone, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from moderation.policy import RoleGrant, Who
from moderation.queries import agencies
from moderation.queries import reports as queries
from moderation.queries.reports import HideCount
from moderation.reporting.book import answers, day_of, midnight, open_book
from moderation.reporting.minutes import Spread
from moderation.reporting.official import begins, last_begins, next_begins
from moderation.vocabulary import Actor, ReportKind, Role, Tally

__all__ = ["PublicFigures", "PublicMonth", "is_public", "public_figures"]

_MONTHS = 6


@dataclass(frozen=True, slots=True)
class PublicMonth:
    """One month: comments, cases, first answers, hidings by reason."""

    since: date
    received: int
    opened: int
    answers: Spread
    hidden: list[HideCount]


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """The last months, the newest first; the first of them is not over."""

    agency: str
    as_of: datetime
    months: list[PublicMonth]


def is_public(agency_id: int, session: Session) -> bool:
    """Whether the agency has said that anybody may see its figures."""
    settings = queries.report_settings(agency_id, session)
    return settings is not None and settings.public_since is not None


def public_figures(agency_id: int, session: Session, *, now: datetime) -> PublicFigures:
    """The figures that anybody may see where the agency has said so."""
    firsts = [begins(ReportKind.MONTHLY, day_of(now))]
    while len(firsts) < _MONTHS:
        firsts.append(last_begins(ReportKind.MONTHLY, firsts[-1]))
    who = Who(agency_id, Actor.MACHINE, None, "Máy", (RoleGrant(Role.MANAGER),))
    book = open_book(session, who, firsts[-1], next_begins(ReportKind.MONTHLY, firsts[0]))
    months = []
    for since in firsts:
        until = next_begins(ReportKind.MONTHLY, since)
        cells = book.cells(since, until)
        months.append(
            PublicMonth(
                since=since,
                received=book.tallies(since, until)[Tally.RECEIVED],
                opened=sum(cell.opened for cell in cells),
                answers=answers(cells),
                hidden=queries.hide_counts(agency_id, session, midnight(since), midnight(until)),
            )
        )
    return PublicFigures(agencies.find_agency(agency_id, session).name, now, months)
