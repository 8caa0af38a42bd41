"""Looking at what is masked: by permission, with a reason, for a while, written down each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.errors import NotFoundError
from moderation.events import record
from moderation.models import Event
from moderation.policy import Permission, Who
from moderation.queries import cases as case_queries
from moderation.queries import history as queries
from moderation.vocabulary import EventKind, RevealReason

__all__ = ["REVEALED_FOR", "reveal", "revealed_until"]

REVEALED_FOR = timedelta(minutes=30)
"""Long enough to look a file up and write an answer; the card masks itself again after it."""


def reveal(session: Session, who: Who, case_id: int, reason: RevealReason) -> Event:
    """Let this person see the personal data of one case for half an hour."""
    found = case_queries.find_case(who.agency_id, session, case_id)
    if found is None or not who.can(Permission.READ_CASES, found.case.page_id):
        raise NotFoundError(
            "Không tìm thấy vụ việc này; chưa có gì thay đổi. Hãy tìm theo số vụ, hoặc mở lại từ "
            "hàng đợi."
        )
    who.require(Permission.REVEAL, found.case.page_id)
    return record(session, who, EventKind.REVEALED, case_id=case_id, reason=reason.value)


def revealed_until(session: Session, who: Who, case_id: int) -> datetime | None:
    """Till when this person sees the case unmasked; None where they don't."""
    if who.person_id is None:
        return None
    last = queries.last_reveal(who.agency_id, session, case_id, user_id=who.person_id)
    ends = None if last is None else last + REVEALED_FOR
    return ends if ends is not None and ends > datetime.now(UTC) else None
