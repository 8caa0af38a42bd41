"""What was approved goes to the network, once.

An act is a row before anything is sent; each call is a row before its first byte leaves. What
comes back unknown, or never comes back because its worker died, is not sent again: what the
network shows tells what became of it (`moderation.replies.reconciling`), or a person does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from moderation.models import Connection, Page, PublishAttempt, PublishIntent
from moderation.queries import agencies, attempts
from moderation.queries import connections as connection_queries
from moderation.queries import replies as queries
from moderation.queries.authors import identity_of
from moderation.queries.incidents import is_frozen
from moderation.queries.replies import DueAct
from moderation.queries.work import lock_page
from moderation.replies import connections
from moderation.replies.holding import why_not
from moderation.replies.outcomes import (
    became_cancelled,
    became_published,
    became_refused,
    became_unknown,
)
from moderation.vocabulary import IntentState, PublishKind, PublishOutcome

__all__ = ["Order", "Told", "begin", "finish"]

_LEASE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Order:
    """One call to make, committed before it is made."""

    intent_id: int
    token: UUID
    page: Page
    connection: Connection
    kind: PublishKind
    target_external_id: str
    post_external_id: str | None
    author_external_id: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a call came to.

    `rest_for` is how long the page must not call at all; with `needs_person` somebody has to mend
    the connection first.
    """

    outcome: PublishOutcome
    remote_id: str | None = None
    code: str | None = None
    may_retry: bool = False
    rest_for: timedelta | None = None
    needs_person: bool = False


def begin(agency_id: int, session: Session, ids: Sequence[int], *, now: datetime) -> list[Order]:
    """Take acts that are due and write their calls down; commit before the first byte leaves.

    At most one for each page, and none where a person or the network has stopped it. One that is
    found half-way, its worker gone, becomes unknown. One that does not hold any more
    (`moderation.replies.holding`) is cancelled.
    """
    waiting = _next_by_page(agency_id, session, ids, now)
    if agencies.find_agency(agency_id, session).outgoing_paused_at is not None:
        return []
    orders = []
    for page_id, act in waiting.items():
        # Held until the commit, the row keeps every other worker from calling for this page.
        connection = connection_queries.connection_for_update(agency_id, session, page_id)
        is_free = connections.is_usable(connection, now=now)
        if connection is None or not is_free or queries.is_sending(agency_id, session, page_id):
            continue
        if is_frozen(agency_id, session, page_id):  # whatever key it was given since
            continue
        free_at = connections.free_at(connection, now)
        if free_at > now:
            act.intent.not_before = free_at
            continue
        orders.append(_start(session, act, connection, now))
    session.flush()
    return orders


def finish(agency_id: int, session: Session, order: Order, told: Told, *, now: datetime) -> bool:
    """Write down what a call came to; False where the claim was lost in the meantime."""
    # The intake locks the page before what its words settle; the same order here.
    lock_page(agency_id, session, order.page.id)
    intent = queries.leased_intent(agency_id, session, order.intent_id, order.token)
    if intent is None:
        return False
    attempt = attempts.open_attempt(agency_id, session, intent.id)
    if attempt is not None:
        attempt.outcome, attempt.ended_at = told.outcome, now
        attempt.platform_code, attempt.remote_id = told.code, told.remote_id
    match told.outcome:
        case PublishOutcome.PUBLISHED:
            became_published(session, intent, told.remote_id, now)
        case PublishOutcome.UNKNOWN:
            became_unknown(session, intent, told.code or "unknown", now)
        case PublishOutcome.REFUSED:
            became_refused(
                session,
                intent,
                told.code,
                now,
                may_retry=told.may_retry,
                retry_after=told.rest_for,
            )
    _note_use(session, intent, told, now)
    return True


def _next_by_page(
    agency_id: int, session: Session, ids: Sequence[int], now: datetime
) -> dict[int, DueAct]:
    """The first act of each page that may leave; what may not any more is settled."""
    # Before the acts, as in `finish`: what is cancelled may settle its case.
    for page_id in queries.pages_of_due(agency_id, session, ids, now=now):
        lock_page(agency_id, session, page_id)
    waiting: dict[int, DueAct] = {}
    for act in queries.due_acts(agency_id, session, ids, now=now):
        intent = act.intent
        if intent.state is IntentState.SENDING:
            if intent.lease_until is not None and intent.lease_until < now:
                became_unknown(session, intent, "worker_lost", now)
        elif because := why_not(session, act):
            became_cancelled(session, intent, because, now)
        else:
            waiting.setdefault(intent.page_id, act)
    return waiting


def _start(session: Session, act: DueAct, connection: Connection, now: datetime) -> Order:
    intent, token = act.intent, uuid4()
    intent.state = IntentState.SENDING
    intent.attempts += 1
    intent.lease_token, intent.lease_until = token, now + _LEASE
    session.add(
        PublishAttempt(agency_id=intent.agency_id, intent_id=intent.id, number=intent.attempts)
    )
    author = identity_of(intent.agency_id, session, act.comment.author_id)
    return Order(
        intent_id=intent.id,
        token=token,
        page=act.page,
        connection=connection,
        kind=intent.kind,
        target_external_id=intent.target_external_id or act.comment.external_id,
        post_external_id=act.post_external_id,
        author_external_id=None if author is None else author.external_id,
        text=intent.text,
    )


def _note_use(session: Session, intent: PublishIntent, told: Told, now: datetime) -> None:
    connection = connection_queries.connection_for_update(intent.agency_id, session, intent.page_id)
    if connection is None:
        return
    connection.last_used_at = now
    is_done = told.outcome is PublishOutcome.PUBLISHED
    connections.note_error(connection, None if is_done else told.code, now=now)
    if told.needs_person:
        connections.rest(connection, told.code, until=None)
    elif told.rest_for is not None:
        connections.rest(connection, told.code, until=now + told.rest_for)
