"""Where a case stands and what people decide on it."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "CLOSED_STATUSES",
    "BulkKind",
    "BulkOutcome",
    "CaseNews",
    "CaseStatus",
    "DismissReason",
    "Priority",
]


class CaseStatus(StrEnum):
    """Where a case stands for the people who work on it."""

    OPEN = "open"
    DRAFTING = "drafting"
    WAITING_APPROVAL = "waiting_approval"
    RETURNED = "returned"
    APPROVED = "approved"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


CLOSED_STATUSES = frozenset({CaseStatus.ANSWERED, CaseStatus.DISMISSED})


class DismissReason(StrEnum):
    """Why a case is closed without a reply. Criticism may not be closed as a nuisance."""

    NO_ANSWER_NEEDED = "no_answer_needed"
    ALREADY_ANSWERED = "already_answered"
    NOTED = "noted"
    OUT_OF_COMPETENCE = "out_of_competence"
    SPAM = "spam"
    ILLEGAL_RECORDED = "illegal_recorded"
    DELETED_AT_SOURCE = "deleted_at_source"
    MERGED = "merged"


class Priority(StrEnum):
    """How severe a case is; it breaks ties between cases due at the same time."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class CaseNews(StrEnum):
    """Why somebody is told: of a case, of a reply, of their own account, of a duty."""

    MENTIONED = "mentioned"
    ESCALATED = "escalated"
    SENT_BACK = "sent_back"
    TAKEN_OVER = "taken_over"
    REPLY_WAITING = "reply_waiting"
    REPLY_RETURNED = "reply_returned"
    REPLY_VOID = "reply_void"
    HIDE_VOID = "hide_void"
    NEEDS_READER = "needs_reader"
    TIP_CLOSED = "tip_closed"
    NEW_DEVICE = "new_device"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - news, no password
    FACTOR_CHANGED = "factor_changed"
    ADDRESS_CHANGED = "address_changed"
    REVIEW_ASKED = "review_asked"
    DUTY_SOON = "duty_soon"
    DUTY_LATE = "duty_late"


class BulkKind(StrEnum):
    """What can be done to many cases at once: only what can be taken back, and nothing public."""

    RELABEL = "relabel"
    DISMISS = "dismiss"
    ESCALATE = "escalate"
    UNDO = "undo"


class BulkOutcome(StrEnum):
    """What became of one case of such an act. `stopped` is one that was taken back before."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"
