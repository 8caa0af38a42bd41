"""Who looks at what, while they do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import Base, agency_key, created_at, owned_by

__all__ = ["Presence"]


class Presence(Base):
    """The case that a person has open: one row a person, written over, kept as no history."""

    __tablename__ = "presences"
    __table_args__ = (owned_by("users", "user_id"), owned_by("cases", "case_id"))

    agency_id: Mapped[int] = agency_key()
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int]
    seen_at: Mapped[datetime] = created_at()
