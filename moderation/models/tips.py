"""What somebody saw on the net and told the agency of; the words themselves are a comment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, owned_by, words
from moderation.vocabulary import TipSource

__all__ = ["Tip"]


class Tip(AgencyOwned, Base):
    """One telling. An officer is named by it; a citizen holds a receipt, whose digest is kept."""

    __tablename__ = "tips"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("comments", "comment_id"),
        owned_by("users", "reporter_id"),
        CheckConstraint("(source = 'staff') = (reporter_id IS NOT NULL)", name="reporter"),
        CheckConstraint("(source = 'citizen') = (receipt_sha256 IS NOT NULL)", name="receipt"),
        Index(None, "agency_id", "receipt_sha256", unique=True),
        Index("ix_tips_case", "agency_id", "case_id"),
        Index("ix_tips_reporter", "agency_id", "reporter_id", "id"),
    )

    case_id: Mapped[int]
    comment_id: Mapped[int]
    source: Mapped[TipSource] = mapped_column(words(TipSource))
    reporter_id: Mapped[int | None]
    receipt_sha256: Mapped[bytes | None]
    created_at: Mapped[datetime] = created_at()
