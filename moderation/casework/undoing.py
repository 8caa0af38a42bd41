"""Taking one's own last act on a case back: what its event says stood before stands again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case, of_many
from moderation.casework.splitting import join_back
from moderation.casework.standing import standing
from moderation.errors import ConflictError, NotFoundError
from moderation.events import record
from moderation.jobs import enqueue
from moderation.models import Case, Event
from moderation.policy import Permission, Who
from moderation.queries import approvals as approval_queries
from moderation.queries import drafts as drafts_queries
from moderation.queries import history as history_queries
from moderation.queries.answering import comments_to_answer, standing_replies
from moderation.queries.under_way import acts_of_approval
from moderation.timing.clock import agency_clocks, pauses_of
from moderation.vocabulary import CaseStatus, DismissReason, EventKind, Job, Label

__all__ = ["UNDOABLE", "undo"]

UNDOABLE = frozenset(
    {
        EventKind.CLAIMED,
        EventKind.RELABELLED,
        EventKind.DISMISSED,
        EventKind.REOPENED,
        EventKind.ESCALATED,
        EventKind.SENT_BACK,
        EventKind.ANSWERED,
        EventKind.SPLIT,
        EventKind.TEMPLATE_PICKED,
    }
)

_NEEDED = {
    EventKind.CLAIMED: Permission.DRAFT,
    EventKind.TEMPLATE_PICKED: Permission.DRAFT,
    EventKind.SENT_BACK: Permission.NOTE,
}
"""What taking these back asks for; every other act asks for TRIAGE."""

_CLOSINGS = frozenset({EventKind.DISMISSED, EventKind.ANSWERED})

_READERS: dict[str, Callable[[str], object]] = {
    "status": CaseStatus,
    "label": Label,
    "dismiss_reason": DismissReason,
    "due_at": datetime.fromisoformat,
    "closed_at": datetime.fromisoformat,
    "reopened_at": datetime.fromisoformat,
    "first_due_at": datetime.fromisoformat,
    "first_response_at": datetime.fromisoformat,
    "claimed_until": datetime.fromisoformat,
}


def undo(session: Session, who: Who, event_id: int, *, within: int | None = None) -> Event:
    """Take back one's own last act on a case; refused where anybody has acted on it since."""
    event = history_queries.find_event(who.agency_id, session, event_id)
    if event is None or event.case_id is None or event.kind not in UNDOABLE:
        raise NotFoundError(
            "Không có việc nào để hoàn tác ở đây; chưa có gì thay đổi. Lịch sử của vụ ghi ai đã "
            "làm gì."
        )
    needed = _NEEDED.get(event.kind, Permission.TRIAGE)
    case = locked_case(session, who, event.case_id, needed)
    latest = history_queries.last_event_of_case(who.agency_id, session, case.id)
    if event.actor is not who.actor or event.actor_id != who.actor_id:
        raise ConflictError(
            "Chỉ người đã làm việc này mới hoàn tác được; chưa có gì thay đổi. Hãy nhờ người ấy, "
            "hoặc sửa bằng tay."
        )
    if latest is None or latest.id != event.id:
        raise ConflictError(
            "Vụ việc đã có thay đổi sau đó nên không hoàn tác được nữa; vụ vẫn nguyên. Hãy tải lại "
            "vụ rồi sửa bằng tay."
        )
    _restore(case, event.data["before"])
    if event.kind is EventKind.SPLIT:
        join_back(session, who, case, event)
    if event.kind in _CLOSINGS and _is_answered_meanwhile(session, case):
        raise ConflictError(
            "Câu trả lời đã lên trang trong lúc vụ đóng nên không hoàn tác được. Nếu cần làm tiếp, "
            "hãy mở lại vụ."
        )
    if event.kind in _CLOSINGS and _was_to_leave(session, case):
        case.status = standing(session, case)
    if case.closed_at is None:  # the calendar may have changed since
        case.due_at = agency_clocks(who.agency_id, session).due_of(case, pauses_of(session, case))
    if event.kind is EventKind.TEMPLATE_PICKED:
        drafts_queries.discard_draft(who.agency_id, session, case.id, event.data["draft_version"])
    if event.kind is EventKind.RELABELLED:
        enqueue(who.agency_id, session, Job.SUGGEST_AGAIN, [case.id])
    about = of_many(within)
    return record(session, who, EventKind.UNDONE, case_id=case.id, undoes_id=event.id, **about)


def _was_to_leave(session: Session, case: Case) -> bool:
    """Whether its approved reply had been handed to the network, which the closing stopped."""
    if case.status is not CaseStatus.APPROVED:
        return False
    approval = approval_queries.live_approval(case.agency_id, session, case.id)
    return approval is None or bool(acts_of_approval(case.agency_id, session, approval.id))


def _is_answered_meanwhile(session: Session, case: Case) -> bool:
    """Whether a reply that was being sent as the case was closed stands at the network by now."""
    if case.status is not CaseStatus.APPROVED:
        return False
    known = (case.agency_id, session, case.id)
    return bool(standing_replies(*known)) and not comments_to_answer(*known)


def _restore(case: Case, before: dict[str, object]) -> None:
    for name, value in before.items():
        read = _READERS.get(name)
        setattr(case, name, read(str(value)) if read and value is not None else value)
