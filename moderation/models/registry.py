"""What the register of pages remembers: verification, and safety checks (A03, A10)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, owned_by, words
from moderation.vocabulary import SafetyItem, VerificationState

__all__ = ["PageVerification", "SafetyCheck"]


class PageVerification(AgencyOwned, Base):
    """What was found of a page's verification on a day, with the file that shows it.

    The newest row is how the page stands; older ones stay.
    """

    __tablename__ = "page_verifications"
    __table_args__ = (
        owned_by("pages", "page_id"),
        owned_by("users", "recorded_by"),
        CheckConstraint("(content IS NULL) = (sha256 = '')", name="content"),
        Index("ix_page_verifications_page", "agency_id", "page_id", "id"),
    )

    page_id: Mapped[int]
    state: Mapped[VerificationState] = mapped_column(words(VerificationState))
    on_day: Mapped[date]
    next_check: Mapped[date | None]
    note: Mapped[str] = mapped_column(server_default="")
    file_name: Mapped[str] = mapped_column(server_default="")
    media_type: Mapped[str] = mapped_column(server_default="")
    sha256: Mapped[str] = mapped_column(server_default="")
    content: Mapped[bytes | None] = mapped_column(deferred=True)  # only a download needs it
    recorded_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()


class SafetyCheck(AgencyOwned, Base):
    """One point of a page's account safety, looked at by somebody; the newest of a point counts."""

    __tablename__ = "safety_checks"
    __table_args__ = (
        owned_by("pages", "page_id"),
        owned_by("users", "done_by"),
        CheckConstraint("done_on < next_due", name="order"),
        Index("ix_safety_checks_page", "agency_id", "page_id", "item", "id"),
    )

    page_id: Mapped[int]
    item: Mapped[SafetyItem] = mapped_column(words(SafetyItem))
    done_on: Mapped[date]
    next_due: Mapped[date]
    note: Mapped[str] = mapped_column(server_default="")
    done_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
