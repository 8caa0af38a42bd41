"""Deliveries as they arrive at an address: kept whole, to be read by a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.jobs import enqueue
from moderation.models import Endpoint
from moderation.queries import arrivals as queries
from moderation.vocabulary import Job

__all__ = ["Signed", "accept_deliveries", "note_refusal"]

_HEARD_EVERY = timedelta(minutes=1)
"""How exact it is kept when an address was last heard: a row written by every delivery would make
each wait for the one before."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A verified delivery; `external_id` is its sender's own name for it, the same on a retry."""

    external_id: str
    body: bytes


def accept_deliveries(
    agency_id: int,
    session: Session,
    endpoint: Endpoint,
    signed: Sequence[Signed],
    *,
    received_at: datetime,
) -> None:
    """Keep verified deliveries; of one that is known nothing more happens.

    The caller answers 200 only after its transaction has committed.
    """
    if not signed:
        return
    new = queries.add_deliveries(
        agency_id,
        session,
        endpoint,
        external_ids=[one.external_id for one in signed],
        bodies=[one.body for one in signed],
    )
    if _is_past(endpoint.heard_at, received_at, other=endpoint.refused_at):
        queries.note_heard(agency_id, session, endpoint.id, received_at)
    enqueue(agency_id, session, Job.READ_DELIVERIES, new)


def note_refusal(agency_id: int, session: Session, endpoint: Endpoint, *, at: datetime) -> None:
    """Remember when a delivery was last refused for its signature."""
    if _is_past(endpoint.refused_at, at, other=endpoint.heard_at):
        queries.note_refused(agency_id, session, endpoint.id, at)


def _is_past(noted: datetime | None, at: datetime, *, other: datetime | None) -> bool:
    """Whether the note is old, or what it says is not the latest of the two any more."""
    return noted is None or noted < at - _HEARD_EVERY or (other is not None and noted <= other)
