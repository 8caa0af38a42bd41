"""What was passed on to the competent authority, and what it answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, owned_by, words
from moderation.vocabulary import ReferralOutcome

__all__ = ["Referral"]


class Referral(AgencyOwned, Base):
    """A case passed on to a body, under the number of the letter that went with it.

    `file_sha256` is the digest of the list of files (`SHA256SUMS`) of the case file that was made
    last before it, so that what the body holds can be told from any other making of it.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("pages", "page_id"),
        owned_by("users", "created_by"),
        CheckConstraint("due_on IS NULL OR due_on >= sent_on", name="due"),
        CheckConstraint("(answered_on IS NULL) = (outcome IS NULL)", name="answered"),
        CheckConstraint("answered_on IS NULL OR answered_on >= sent_on", name="order"),
        Index("ix_referrals_case", "agency_id", "case_id"),
        Index(
            "ix_referrals_waiting",
            "agency_id",
            "due_on",
            postgresql_where=text("answered_on IS NULL"),
        ),
    )

    case_id: Mapped[int]
    page_id: Mapped[int]
    body: Mapped[str]
    number: Mapped[str] = mapped_column(server_default="")
    sent_on: Mapped[date]
    due_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(server_default="")
    file_sha256: Mapped[str | None]
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    answered_on: Mapped[date | None]
    answer_number: Mapped[str] = mapped_column(server_default="")
    outcome: Mapped[ReferralOutcome | None] = mapped_column(words(ReferralOutcome))
    answer: Mapped[str] = mapped_column(server_default="")
