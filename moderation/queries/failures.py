"""What could not be done and waits for a person: set-aside rows and unreadable events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session, load_only

from moderation.models import Comment, Delivery, Import
from moderation.vocabulary import Job, WorkState

__all__ = ["Failure", "UnreadableDelivery", "count_failures", "failures", "unreadable_deliveries"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that every attempt has failed on."""

    job: Job
    id: int
    page_id: int
    error_code: str
    since: datetime


@dataclass(frozen=True, slots=True)
class UnreadableDelivery:
    """A delivery some of whose events could not be read; the others went in."""

    id: int
    page_id: int
    received_at: datetime
    messages: tuple[str, ...]


_KINDS = (
    (Job.READ_IMPORT, Import, Import.created_at),
    (Job.READ_DELIVERIES, Delivery, Delivery.received_at),
    (Job.CLASSIFY_COMMENTS, Comment, Comment.received_at),
)


def failures(agency_id: int, session: Session, *, limit: int = 200) -> list[Failure]:
    """The rows set aside, newest first."""
    parts = [
        select(
            literal(job.value).label("job"),
            kind.id,
            kind.page_id,
            func.coalesce(kind.error_code, "unknown").label("error_code"),
            since.label("since"),
        ).where(kind.agency_id == agency_id, kind.state == WorkState.DEAD)
        for job, kind, since in _KINDS
    ]
    rows = session.execute(union_all(*parts).limit(limit))
    found = [Failure(Job(row[0]), row[1], row[2], row[3], row[4]) for row in rows]
    return sorted(found, key=lambda failure: failure.since, reverse=True)


def count_failures(agency_id: int, session: Session) -> int:
    """How many rows are set aside."""
    return sum(
        session.scalar(
            select(func.count())
            .select_from(kind)
            .where(kind.agency_id == agency_id, kind.state == WorkState.DEAD)
        )
        or 0
        for _, kind, _ in _KINDS
    )


def unreadable_deliveries(
    agency_id: int, session: Session, *, limit: int = 50
) -> list[UnreadableDelivery]:
    """The latest deliveries with events that could not be read."""
    rows = session.scalars(
        select(Delivery)
        .options(
            load_only(Delivery.id, Delivery.page_id, Delivery.received_at, Delivery.unreadable)
        )
        .where(Delivery.agency_id == agency_id, Delivery.unreadable.is_not(None))
        .order_by(Delivery.id.desc())
        .limit(limit)
    )
    return [
        UnreadableDelivery(
            row.id,
            row.page_id,
            row.received_at,
            tuple(str(bad["message"]) for bad in (row.unreadable or {}).get("events", ())),
        )
        for row in rows
    ]
