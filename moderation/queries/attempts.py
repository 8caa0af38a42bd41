"""The calls that were made for an act, each written down before it left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.models import PublishAttempt
from moderation.vocabulary import PublishOutcome

__all__ = ["last_calls", "last_outcome", "open_attempt"]


def open_attempt(agency_id: int, session: Session, intent_id: int) -> PublishAttempt | None:
    """The call of an act whose outcome is not written yet."""
    return session.scalar(
        select(PublishAttempt).where(
            PublishAttempt.agency_id == agency_id,
            PublishAttempt.intent_id == intent_id,
            PublishAttempt.outcome.is_(None),
        )
    )


def last_calls(agency_id: int, session: Session, intent_ids: Sequence[int]) -> dict[int, datetime]:
    """When the latest call of each of these acts was begun, for those that had one."""
    rows = session.execute(
        select(PublishAttempt.intent_id, func.max(PublishAttempt.started_at))
        .where(PublishAttempt.agency_id == agency_id, PublishAttempt.intent_id.in_(intent_ids))
        .group_by(PublishAttempt.intent_id)
    )
    return {row[0]: row[1] for row in rows}


def last_outcome(agency_id: int, session: Session, intent_id: int) -> PublishOutcome | None:
    """What the latest call of an act came to; None where none was made or nothing is written."""
    return session.scalar(
        select(PublishAttempt.outcome)
        .where(PublishAttempt.agency_id == agency_id, PublishAttempt.intent_id == intent_id)
        .order_by(PublishAttempt.number.desc())
        .limit(1)
    )
