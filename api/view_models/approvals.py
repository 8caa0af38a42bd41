"""Replies before the person with the authority, and what became of an approved one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from moderation.vocabulary import PublishKind

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.drafts import DraftCheck, EarlierAnswer, SourceLink, WordChange
    from api.view_models.parts import Due, Notice, Shell, TextSegment
    from moderation.vocabulary import Platform


@dataclass(frozen=True, slots=True)
class EarlierReturn:
    """An earlier version that was sent back, and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One line of the list; `is_own` is for somebody else to decide."""

    id: int
    words: tuple[TextSegment, ...]
    reply: str
    platform: Platform
    page_name: str
    due: Due
    author: str
    submitted_at: datetime
    alike: int = 0
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalCard:
    """A reply to decide on. `shown_sha256` covers all that stands on it, and is sent back.

    `kind` is a reply, public or private, or the edit or withdrawal of one that stands on the page;
    a withdrawal has its `reason`. `stopped` says why nothing can be decided here, or is empty.
    With `leaves_after`, the reply is posted by itself so many seconds after the approval, below
    one comment for `covered` others where the page answers so.
    """

    id: int
    case_id: int
    platform: Platform
    page_name: str
    citizen: str
    posted_at: datetime
    words: tuple[TextSegment, ...]
    reply: str
    author: str
    submitted_by: str
    submitted_at: datetime
    due: Due
    shown_sha256: str
    kind: PublishKind = PublishKind.REPLY
    reason: str = ""
    url: str = ""
    post_title: str = ""
    is_edited: bool = False
    alike: int = 0
    template_title: str = ""
    changes: tuple[WordChange, ...] = ()
    checks: tuple[DraftCheck, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    returns: tuple[EarlierReturn, ...] = ()
    stopped: str = ""
    hides: bool = False
    leaves_after: int = 0
    covered: int = 0
    earlier: tuple[EarlierAnswer, ...] = ()
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalsPage:
    """`/approvals`: what waits for the reader, and what waits for somebody else."""

    template: ClassVar[str] = "approvals.html"
    shell: Shell
    rows: tuple[ApprovalRow, ...]
    others: tuple[ApprovalRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """`/approvals/{id}`: one card, or none once all is decided. Parts: `approval`, `decided`.

    `waiting` counts the cards that are left; `done` tells of the last decision.
    """

    template: ClassVar[str] = "approval.html"
    shell: Shell
    card: ApprovalCard | None
    waiting: int
    return_reasons: tuple[str, ...]
    next_url: str = ""
    done: Notice | None = None
    said: str = ""
