"""Claiming rows for work: short, fenced by a token, counted before the work begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update
from sqlalchemy.orm import Session

from moderation.models import BulkAct, Comment, Delivery, Import, Letter, Report
from moderation.queries.many import among
from moderation.vocabulary import WorkState

__all__ = [
    "MAX_ATTEMPTS",
    "Workable",
    "bury",
    "claim",
    "clock",
    "finish",
    "give_back",
    "is_free",
    "lock_page",
    "renew",
    "revive",
    "set_aside",
]

Workable = (
    type[Comment] | type[Delivery] | type[Import] | type[BulkAct] | type[Report] | type[Letter]
)

MAX_ATTEMPTS = 5
_LEASE = timedelta(seconds=30)
"""How long a dead worker's rows wait for another; longer than a batch of comments takes."""


def clock(session: Session) -> datetime:
    """What time it is for leases and due times: the database's, one for all machines.

    The clock of a machine that is an hour ahead would send what can still be taken back, and take
    a living worker for dead.
    """
    return session.scalars(select(func.now())).one()


def claim(
    agency_id: int,
    session: Session,
    kind: Workable,
    ids: Sequence[int],
    *,
    lease: timedelta = _LEASE,
) -> tuple[UUID, list[int]]:
    """Take those of the rows that nobody works on; commit before the work begins.

    Returns the token that proves the claim and the ids that are ours, perhaps none: a message
    may come twice.
    """
    free = (
        select(kind.id)
        .where(kind.agency_id == agency_id, among(kind.id, ids), is_free(kind))
        .order_by(kind.id)
        .with_for_update(skip_locked=True)
    )
    token = uuid4()
    claimed = session.scalars(
        update(kind)
        .where(kind.agency_id == agency_id, kind.id.in_(free))
        .values(
            state=WorkState.RUNNING,
            attempts=kind.attempts + 1,
            lease_token=token,
            lease_until=func.now() + lease,
        )
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    return token, sorted(claimed)


def is_free(kind: Workable) -> ColumnElement[bool]:
    """Whether a row waits and nobody holds it."""
    return and_(
        kind.attempts < MAX_ATTEMPTS,
        or_(
            and_(kind.state == WorkState.RECEIVED, kind.next_attempt_at <= func.now()),
            and_(kind.state == WorkState.RUNNING, kind.lease_until < func.now()),
        ),
    )


def renew(
    agency_id: int, session: Session, kind: Workable, token: UUID, ids: Sequence[int]
) -> bool:
    """Go on holding rows whose work takes longer than a lease; False when another has them now."""
    held = session.scalars(
        update(kind)
        .where(kind.agency_id == agency_id, among(kind.id, ids), kind.lease_token == token)
        .values(lease_until=func.now() + _LEASE)
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    return len(held.all()) == len(ids)


def finish(agency_id: int, session: Session, kind: Workable, ids: Sequence[int]) -> None:
    """Mark rows as done, in the transaction that holds their result."""
    session.execute(
        update(kind)
        .where(kind.agency_id == agency_id, among(kind.id, ids))
        .values(state=WorkState.DONE, lease_token=None, lease_until=None, error_code=None)
        .execution_options(synchronize_session=False)
    )


def give_back(
    agency_id: int,
    session: Session,
    kind: Workable,
    token: UUID,
    ids: Sequence[int],
    *,
    error_code: str,
    again_at: datetime | None = None,
) -> None:
    """Return what could not be done: to be tried again later, or dead after too many tries.

    `again_at` stands in for the usual wait, of seconds that grow to minutes.
    """
    tries = func.least(kind.attempts, 6)
    usual = func.now() + func.make_interval(0, 0, 0, 0, 0, 0, 5 * func.power(3, tries - 1))
    session.execute(
        update(kind)
        .where(kind.agency_id == agency_id, among(kind.id, ids), kind.lease_token == token)
        .values(
            state=text(f"CASE WHEN attempts >= {MAX_ATTEMPTS} THEN 'dead' ELSE 'received' END"),
            next_attempt_at=usual if again_at is None else again_at,
            lease_token=None,
            lease_until=None,
            error_code=error_code,
        )
        .execution_options(synchronize_session=False)
    )


def set_aside(
    agency_id: int, session: Session, kind: Workable, token: UUID, ids: Sequence[int], code: str
) -> None:
    """Put away what no further try would mend, for a person to see."""
    session.execute(
        update(kind)
        .where(kind.agency_id == agency_id, among(kind.id, ids), kind.lease_token == token)
        .values(state=WorkState.DEAD, lease_token=None, lease_until=None, error_code=code)
        .execution_options(synchronize_session=False)
    )


def bury(agency_id: int, session: Session, kind: Workable, ids: Sequence[int]) -> None:
    """Set aside rows whose every attempt ended with the worker's death, for a person to see."""
    session.execute(
        update(kind)
        .where(
            kind.agency_id == agency_id,
            among(kind.id, ids),
            kind.state == WorkState.RUNNING,
            kind.lease_until < func.now(),
            kind.attempts >= MAX_ATTEMPTS,
        )
        .values(state=WorkState.DEAD, lease_token=None, error_code="worker_lost")
        .execution_options(synchronize_session=False)
    )


def revive(agency_id: int, session: Session, kind: Workable, ids: Sequence[int]) -> list[int]:
    """Give dead rows another chance, because a person asks for it."""
    return list(
        session.scalars(
            update(kind)
            .where(kind.agency_id == agency_id, among(kind.id, ids), kind.state == WorkState.DEAD)
            .values(state=WorkState.RECEIVED, attempts=0, next_attempt_at=func.now())
            .returning(kind.id)
            .execution_options(synchronize_session=False)
        )
    )


def lock_page(agency_id: int, session: Session, page_id: int) -> None:
    """One writer at a time for a page until the transaction ends.

    Two workers that read copies of one comment at once would each open a case of their own.
    """
    session.execute(
        text("SELECT pg_advisory_xact_lock(:agency_id, :page_id)"),
        {"agency_id": agency_id % 2**31, "page_id": page_id % 2**31},
    )
