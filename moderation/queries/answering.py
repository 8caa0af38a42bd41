"""Which comments a reply stands for, and which still wait for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from moderation.models import Case, Comment, PublishIntent, ReplyCover
from moderation.vocabulary import ANSWERS, IntentState, PublishKind

__all__ = ["comments_to_answer", "cover", "covered", "standing_replies"]

_COUNTS = (
    IntentState.QUEUED,
    IntentState.SENDING,
    IntentState.UNKNOWN,
    IntentState.PUBLISHED,
)


def comments_to_answer(agency_id: int, session: Session, case_id: int) -> list[Comment]:
    """The comments of a case that still stand at their source and have no reply, oldest first.

    A reply counts from the time that the case was last opened; one that was withdrawn does not.
    A reply below another comment answers those that it was said to stand for as well.
    """
    is_covered = (
        select(ReplyCover.comment_id)
        .where(
            ReplyCover.agency_id == PublishIntent.agency_id,
            ReplyCover.intent_id == PublishIntent.id,
            ReplyCover.comment_id == Comment.id,
        )
        .correlate(PublishIntent, Comment)
        .exists()
    )
    has_reply = (
        select(PublishIntent.id)
        .where(
            PublishIntent.agency_id == Comment.agency_id,
            PublishIntent.case_id == case_id,
            or_(PublishIntent.comment_id == Comment.id, is_covered),
            PublishIntent.kind.in_(ANSWERS),
            PublishIntent.state.in_(_COUNTS),
            PublishIntent.withdrawn_at.is_(None),
            PublishIntent.created_at >= func.coalesce(Case.reopened_at, Case.created_at),
        )
        .exists()
    )
    return list(
        session.scalars(
            select(Comment)
            .join(Case, and_(Case.agency_id == Comment.agency_id, Case.id == Comment.case_id))
            .where(
                Comment.agency_id == agency_id,
                Comment.case_id == case_id,
                Comment.deleted_at.is_(None),
                ~has_reply,
            )
            .order_by(Comment.posted_at, Comment.id)
        )
    )


def covered(agency_id: int, session: Session, intent_ids: Sequence[int]) -> dict[int, list[int]]:
    """The comments that each of these acts answers besides its own."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        select(ReplyCover.intent_id, ReplyCover.comment_id)
        .where(ReplyCover.agency_id == agency_id, ReplyCover.intent_id.in_(intent_ids))
        .order_by(ReplyCover.intent_id, ReplyCover.comment_id)
    )
    for intent_id, comment_id in rows:
        found[intent_id].append(comment_id)
    return found


def cover(agency_id: int, session: Session, intent_id: int, comment_ids: Sequence[int]) -> None:
    """Write down for which comments a reply stands."""
    session.add_all(
        ReplyCover(agency_id=agency_id, intent_id=intent_id, comment_id=comment_id)
        for comment_id in comment_ids
    )


def standing_replies(agency_id: int, session: Session, case_id: int) -> list[PublishIntent]:
    """The replies of a case that stand at their network, as far as is known."""
    return list(
        session.scalars(
            select(PublishIntent)
            .where(
                PublishIntent.agency_id == agency_id,
                PublishIntent.case_id == case_id,
                PublishIntent.kind == PublishKind.REPLY,
                PublishIntent.state == IntentState.PUBLISHED,
                PublishIntent.withdrawn_at.is_(None),
            )
            .order_by(PublishIntent.id)
        )
    )
