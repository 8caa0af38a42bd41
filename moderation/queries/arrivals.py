"""What an address writes down of the deliveries that arrive at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from moderation.models import Delivery, Endpoint

__all__ = ["add_deliveries", "note_heard", "note_refused"]

_ADD = insert(Delivery).on_conflict_do_nothing().returning(Delivery.id)
# Whoever holds the row is noting the same; nobody waits for it.
_NOTE = (
    "UPDATE endpoints SET {column} = :at WHERE agency_id = :agency_id AND id ="
    " (SELECT id FROM endpoints WHERE agency_id = :agency_id AND id = :endpoint_id"
    " FOR NO KEY UPDATE SKIP LOCKED)"
)
_HEARD, _REFUSED = (text(_NOTE.format(column=name)) for name in ("heard_at", "refused_at"))


def add_deliveries(
    agency_id: int,
    session: Session,
    endpoint: Endpoint,
    *,
    external_ids: Sequence[str],
    bodies: Sequence[bytes],
) -> list[int]:
    """Keep deliveries of one address; the ids of those that are new."""
    new = session.scalars(
        _ADD,
        [
            {
                "agency_id": agency_id,
                "platform": endpoint.platform,
                "page_id": endpoint.page_id,
                "source": f"endpoint:{endpoint.id}",
                "external_id": external_id,
                "body": body,
            }
            for external_id, body in zip(external_ids, bodies, strict=True)
        ],
    )
    return sorted(new)


def note_heard(agency_id: int, session: Session, endpoint_id: int, at: datetime) -> None:
    """When an address last took a delivery in."""
    _note(agency_id, session, endpoint_id, at, _HEARD)


def note_refused(agency_id: int, session: Session, endpoint_id: int, at: datetime) -> None:
    """When an address last refused one for its signature."""
    _note(agency_id, session, endpoint_id, at, _REFUSED)


def _note(
    agency_id: int, session: Session, endpoint_id: int, at: datetime, statement: TextClause
) -> None:
    given = {"agency_id": agency_id, "endpoint_id": endpoint_id, "at": at}
    session.execute(statement, given)
