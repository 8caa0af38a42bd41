"""Events as the audit log shows, seals and checks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, Text, func, select, text, type_coerce
from sqlalchemy.orm import Session

from moderation.chain import COLUMNS
from moderation.models import Event, Seal, User
from moderation.vocabulary import Actor, EventKind

__all__ = [
    "AuditFilter",
    "AuditRow",
    "audit_rows",
    "count_audit_rows",
    "digests_after",
    "last_of_kind",
    "last_seal",
    "newest_visible",
    "oldest_running",
    "rows_between",
    "seals",
]

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What of the log is asked for; None asks for everything.

    `by_people` leaves out what machines, sources and keys did.
    """

    person_id: int | None = None
    by_people: bool = False
    kind: EventKind | None = None
    case_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An event and, where a person acted, their full name."""

    event: Event
    person: str | None


def audit_rows(
    agency_id: int,
    session: Session,
    wanted: AuditFilter,
    *,
    before_id: int | None = None,
    limit: int,
) -> list[AuditRow]:
    """Events, the newest first, older than `before_id`."""
    statement = (
        select(Event, User.full_name)
        .outerjoin(
            User,
            (User.agency_id == Event.agency_id)
            & (User.id == Event.actor_id)
            & (Event.actor == Actor.PERSON),
        )
        .where(*_wanted(agency_id, wanted))
        .order_by(Event.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(Event.id < before_id)
    return [AuditRow(row[0], row[1]) for row in session.execute(statement)]


def _wanted(agency_id: int, wanted: AuditFilter) -> list[ColumnElement[bool]]:
    asked = [Event.agency_id == agency_id]
    if wanted.person_id is not None:
        asked += [Event.actor == Actor.PERSON, Event.actor_id == wanted.person_id]
    if wanted.by_people:
        asked.append(Event.actor == Actor.PERSON)
    if wanted.kind is not None:
        asked.append(Event.kind == wanted.kind)
    if wanted.case_id is not None:
        asked.append(Event.case_id == wanted.case_id)
    if wanted.since is not None:
        asked.append(Event.at >= wanted.since)
    if wanted.until is not None:
        asked.append(Event.at < wanted.until)
    return asked


def count_audit_rows(agency_id: int, session: Session, wanted: AuditFilter) -> int:
    """How many events are asked for."""
    counted = select(func.count()).select_from(Event).where(*_wanted(agency_id, wanted))
    return session.scalar(counted) or 0


def last_of_kind(
    agency_id: int, session: Session, kind: EventKind, *, since: datetime
) -> Event | None:
    """The newest event of a kind, looked for no further back than `since`."""
    return session.scalar(
        select(Event)
        .where(Event.agency_id == agency_id, Event.kind == kind, Event.at >= since)
        .order_by(Event.id.desc())
        .limit(1)
    )


def newest_visible(agency_id: int, session: Session) -> tuple[int, int]:
    """The newest event that everybody sees, and the next transaction to begin.

    Ids lower than that event which are still unseen belong to transactions that began before.
    """
    row = session.execute(
        text(
            "SELECT (SELECT max(id) FROM events WHERE agency_id = :agency),"
            " pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        ),
        {"agency": agency_id},
    ).one()
    return row[0] or 0, row[1]


def oldest_running(door: Connection) -> int:
    """The oldest transaction that has not ended."""
    found = door.execute(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    return int(found.scalar_one())


def last_seal(agency_id: int, session: Session) -> Seal | None:
    """The end of the chain."""
    return session.scalar(
        select(Seal).where(Seal.agency_id == agency_id).order_by(Seal.number.desc()).limit(1)
    )


def seals(agency_id: int, session: Session) -> Iterator[Seal]:
    """The chain from its beginning."""
    return iter(
        session.scalars(
            select(Seal)
            .where(Seal.agency_id == agency_id)
            .order_by(Seal.number)
            .execution_options(yield_per=20)
        )
    )


def digests_after(
    agency_id: int, session: Session, *, after_id: int, up_to_id: int, limit: int
) -> list[tuple[int, bytes]]:
    """Ids and digests in order."""
    rows = session.execute(
        select(Event.id, Event.entry_sha256)
        .where(Event.agency_id == agency_id, Event.id > after_id, Event.id <= up_to_id)
        .order_by(Event.id)
        .limit(limit)
    )
    return [(row.id, row.entry_sha256) for row in rows]


def rows_between(
    agency_id: int, session: Session, *, after_id: int, up_to_id: int | None
) -> Iterator[Mapping[str, Any]]:
    """Whole rows in order, as plain mappings, read piece by piece."""
    table = cast("Table", Event.__table__)
    # As text: a word that we do not know is a fault to be found, not one to stumble over.
    columns = [
        type_coerce(table.c[name], Text).label(name) if name in {"kind", "actor"} else table.c[name]
        for name in (*COLUMNS, "entry_sha256")
    ]
    while True:
        statement = (
            select(*columns)
            .where(table.c.agency_id == agency_id, table.c.id > after_id)
            .order_by(table.c.id)
            .limit(_AT_ONCE)
        )
        if up_to_id is not None:
            statement = statement.where(table.c.id <= up_to_id)
        rows = session.execute(statement).mappings().all()
        yield from (dict(row) for row in rows)
        if len(rows) < _AT_ONCE:
            return
        after_id = rows[-1]["id"]
