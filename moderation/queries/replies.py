"""Approvals and the acts at the networks that came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from moderation.models import (
    Case,
    Comment,
    Page,
    Post,
    PublishIntent,
)
from moderation.vocabulary import IntentState, PublishKind

__all__ = [
    "DueAct",
    "acts_of_case",
    "cancel_queued",
    "count_unsettled_alike",
    "doubt_what_left_or_waits",
    "due_acts",
    "intent_for_update",
    "intents_of_case",
    "is_sending",
    "leased_intent",
    "open_acts_on",
    "open_intents_below",
    "pages_of_due",
    "published_as",
    "remote_ids_taken",
    "unknown_acts",
]

_UNSETTLED = (IntentState.QUEUED, IntentState.SENDING, IntentState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DueAct:
    """An act with what it is about."""

    intent: PublishIntent
    comment: Comment
    page: Page
    post_external_id: str | None
    case_closed_at: datetime | None


def published_as(
    agency_id: int, session: Session, page_id: int, remote_ids: Sequence[str]
) -> list[PublishIntent]:
    """The acts that wrote these replies of the page."""
    return list(
        session.scalars(
            select(PublishIntent).where(
                PublishIntent.agency_id == agency_id,
                PublishIntent.page_id == page_id,
                PublishIntent.remote_id.in_(remote_ids),
                PublishIntent.kind == PublishKind.REPLY,
                PublishIntent.state == IntentState.PUBLISHED,
            )
        )
    )


def acts_of_case(agency_id: int, session: Session, case_id: int) -> list[PublishIntent]:
    """The acts asked of the network for a case, to be shown."""
    return list(
        session.scalars(
            select(PublishIntent)
            .where(PublishIntent.agency_id == agency_id, PublishIntent.case_id == case_id)
            .order_by(PublishIntent.id)
        )
    )


def intents_of_case(agency_id: int, session: Session, case_id: int) -> list[PublishIntent]:
    """The same, locked."""
    return list(
        session.scalars(
            select(PublishIntent)
            .where(PublishIntent.agency_id == agency_id, PublishIntent.case_id == case_id)
            .order_by(PublishIntent.id)
            .with_for_update()
        )
    )


def due_acts(
    agency_id: int, session: Session, ids: Sequence[int], *, now: datetime
) -> list[DueAct]:
    """Acts that may be begun or whose beginner died, with what they are about; locked."""
    return _acts(agency_id, session, ids, (IntentState.QUEUED, IntentState.SENDING), now=now)


def pages_of_due(
    agency_id: int, session: Session, ids: Sequence[int], *, now: datetime
) -> list[int]:
    """The pages of those acts, in order, to be locked before the acts are."""
    return list(
        session.scalars(
            select(PublishIntent.page_id)
            .where(
                PublishIntent.agency_id == agency_id,
                PublishIntent.id.in_(ids),
                PublishIntent.state.in_([IntentState.QUEUED, IntentState.SENDING]),
                PublishIntent.not_before <= now,
            )
            .distinct()
            .order_by(PublishIntent.page_id)
        )
    )


def unknown_acts(
    agency_id: int, session: Session, ids: Sequence[int], *, now: datetime
) -> list[DueAct]:
    """Acts of unknown outcome that are due to be looked for, locked."""
    return _acts(agency_id, session, ids, (IntentState.UNKNOWN,), now=now)


def is_sending(agency_id: int, session: Session, page_id: int) -> bool:
    """Whether a call for this page is under way."""
    statement = select(PublishIntent.id).where(
        PublishIntent.agency_id == agency_id,
        PublishIntent.page_id == page_id,
        PublishIntent.state == IntentState.SENDING,
    )
    return session.scalar(statement.limit(1)) is not None


def intent_for_update(agency_id: int, session: Session, intent_id: int) -> PublishIntent | None:
    """An act, locked."""
    return session.scalar(
        select(PublishIntent)
        .where(PublishIntent.agency_id == agency_id, PublishIntent.id == intent_id)
        .with_for_update()
    )


def remote_ids_taken(
    agency_id: int, session: Session, page_id: int, external_ids: Sequence[str]
) -> set[str]:
    """Those of these replies that are known to be the work of some act."""
    return {
        found
        for found in session.scalars(
            select(PublishIntent.remote_id).where(
                PublishIntent.agency_id == agency_id,
                PublishIntent.page_id == page_id,
                PublishIntent.state == IntentState.PUBLISHED,
                PublishIntent.remote_id.in_(external_ids),
            )
        )
        if found is not None
    }


def count_unsettled_alike(agency_id: int, session: Session, intent: PublishIntent) -> int:
    """Other acts of the same case with the same words whose replies may be among those shown."""
    return (
        session.scalar(
            select(func.count()).where(
                PublishIntent.agency_id == agency_id,
                PublishIntent.case_id == intent.case_id,
                PublishIntent.id != intent.id,
                PublishIntent.text == intent.text,
                PublishIntent.state.in_([IntentState.SENDING, IntentState.UNKNOWN]),
            )
        )
        or 0
    )


def cancel_queued(agency_id: int, session: Session, page_id: int, *, at: datetime) -> int:
    """Cancel what has not left for a page; how many acts that were."""
    cancelled = session.scalars(
        update(PublishIntent)
        .where(
            PublishIntent.agency_id == agency_id,
            PublishIntent.page_id == page_id,
            PublishIntent.state == IntentState.QUEUED,
        )
        .values(state=IntentState.CANCELLED, finished_at=at)
        .returning(PublishIntent.id)
        .execution_options(synchronize_session=False)
    )
    return len(list(cancelled))


def doubt_what_left_or_waits(agency_id: int, session: Session, *, at: datetime) -> int:
    """Call unknown what a backup shows as waiting or under way; how many acts that were."""
    doubted = session.scalars(
        update(PublishIntent)
        .where(
            PublishIntent.agency_id == agency_id,
            PublishIntent.state.in_([IntentState.QUEUED, IntentState.SENDING]),
        )
        .values(
            state=IntentState.UNKNOWN,
            unknown_at=at,
            not_before=at,
            lease_token=None,
            lease_until=None,
        )
        .returning(PublishIntent.id)
        .execution_options(synchronize_session=False)
    )
    return len(list(doubted))


def leased_intent(
    agency_id: int, session: Session, intent_id: int, token: UUID
) -> PublishIntent | None:
    """An act that this claim still holds, locked."""
    return session.scalar(
        select(PublishIntent)
        .where(
            PublishIntent.agency_id == agency_id,
            PublishIntent.id == intent_id,
            PublishIntent.lease_token == token,
        )
        .with_for_update()
    )


def open_intents_below(
    agency_id: int, session: Session, page_id: int, parent_external_ids: Sequence[str]
) -> list[tuple[PublishIntent, Comment]]:
    """Acts under these comments whose outcome may be told by what the page was seen to write.

    A network that nests one level alone shows the answer to a reply below that reply's parent.
    """
    rows = session.execute(
        select(PublishIntent, Comment)
        .join(
            Comment,
            and_(
                Comment.agency_id == PublishIntent.agency_id,
                Comment.id == PublishIntent.comment_id,
            ),
        )
        .where(
            PublishIntent.agency_id == agency_id,
            PublishIntent.page_id == page_id,
            or_(
                Comment.external_id.in_(parent_external_ids),
                Comment.parent_external_id.in_(parent_external_ids),
            ),
            PublishIntent.state.in_([IntentState.SENDING, IntentState.UNKNOWN]),
        )
        .order_by(PublishIntent.id)
        .with_for_update(of=PublishIntent)
    )
    return [(row[0], row[1]) for row in rows]


def open_acts_on(
    agency_id: int,
    session: Session,
    page_id: int,
    kind: PublishKind,
    target_external_ids: Sequence[str],
) -> list[PublishIntent]:
    """Acts of a kind that were sent at least once and whose outcome is open, by their targets."""
    return list(
        session.scalars(
            select(PublishIntent)
            .where(
                PublishIntent.agency_id == agency_id,
                PublishIntent.page_id == page_id,
                PublishIntent.kind == kind,
                PublishIntent.target_external_id.in_(target_external_ids),
                PublishIntent.state.in_(_UNSETTLED),
                PublishIntent.attempts > 0,
            )
            .order_by(PublishIntent.id)
            .with_for_update()
        )
    )


def _acts(
    agency_id: int,
    session: Session,
    ids: Sequence[int],
    states: Sequence[IntentState],
    *,
    now: datetime,
) -> list[DueAct]:
    rows = session.execute(
        select(PublishIntent, Comment, Page, Post.external_id, Case.closed_at)
        .join(
            Comment,
            and_(
                Comment.agency_id == PublishIntent.agency_id,
                Comment.id == PublishIntent.comment_id,
            ),
        )
        .join(
            Page,
            and_(Page.agency_id == PublishIntent.agency_id, Page.id == PublishIntent.page_id),
        )
        .join(
            Case,
            and_(Case.agency_id == PublishIntent.agency_id, Case.id == PublishIntent.case_id),
        )
        .outerjoin(Post, and_(Post.agency_id == Comment.agency_id, Post.id == Comment.post_id))
        .where(
            PublishIntent.agency_id == agency_id,
            PublishIntent.id.in_(ids),
            PublishIntent.state.in_(states),
            PublishIntent.not_before <= now,
        )
        .order_by(PublishIntent.id)
        .with_for_update(of=PublishIntent, skip_locked=True)
    )
    return [DueAct(row[0], row[1], row[2], row[3], row[4]) for row in rows]
