"""Writing down what happened: rows are only added, in the transaction that changes the state."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from moderation.models import Event
from moderation.policy import Who
from moderation.vocabulary import EventKind

__all__ = ["EventRow", "record", "record_all"]

EventRow = dict[str, Any]


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
    event = Event(
        agency_id=who.agency_id,
        kind=kind,
        actor=who.actor,
        actor_id=who.actor_id,
        case_id=case_id,
        comment_id=comment_id,
        undoes_id=undoes_id,
        data=data,
    )
    session.add(event)
    session.flush()
    return event


def record_all(session: Session, who: Who, rows: list[EventRow]) -> None:
    """Add many events in one statement; each row gives `kind` and what it is about."""
    if not rows:
        return
    session.execute(
        insert(cast("Table", Event.__table__)),
        [
            {
                "agency_id": who.agency_id,
                "actor": who.actor,
                "actor_id": who.actor_id,
                "case_id": None,
                "comment_id": None,
                "data": {},
                **row,
            }
            for row in rows
        ],
    )
