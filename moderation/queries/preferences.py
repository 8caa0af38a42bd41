"""How a person likes to work."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.models import Preferences

__all__ = ["preferences_of"]


def preferences_of(agency_id: int, session: Session, user_id: int) -> Preferences | None:
    """What a person chose; None while they have chosen nothing."""
    return session.get(Preferences, (agency_id, user_id))
