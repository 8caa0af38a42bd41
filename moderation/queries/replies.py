"""Approvals and the acts at the networks that came of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from moderation.models import (
    Approval,
    Case,
    Comment,
    Page,
    PublishAttempt,
    PublishIntent,
)
from moderation.vocabulary import ApprovalState, IntentState

__all__ = [
    "approval_for_update",
    "approvals_of_case",
    "comments_to_answer",
    "due_intents",
    "intents_of_case",
    "leased_intent",
    "live_approval",
    "live_approvals_of_comments",
    "open_attempt",
    "open_intents_below",
    "waiting_approvals",
]

_LIVE = (ApprovalState.WAITING, ApprovalState.APPROVED)


def approval_for_update(agency_id: int, session: Session, approval_id: int) -> Approval | None:
    """An approval, locked."""
    return session.scalar(
        select(Approval)
        .where(Approval.agency_id == agency_id, Approval.id == approval_id)
        .with_for_update()
    )


def live_approval(agency_id: int, session: Session, case_id: int) -> Approval | None:
    """The approval of a case that waits or holds, if any."""
    return session.scalar(
        select(Approval)
        .where(
            Approval.agency_id == agency_id,
            Approval.case_id == case_id,
            Approval.state.in_(_LIVE),
        )
        .with_for_update()
    )


def live_approvals_of_comments(
    agency_id: int, session: Session, comment_ids: Sequence[int]
) -> list[Approval]:
    """The approvals that rest on the words of these comments."""
    return list(
        session.scalars(
            select(Approval)
            .join(Case, and_(Case.agency_id == Approval.agency_id, Case.id == Approval.case_id))
            .where(
                Approval.agency_id == agency_id,
                Approval.state.in_(_LIVE),
                Case.lead_comment_id.in_(comment_ids),
            )
            .with_for_update(of=Approval)
        )
    )


def approvals_of_case(agency_id: int, session: Session, case_id: int) -> list[Approval]:
    """Every approval of a case, newest first."""
    return list(
        session.scalars(
            select(Approval)
            .where(Approval.agency_id == agency_id, Approval.case_id == case_id)
            .order_by(Approval.id.desc())
        )
    )


def waiting_approvals(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, limit: int = 100
) -> list[tuple[Approval, Case]]:
    """What waits for a decision, the case due first on top."""
    statement = (
        select(Approval, Case)
        .join(Case, and_(Case.agency_id == Approval.agency_id, Case.id == Approval.case_id))
        .where(Approval.agency_id == agency_id, Approval.state == ApprovalState.WAITING)
        .order_by(Case.due_at, Case.severity, Approval.id)
        .limit(limit)
    )
    if page_ids is not None:
        statement = statement.where(Case.page_id.in_(page_ids))
    return [(row[0], row[1]) for row in session.execute(statement)]


def comments_to_answer(agency_id: int, session: Session, case_id: int) -> list[Comment]:
    """The comments of a case that still stand at their source, oldest first."""
    return list(
        session.scalars(
            select(Comment)
            .where(
                Comment.agency_id == agency_id,
                Comment.case_id == case_id,
                Comment.deleted_at.is_(None),
            )
            .order_by(Comment.posted_at, Comment.id)
        )
    )


def intents_of_case(agency_id: int, session: Session, case_id: int) -> list[PublishIntent]:
    """The acts asked of the network for a case."""
    return list(
        session.scalars(
            select(PublishIntent)
            .where(PublishIntent.agency_id == agency_id, PublishIntent.case_id == case_id)
            .order_by(PublishIntent.id)
            .with_for_update()
        )
    )


def due_intents(
    agency_id: int, session: Session, ids: Sequence[int], *, now: datetime
) -> list[tuple[PublishIntent, Comment, Page]]:
    """Acts that may be begun or whose beginner died, with what they are about; locked."""
    rows = session.execute(
        select(PublishIntent, Comment, Page)
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
        .where(
            PublishIntent.agency_id == agency_id,
            PublishIntent.id.in_(ids),
            PublishIntent.state.in_([IntentState.QUEUED, IntentState.SENDING]),
            PublishIntent.not_before <= now,
        )
        .order_by(PublishIntent.id)
        .with_for_update(of=PublishIntent, skip_locked=True)
    )
    return [(row[0], row[1], row[2]) for row in rows]


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


def open_attempt(agency_id: int, session: Session, intent_id: int) -> PublishAttempt | None:
    """The call of an act whose outcome is not written yet."""
    return session.scalar(
        select(PublishAttempt).where(
            PublishAttempt.agency_id == agency_id,
            PublishAttempt.intent_id == intent_id,
            PublishAttempt.outcome.is_(None),
        )
    )


def open_intents_below(
    agency_id: int, session: Session, page_id: int, parent_external_ids: Sequence[str]
) -> list[tuple[PublishIntent, str]]:
    """Acts under these comments whose outcome may be told by what the page was seen to write."""
    rows = session.execute(
        select(PublishIntent, Comment.external_id)
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
            Comment.external_id.in_(parent_external_ids),
            PublishIntent.state.in_([IntentState.SENDING, IntentState.UNKNOWN]),
        )
        .with_for_update(of=PublishIntent)
    )
    return [(row[0], row[1]) for row in rows]
