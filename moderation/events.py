"""Writing down what happened: rows are only added, in the transaction that changes the state.

Each row carries the digest of all its columns, so ids and the time are asked for beforehand, in
one statement for any number of rows. That statement also names the transaction to the database
before it takes an id, which is what lets the sealer know when no lower id can still appear.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from moderation.chain import entry_digest
from moderation.models import Event
from moderation.policy import Who
from moderation.queries.many import put_many
from moderation.vocabulary import EventKind

__all__ = ["EventRow", "record", "record_all"]

EventRow = dict[str, Any]

_RESERVE = text(
    "SELECT pg_current_xact_id()::text, now() AS at, nextval('events_id_seq') AS id"
    " FROM generate_series(1, :count)"
)


def record(
    session: Session,
    who: Who,
    kind: EventKind,
    *,
    case_id: int | None = None,
    comment_id: int | None = None,
    undoes_id: int | None = None,
    **data: object,
) -> Event:
    """Add one event; `data` holds ids, our own words and numbers, never a citizen's text."""
    about = {"kind": kind, "case_id": case_id, "comment_id": comment_id, "undoes_id": undoes_id}
    [(at, event_id)] = _reserved(session, 1)
    event = Event(**_row(who, {**about, "data": data}, at, event_id))
    session.add(event)
    session.flush()
    return event


def record_all(session: Session, who: Who, rows: list[EventRow]) -> None:
    """Add many events in one statement; each row gives `kind` and what it is about."""
    if not rows:
        return
    reserved = _reserved(session, len(rows))
    put_many(
        session,
        Event,
        [_row(who, row, at, event_id) for row, (at, event_id) in zip(rows, reserved, strict=True)],
    )


def _reserved(session: Session, count: int) -> list[tuple[datetime, int]]:
    return [(row.at, row.id) for row in session.execute(_RESERVE, {"count": count})]


def _row(who: Who, about: EventRow, at: datetime, event_id: int) -> EventRow:
    row: EventRow = {
        "agency_id": who.agency_id,
        "id": event_id,
        "at": at,
        "actor": who.actor,
        "actor_id": who.actor_id,
        "case_id": None,
        "comment_id": None,
        "undoes_id": None,
        "data": {},
        **about,
    }
    return {**row, "entry_sha256": entry_digest(row)}
