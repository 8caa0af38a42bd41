"""Comments that a person hid: why, and what another person found when they looked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, owned_by, words
from moderation.vocabulary import CriticismSign, HideReason, HideVerdict

__all__ = ["HideRequest", "Hiding", "ReviewRequest"]


class Hiding(AgencyOwned, Base):
    """One hiding of one comment. Nobody reviews what they hid: the table itself refuses it.

    `intent_id` is the act at the network; the words that were hidden are the comment's in
    `text_version`. What may be criticism of the agency needs a second person who agreed
    beforehand, `allowed_by`. With `review_token` its author may ask for another look.
    """

    __tablename__ = "hidings"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("comments", "comment_id"),
        owned_by("pages", "page_id"),
        owned_by("publish_intents", "intent_id"),
        owned_by("users", "hidden_by"),
        owned_by("users", "reviewed_by"),
        owned_by("users", "allowed_by"),
        CheckConstraint("reviewed_by <> hidden_by", name="four_eyes"),
        CheckConstraint("allowed_by <> hidden_by", name="two_persons"),
        CheckConstraint("NOT is_criticism OR allowed_by IS NOT NULL", name="criticism"),
        CheckConstraint("(reviewed_by IS NULL) = (verdict IS NULL)", name="verdict"),
        Index("ix_hidings_intent", "agency_id", "intent_id"),
        Index("ix_hidings_comment", "agency_id", "comment_id"),
        Index("ix_hidings_review_token", "review_token", unique=True),
        Index(
            "ix_hidings_unreviewed",
            "agency_id",
            "id",
            postgresql_where=text("verdict IS NULL"),
        ),
    )

    case_id: Mapped[int]
    comment_id: Mapped[int]
    page_id: Mapped[int]
    intent_id: Mapped[int]
    text_version: Mapped[int]
    reason: Mapped[HideReason] = mapped_column(words(HideReason))
    note: Mapped[str] = mapped_column(server_default="")
    hidden_by: Mapped[int]
    hidden_at: Mapped[datetime] = created_at()
    reviewed_by: Mapped[int | None]
    reviewed_at: Mapped[datetime | None]
    verdict: Mapped[HideVerdict | None] = mapped_column(words(HideVerdict))
    is_criticism: Mapped[bool] = mapped_column(server_default="false")
    allowed_by: Mapped[int | None]
    review_token: Mapped[str | None]


class HideRequest(AgencyOwned, Base):
    """A hiding of what may be criticism, before a second person agrees or refuses."""

    __tablename__ = "hide_requests"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("users", "asked_by"),
        owned_by("users", "decided_by"),
        CheckConstraint("decided_by <> asked_by", name="two_persons"),
        CheckConstraint("(decided_by IS NULL) = (is_allowed IS NULL)", name="decided"),
        Index(
            "ix_hide_requests_open",
            "agency_id",
            "case_id",
            unique=True,
            postgresql_where=text("decided_by IS NULL"),
        ),
    )

    case_id: Mapped[int]
    reason: Mapped[HideReason] = mapped_column(words(HideReason))
    note: Mapped[str] = mapped_column(server_default="")
    everywhere: Mapped[bool]
    sign: Mapped[CriticismSign] = mapped_column(words(CriticismSign))
    asked_by: Mapped[int]
    asked_at: Mapped[datetime] = created_at()
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    is_allowed: Mapped[bool | None]


class ReviewRequest(AgencyOwned, Base):
    """The author of a hidden comment asks for another look, once; `said` are their words."""

    __tablename__ = "review_requests"
    __table_args__ = (
        owned_by("hidings", "hiding_id"),
        owned_by("users", "hidden_by"),
        owned_by("users", "decided_by"),
        UniqueConstraint("agency_id", "hiding_id"),
        CheckConstraint("decided_by <> hidden_by", name="another_person"),
        CheckConstraint("(decided_by IS NULL) = (verdict IS NULL)", name="decided"),
    )

    hiding_id: Mapped[int]
    hidden_by: Mapped[int]
    code: Mapped[str]
    said: Mapped[str]
    asked_at: Mapped[datetime] = created_at()
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    verdict: Mapped[HideVerdict | None] = mapped_column(words(HideVerdict))
    answer: Mapped[str] = mapped_column(server_default="")
