"""Comments that a person hid: why, and what another person found when they looked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, owned_by, words
from moderation.vocabulary import HideReason, HideVerdict

__all__ = ["Hiding"]


class Hiding(AgencyOwned, Base):
    """One hiding of one comment. Nobody reviews what they hid: the table itself refuses it.

    `intent_id` is the act at the network; the words that were hidden are the comment's in
    `text_version`.
    """

    __tablename__ = "hidings"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("comments", "comment_id"),
        owned_by("pages", "page_id"),
        owned_by("publish_intents", "intent_id"),
        owned_by("users", "hidden_by"),
        owned_by("users", "reviewed_by"),
        CheckConstraint("reviewed_by <> hidden_by", name="four_eyes"),
        CheckConstraint("(reviewed_by IS NULL) = (verdict IS NULL)", name="verdict"),
        Index("ix_hidings_intent", "agency_id", "intent_id"),
        Index("ix_hidings_comment", "agency_id", "comment_id"),
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
