"""What the frame of every page tells a person, in one question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import Session

from moderation.models import Agency, Notification, Preferences
from moderation.queries.approvals import waiting_for
from moderation.queries.asked_reviews import asked_of
from moderation.queries.hidings import unreviewed_for

__all__ = ["Frame", "frame_of"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The agency's name, how the person likes to work, and what waits for them."""

    agency: str
    likes: Preferences | None
    approvals: int
    hidden: int
    unread: int


def frame_of(
    agency_id: int,
    session: Session,
    user_id: int,
    *,
    approves: frozenset[int] | None,
    reviews: frozenset[int] | None,
) -> Frame:
    """`approves` and `reviews` are the pages on which the person may; None means every one."""
    row = session.execute(_question(agency_id, user_id, approves, reviews)).one()
    return Frame(row[1], row[0], row[2], row[3] + row[4], row[5])


@lru_cache(maxsize=256)
def _question(
    agency_id: int,
    user_id: int,
    approves: frozenset[int] | None,
    reviews: frozenset[int] | None,
) -> Select[Preferences, str, int, int, int, int]:
    """Kept, since to put it together takes longer than to answer it."""
    none = literal(0)
    waiting = waiting_for(agency_id, approves, not_by=user_id).scalar_subquery()
    hidden = unreviewed_for(agency_id, reviews, not_by=user_id).scalar_subquery()
    asked = asked_of(agency_id, reviews, not_by=user_id).scalar_subquery()
    unread = (
        select(func.count())
        .select_from(Notification)
        .where(
            Notification.agency_id == agency_id,
            Notification.user_id == user_id,
            Notification.read_at.is_(None),
        )
        .scalar_subquery()
    )
    nowhere: frozenset[int] = frozenset()
    return (
        select(
            Preferences,
            Agency.name,
            none if approves == nowhere else waiting,
            none if reviews == nowhere else hidden,
            none if reviews == nowhere else asked,
            unread,
        )
        .select_from(Agency)
        .outerjoin(
            Preferences,
            and_(Preferences.agency_id == Agency.id, Preferences.user_id == user_id),
        )
        .where(Agency.id == agency_id)
    )
