"""The lists that people keep."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from moderation.models import SavedView

__all__ = ["count_views", "find_view", "views_for"]


def views_for(agency_id: int, session: Session, user_id: int) -> list[SavedView]:
    """A person's own lists and those that are shared, by name."""
    return list(
        session.scalars(
            select(SavedView)
            .where(
                SavedView.agency_id == agency_id,
                or_(SavedView.owner_id == user_id, SavedView.is_shared),
            )
            .order_by(SavedView.is_shared, SavedView.name, SavedView.id)
        )
    )


def find_view(agency_id: int, session: Session, view_id: int) -> SavedView | None:
    """One list."""
    return session.get(SavedView, (agency_id, view_id))


def count_views(agency_id: int, session: Session, user_id: int) -> int:
    """How many lists a person keeps."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SavedView)
            .where(SavedView.agency_id == agency_id, SavedView.owner_id == user_id)
        )
        or 0
    )
