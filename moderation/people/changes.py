"""Telling a person that the way into their account has changed, whoever did it (ASVS 6.3.7)."""

from __future__ import annotations

from typing import Literal

from sqlalchemy.orm import Session

from moderation.models import Notification
from moderation.policy import Who
from moderation.vocabulary import CaseNews

__all__ = ["tell_owner"]

_Change = Literal[CaseNews.PASSWORD_CHANGED, CaseNews.FACTOR_CHANGED, CaseNews.ADDRESS_CHANGED]


def tell_owner(session: Session, who: Who, user_id: int, change: _Change) -> None:
    """By name where a colleague did it. Their own doing too: it may have been somebody else's."""
    is_colleague = who.person_id not in {None, user_id}
    session.add(
        Notification(
            agency_id=who.agency_id,
            user_id=user_id,
            from_id=who.person_id if is_colleague else None,
            news=change,
            cases_count=1,
        )
    )
    session.flush()
