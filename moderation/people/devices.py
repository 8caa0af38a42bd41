"""Telling a person of a sign-in from a browser that they had not signed in from (ASVS 6.3.5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.models import KnownDevice, Notification
from moderation.people.credentials import digest
from moderation.policy import Who
from moderation.queries import devices as queries
from moderation.vocabulary import CaseNews

__all__ = ["REMEMBERED", "meet"]

REMEMBERED = timedelta(days=400)
"""As long as browsers keep a cookie at most (RFC 6265bis, 5.5)."""


def meet(session: Session, who: Who, token: str) -> bool:
    """A person has signed in with the browser that keeps `token`: whether it is new to them.

    They are told where it is, but for the first browser ever, which has nothing to differ from.
    """
    agency_id, user_id, now = who.agency_id, who.person_id or 0, datetime.now(UTC)
    known_by = digest(f"device:{user_id}:{token}")
    found = queries.find_device(agency_id, session, user_id, known_by)
    if found is not None:
        found.seen_at = now
        return False
    queries.forget_devices(agency_id, session, user_id, before=now - REMEMBERED)
    is_first = queries.count_devices(agency_id, session, user_id) == 0
    session.add(KnownDevice(agency_id=agency_id, user_id=user_id, token_sha256=known_by))
    if not is_first:
        session.add(
            Notification(
                agency_id=agency_id, user_id=user_id, news=CaseNews.NEW_DEVICE, cases_count=1
            )
        )
    session.flush()
    return not is_first
