"""What is answered, by whose authority, and what became of it at the network."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "ANSWERS",
    "ApprovalState",
    "AuthorityBasis",
    "ConnectionState",
    "HideReason",
    "HideVerdict",
    "IntentState",
    "PublishKind",
    "PublishOutcome",
    "ReplySignature",
    "TemplateState",
    "VoidReason",
    "WatchKind",
]


class ApprovalState(StrEnum):
    """Where a submitted reply stands. `void` is one whose text or comment changed."""

    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    VOID = "void"
    DONE = "done"


class VoidReason(StrEnum):
    """Why an approval, a request for one, or an act that waited to leave, no longer holds."""

    DRAFT_CHANGED = "draft_changed"
    COMMENT_CHANGED = "comment_changed"
    COMMENT_DELETED = "comment_deleted"
    CASE_CLOSED = "case_closed"
    RELABELLED = "relabelled"
    WITHDRAWN = "withdrawn"


class AuthorityBasis(StrEnum):
    """On what somebody's right to approve replies rests."""

    HEAD = "head"
    SPOKESPERSON = "spokesperson"
    DELEGATION = "delegation"


class PublishKind(StrEnum):
    """What can be asked of a network about a comment, or about the page's own reply to it."""

    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    HIDE = "hide"
    UNHIDE = "unhide"
    EDIT = "edit"
    DELETE = "delete"


ANSWERS = frozenset({PublishKind.REPLY, PublishKind.PRIVATE_REPLY})
"""What answers a citizen, as against what is done to their words or to ours."""


class HideReason(StrEnum):
    """Why a comment was hidden: a fault of its words (`Reason`), or that it is a nuisance."""

    HATE = "hate"
    INSULT = "insult"
    THREAT = "threat"
    INCITEMENT = "incitement"
    SEXUAL = "sexual"
    GAMBLING = "gambling"
    FRAUD = "fraud"
    PROHIBITED_GOODS = "prohibited_goods"
    PRIVACY = "privacy"
    CHILD_HARM = "child_harm"
    SPAM = "spam"


class ReplySignature(StrEnum):
    """Whose name stands below a reply, as the agency sets."""

    NONE = "none"
    UNIT = "unit"
    PERSON = "person"


class HideVerdict(StrEnum):
    """What another person found when they looked at a hiding."""

    UPHELD = "upheld"
    UNDONE = "undone"


class IntentState(StrEnum):
    """Where an act at a network stands. `unknown` is reconciled, never sent again blindly."""

    QUEUED = "queued"
    SENDING = "sending"
    PUBLISHED = "published"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_PUBLISHED = "not_published"
    CANCELLED = "cancelled"


class TemplateState(StrEnum):
    """What becomes of a template that an agency wrote. Only a live one is suggested."""

    DRAFT = "draft"
    LIVE = "live"
    ARCHIVED = "archived"


class ConnectionState(StrEnum):
    """Whether a page's connection may be used. `closed` has given its key up."""

    OK = "ok"
    PAUSED = "paused"
    CLOSED = "closed"


class WatchKind(StrEnum):
    """What is looked at by ourselves on a connected page, whether or not its network delivers."""

    RECENT = "recent"
    BACKFILL = "backfill"
    CHANGES = "changes"
    TOKEN = "token"  # noqa: S105 - a kind of watch, no secret


class PublishOutcome(StrEnum):
    """What one call came to: done, surely not done, or nobody can say."""

    PUBLISHED = "published"
    REFUSED = "refused"
    UNKNOWN = "unknown"
