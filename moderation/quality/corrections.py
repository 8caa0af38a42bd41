"""Why a person changed the machine's label: one word, given after the fact or never."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.errors import ForbiddenError, NotFoundError
from moderation.events import record
from moderation.models import Event
from moderation.policy import Permission, Who
from moderation.queries import history
from moderation.vocabulary import CorrectionReason, EventKind

__all__ = ["explain"]


def explain(session: Session, who: Who, event_id: int, reason: CorrectionReason) -> Event:
    """Say why one's own correction was needed; said again, the last word counts."""
    who.require(Permission.TRIAGE)
    corrected = history.find_event(who.agency_id, session, event_id)
    if corrected is None or corrected.kind is not EventKind.RELABELLED:
        raise NotFoundError(
            "Không tìm thấy lần sửa nhãn này; chưa ghi gì. Hãy tải lại danh sách sửa nhãn."
        )
    if corrected.actor is not who.actor or corrected.actor_id != who.actor_id:
        raise ForbiddenError("Chỉ người đã sửa nhãn mới ghi lý do được.")
    return record(
        session,
        who,
        EventKind.CORRECTION_EXPLAINED,
        comment_id=corrected.comment_id,
        event_id=event_id,
        reason=reason.value,
    )
