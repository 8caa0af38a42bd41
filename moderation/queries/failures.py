"""What could not be done and waits for a person: set-aside rows and unreadable events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select, update
from sqlalchemy.orm import Session, load_only

from moderation.models import Base, Comment, Delivery, Import, Letter
from moderation.vocabulary import Job, WorkState

__all__ = [
    "FAILING",
    "Failure",
    "UnreadableDelivery",
    "count_failures",
    "failed_ids",
    "failures",
    "read_again",
    "unreadable_deliveries",
]

Failing = type[Comment] | type[Delivery] | type[Import] | type[Letter]

FAILING: dict[Job, Failing] = {
    Job.READ_IMPORT: Import,
    Job.READ_DELIVERIES: Delivery,
    Job.CLASSIFY_COMMENTS: Comment,
    Job.SEND_LETTERS: Letter,
}
"""The jobs whose rows are set aside when every attempt has failed, and those rows."""

_MAY_HELP = ("reading_failed", "worker_lost")
"""Why a file was set aside although trying again may help; a file refused for what it is stays."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that every attempt has failed on; `about` is its text, file name or source."""

    job: Job
    id: int
    page_id: int | None
    error_code: str
    since: datetime
    about: str
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class UnreadableDelivery:
    """A delivery some of whose events could not be read; the others went in."""

    id: int
    page_id: int | None
    received_at: datetime
    messages: tuple[str, ...]


def failures(
    agency_id: int,
    session: Session,
    job: Job,
    *,
    page_ids: frozenset[int] | None = None,
    limit: int = 100,
) -> list[Failure]:
    """The rows of one job that are set aside, the latest first."""
    kind = FAILING[job]
    found = session.scalars(
        select(kind).where(*_dead(agency_id, kind, page_ids)).order_by(kind.id.desc()).limit(limit)
    )
    return [_failure(job, row) for row in found]


def count_failures(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None = None
) -> dict[Job, int]:
    """How many rows of each job are set aside."""
    return {
        job: session.scalar(
            select(func.count()).select_from(kind).where(*_dead(agency_id, kind, page_ids))
        )
        or 0
        for job, kind in FAILING.items()
    }


def failed_ids(
    agency_id: int,
    session: Session,
    job: Job,
    *,
    page_ids: frozenset[int] | None,
    ids: Collection[int] | None = None,
    limit: int,
) -> list[int]:
    """The oldest set-aside rows of a job, or those of them that are named."""
    kind = FAILING[job]
    statement = select(kind.id).where(*_dead(agency_id, kind, page_ids))
    if ids is not None:
        statement = statement.where(kind.id.in_(ids))
    return list(session.scalars(statement.order_by(kind.id).limit(limit)))


def unreadable_deliveries(
    agency_id: int,
    session: Session,
    *,
    page_ids: frozenset[int] | None = None,
    limit: int = 50,
) -> list[UnreadableDelivery]:
    """The latest deliveries with events that could not be read, as long as their bodies are kept.

    One that is being read again is left out until that is done.
    """
    rows = session.scalars(
        select(Delivery)
        .options(
            load_only(Delivery.id, Delivery.page_id, Delivery.received_at, Delivery.unreadable)
        )
        .where(*_unreadable(agency_id, page_ids))
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


def read_again(
    agency_id: int, session: Session, delivery_id: int, *, page_ids: frozenset[int] | None
) -> bool:
    """Let a delivery with unreadable events be read once more; what went in is known already."""
    changed = session.scalars(
        update(Delivery)
        .where(*_unreadable(agency_id, page_ids), Delivery.id == delivery_id)
        .values(state=WorkState.RECEIVED, attempts=0, next_attempt_at=func.now())
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return changed.one_or_none() is not None


def _dead(
    agency_id: int, kind: Failing, page_ids: frozenset[int] | None
) -> list[ColumnElement[bool]]:
    conditions = [kind.agency_id == agency_id, kind.state == WorkState.DEAD]
    if kind is Import:
        conditions.append(Import.error_code.in_(_MAY_HELP))
    if page_ids is None:
        return conditions
    if issubclass(kind, Letter):  # of no page: for those who see them all
        return [*conditions, false()]
    return [*conditions, kind.page_id.in_(page_ids)]


def _unreadable(agency_id: int, page_ids: frozenset[int] | None) -> list[ColumnElement[bool]]:
    conditions = [
        Delivery.agency_id == agency_id,
        Delivery.unreadable.is_not(None),
        Delivery.state == WorkState.DONE,
        Delivery.body != b"",
    ]
    return conditions if page_ids is None else [*conditions, Delivery.page_id.in_(page_ids)]


def _failure(job: Job, row: Base) -> Failure:
    code = getattr(row, "error_code", None) or "unknown"
    match row:
        case Comment():
            about = row.text or ""
            return Failure(job, row.id, row.page_id, code, row.received_at, about, row.case_id)
        case Delivery():
            return Failure(job, row.id, row.page_id, code, row.received_at, row.source)
        case Import():
            return Failure(job, row.id, row.page_id, code, row.created_at, row.file_name)
        case Letter():
            return Failure(job, row.id, None, code, row.created_at, row.channel.value)
    raise TypeError(row)
