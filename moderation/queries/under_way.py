"""Acts asked of a network that may still be done, or may be done already for all anybody knows."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from moderation.models import Comment, PublishIntent
from moderation.vocabulary import IntentState, PublishKind

__all__ = ["UNDER_WAY", "acts_about", "acts_of_approval", "acts_on_case", "cancel_waiting"]

UNDER_WAY = frozenset({IntentState.QUEUED, IntentState.SENDING, IntentState.UNKNOWN})


def acts_about(
    agency_id: int, session: Session, comment_ids: Iterable[int], kinds: AbstractSet[PublishKind]
) -> list[PublishIntent]:
    """Those about these comments, from whichever case they were asked: a group may be divided."""
    return list(
        session.scalars(
            select(PublishIntent).where(
                PublishIntent.agency_id == agency_id,
                PublishIntent.comment_id.in_(comment_ids),
                PublishIntent.kind.in_(kinds),
                PublishIntent.state.in_(UNDER_WAY),
            )
        )
    )


def acts_on_case(
    agency_id: int, session: Session, case_id: int, kinds: AbstractSet[PublishKind]
) -> list[PublishIntent]:
    """The same about every comment that a case holds."""
    comments = select(Comment.id).where(Comment.agency_id == agency_id, Comment.case_id == case_id)
    return acts_about(agency_id, session, session.scalars(comments).all(), kinds)


def acts_of_approval(agency_id: int, session: Session, approval_id: int) -> list[PublishIntent]:
    """Everything that came of an approval, over or not."""
    return list(
        session.scalars(
            select(PublishIntent).where(
                PublishIntent.agency_id == agency_id, PublishIntent.approval_id == approval_id
            )
        )
    )


def cancel_waiting(agency_id: int, session: Session, approval_id: int, *, at: datetime) -> None:
    """Cancel what waits to leave by an approval; what is being sent is left to its worker."""
    session.execute(
        update(PublishIntent)
        .where(
            PublishIntent.agency_id == agency_id,
            PublishIntent.approval_id == approval_id,
            PublishIntent.state == IntentState.QUEUED,
        )
        .values(state=IntentState.CANCELLED, finished_at=at)
    )
