"""Approvals of replies, and what was asked of a network because of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, agency_key, created_at, owned_by, words
from moderation.vocabulary import (
    ApprovalState,
    IntentState,
    PublishKind,
    PublishOutcome,
    VoidReason,
)

__all__ = ["Approval", "PublishAttempt", "PublishIntent", "ReplyCover"]


class Approval(AgencyOwned, Base):
    """One version of a reply put before a person with the authority to approve it.

    `content_sha256` covers the text, where it goes and the words that it answers; if any of them
    changes, the approval is void. Nobody approves what they wrote or submitted, and on a sensitive
    matter nobody without `authority_id`: the database itself refuses it, whatever the code forgets.
    To edit or withdraw a published reply is put before
    somebody like a reply; `corrects_id` is then the approval of what was published.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("users", "submitted_by"),
        owned_by("users", "author_id"),
        owned_by("users", "decided_by"),
        owned_by("authorities", "authority_id"),
        owned_by("approvals", "corrects_id"),
        CheckConstraint(
            "decided_by IS NULL OR state IN ('returned', 'void') OR "
            "(decided_by <> submitted_by AND decided_by <> author_id)",
            name="four_eyes",
        ),
        Index(
            "ix_approvals_one_at_a_time",
            "agency_id",
            "case_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'approved')"),
        ),
        Index(
            "ix_approvals_waiting",
            "agency_id",
            "id",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_approvals_decided", "agency_id", "decided_at"),
        Index("ix_approvals_case", "agency_id", "case_id"),
    )

    case_id: Mapped[int]
    draft_version: Mapped[int]
    kind: Mapped[PublishKind] = mapped_column(words(PublishKind))
    text: Mapped[str]
    content_sha256: Mapped[bytes]
    author_id: Mapped[int]
    submitted_by: Mapped[int]
    submitted_at: Mapped[datetime] = created_at()
    state: Mapped[ApprovalState] = mapped_column(
        words(ApprovalState), server_default=ApprovalState.WAITING.value
    )
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    authority_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(server_default="")
    void_because: Mapped[VoidReason | None] = mapped_column(words(VoidReason))
    corrects_id: Mapped[int | None]


class PublishIntent(AgencyOwned, Base):
    """One act at a network about one comment that was approved, until its outcome is known.

    A reply found in `sending` with its lease run out is never sent again: whether the network
    took it is not known, and a second reply is the worst that this system could do. `looks` counts
    how often the network was asked, since `unknown_at`, whether it shows the act.

    What is no answer acts on `target_external_id`: the comment itself or the page's own reply. A
    reply that was withdrawn, by us or at its source, bears `withdrawn_at`. A comment gets one
    reply by one approval at most, and no two acts of a kind are ever under way about it.
    """

    __tablename__ = "publish_intents"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("comments", "comment_id"),
        owned_by("pages", "page_id"),
        owned_by("approvals", "approval_id"),
        owned_by("users", "asked_by"),
        Index(
            "ix_publish_intents_once",
            "agency_id",
            "comment_id",
            "kind",
            "approval_id",
            unique=True,
            postgresql_where=text("state NOT IN ('refused', 'cancelled', 'not_published')"),
        ),
        Index(
            "ix_publish_intents_one_at_a_time",
            "agency_id",
            "comment_id",
            "kind",
            unique=True,
            postgresql_where=text("state IN ('queued', 'sending', 'unknown')"),
        ),
        Index(
            "ix_publish_intents_remote",
            "agency_id",
            "page_id",
            "remote_id",
            postgresql_where=text("remote_id IS NOT NULL"),
        ),
        Index(
            "ix_publish_intents_due",
            "not_before",
            postgresql_where=text("state IN ('queued', 'sending', 'unknown')"),
        ),
        Index(
            "ix_publish_intents_sending",
            "agency_id",
            "page_id",
            postgresql_where=text("state = 'sending'"),
        ),
        Index("ix_publish_intents_case", "agency_id", "case_id"),
    )

    case_id: Mapped[int]
    comment_id: Mapped[int]
    page_id: Mapped[int]
    approval_id: Mapped[int | None]
    asked_by: Mapped[int | None]
    kind: Mapped[PublishKind] = mapped_column(words(PublishKind))
    target_external_id: Mapped[str | None]
    text: Mapped[str]
    content_sha256: Mapped[bytes]
    state: Mapped[IntentState] = mapped_column(
        words(IntentState), server_default=IntentState.QUEUED.value
    )
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0")
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    remote_id: Mapped[str | None]
    error_code: Mapped[str | None]
    unknown_at: Mapped[datetime | None]
    looks: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = created_at()
    finished_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class ReplyCover(Base):
    """A comment that a reply below another one answers as well, as long as that reply stands."""

    __tablename__ = "reply_covers"
    __table_args__ = (
        owned_by("publish_intents", "intent_id"),
        owned_by("comments", "comment_id"),
        Index("ix_reply_covers_comment", "agency_id", "comment_id"),
    )

    agency_id: Mapped[int] = agency_key()
    intent_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    comment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class PublishAttempt(AgencyOwned, Base):
    """One call to a network, written down before its first byte leaves."""

    __tablename__ = "publish_attempts"
    __table_args__ = (
        owned_by("publish_intents", "intent_id"),
        UniqueConstraint("agency_id", "intent_id", "number"),
        Index(
            "ix_publish_attempts_open",
            "agency_id",
            "intent_id",
            unique=True,
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    intent_id: Mapped[int]
    number: Mapped[int]
    started_at: Mapped[datetime] = created_at()
    ended_at: Mapped[datetime | None]
    outcome: Mapped[PublishOutcome | None] = mapped_column(words(PublishOutcome))
    platform_code: Mapped[str | None]
    remote_id: Mapped[str | None]
