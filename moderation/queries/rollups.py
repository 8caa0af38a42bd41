"""Figures by day: which are stale, how they are added up, whether they are what the rows say.

A day that a change has touched since it was added up is *stale*, which its change says in its own
transaction. Readers (`moderation.queries.figure_days`) add stale days up themselves; the worker
only keeps them quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from moderation.queries.rollup_rows import CELL_COLUMNS, CELLS, TALLIES, TALLY_COLUMNS

__all__ = [
    "Unlike",
    "add_up",
    "mark_stale",
    "span",
    "stale_days",
    "take_stale",
    "unlike",
]


@dataclass(frozen=True, slots=True)
class Unlike:
    """A line that stands only in the stored figures, or that only the rows give."""

    day: date
    page_id: int
    what: str
    stored: bool


_TABLES = (("day_figures", CELL_COLUMNS, CELLS), ("day_tallies", TALLY_COLUMNS, TALLIES))


def stale_days(agency_id: int, session: Session) -> set[date]:
    """The days whose stored figures may be old."""
    statement = text("SELECT DISTINCT day FROM stale_days WHERE agency_id = :agency")
    return set(session.scalars(statement, {"agency": agency_id}))


def take_stale(agency_id: int, session: Session, *, most: int) -> list[date]:
    """Take the newest stale days off the list, to be added up in this transaction.

    Empty too where another transaction of this agency is at it.
    """
    locked = session.scalar(
        text("SELECT pg_try_advisory_xact_lock(hashtextextended('add_up', :agency))"),
        {"agency": agency_id},
    )
    days = sorted(stale_days(agency_id, session), reverse=True)[:most] if locked else []
    if days:
        # Only rows that are seen go: one that commits meanwhile stays for the next time.
        session.execute(
            text("DELETE FROM stale_days WHERE agency_id = :agency AND day = ANY(:days)"),
            {"agency": agency_id, "days": days},
        )
    return days


def mark_stale(agency_id: int, session: Session, days: Sequence[date]) -> None:
    """Have these days added up anew."""
    session.execute(
        text(
            "INSERT INTO stale_days (agency_id, day)"
            " SELECT :agency, day FROM unnest(CAST(:days AS date[])) AS day"
        ),
        {"agency": agency_id, "days": list(days)},
    )


def add_up(agency_id: int, session: Session, days: Sequence[date]) -> None:
    """Store the figures of these days anew."""
    given = {"agency": agency_id, "days": list(days)}
    for table, columns, rows in _TABLES:
        session.execute(
            text(f"DELETE FROM {table} WHERE agency_id = :agency AND day = ANY(:days)"), given
        )
        session.execute(
            text(
                f"INSERT INTO {table} (agency_id, {columns})"
                f" SELECT CAST(:agency AS bigint), {columns} FROM ({rows}) AS told"
            ),
            given,
        )


def unlike(agency_id: int, session: Session, days: Sequence[date]) -> list[Unlike]:
    """Where the stored figures of these days and the rows disagree; stale days are left out."""
    fresh = sorted(set(days) - stale_days(agency_id, session))
    given = {"agency": agency_id, "days": fresh}
    found = []
    for table, columns, rows in _TABLES:
        stored = f"SELECT {columns} FROM {table} WHERE agency_id = :agency AND day = ANY(:days)"
        told = f"SELECT {columns} FROM ({rows}) AS told"
        for one, other, is_stored in ((stored, told, True), (told, stored, False)):
            statement = text(f"SELECT * FROM (({one}) EXCEPT ({other})) AS d ORDER BY day LIMIT 50")
            found += [
                Unlike(row.day, row.page_id, f"{row[2]} {row[3]}".strip(), is_stored)
                for row in session.execute(statement, given)
            ]
    return found


def span(agency_id: int, session: Session) -> tuple[date, date] | None:
    """The first and the last day of which there are rows or figures; None where there are none."""
    row = session.execute(
        text(
            "SELECT least(vietnam_day(min(first)), min(day)),"
            " greatest(vietnam_day(max(last)), max(until)) FROM ("
            " SELECT min(opened_at) AS first, max(opened_at) AS last FROM cases"
            " WHERE agency_id = :agency"
            " UNION ALL SELECT NULL, max(closed_at) FROM cases WHERE agency_id = :agency"
            " UNION ALL SELECT NULL, max(first_response_at) FROM cases WHERE agency_id = :agency"
            " UNION ALL SELECT min(posted_at), max(posted_at) FROM comments"
            " WHERE agency_id = :agency"
            " UNION ALL SELECT min(at), max(at) FROM events WHERE agency_id = :agency"
            ") AS rows, (SELECT min(day) AS day, max(day) AS until FROM day_figures"
            " WHERE agency_id = :agency) AS stored"
        ),
        {"agency": agency_id},
    ).one()
    return None if row[0] is None else (row[0], row[1])
