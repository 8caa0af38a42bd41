"""What staff say to one another about a case, and the files that they keep as evidence."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger

from moderation.models.base import AgencyOwned, Base, created_at, owned_by

__all__ = ["CaseNote", "Evidence"]


class CaseNote(AgencyOwned, Base):
    """A remark for colleagues, never shown to the public and never changed once written."""

    __tablename__ = "case_notes"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("users", "author_id"),
        CheckConstraint("text <> ''", name="text"),
        Index("ix_case_notes_case", "agency_id", "case_id", "id"),
    )

    case_id: Mapped[int]
    author_id: Mapped[int | None]
    text: Mapped[str]
    mentions: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    created_at: Mapped[datetime] = created_at()


class Evidence(AgencyOwned, Base):
    """A file kept with a case. One that was withdrawn is emptied; its row and digest stay."""

    __tablename__ = "evidence"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("users", "added_by"),
        CheckConstraint("(content IS NULL) = (withdrawn_at IS NOT NULL)", name="content"),
        UniqueConstraint("agency_id", "case_id", "sha256"),
    )

    case_id: Mapped[int]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(deferred=True)  # only a download needs it
    added_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    withdrawn_at: Mapped[datetime | None]
