"""How long data are kept, what must be kept for the law, and what citizens asked about theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, of_an_agency, owned_by, words
from moderation.vocabulary import DataClass, RequestKind, RequestOutcome

__all__ = ["LegalHold", "RetentionRule", "SubjectRequest"]


class RetentionRule(AgencyOwned, Base):
    """How long an agency keeps a class of data, where it says other than the default."""

    __tablename__ = "retention_rules"
    __table_args__ = (
        of_an_agency(),
        UniqueConstraint("agency_id", "data_class"),
        CheckConstraint("keep_days > 0", name="days"),
    )

    data_class: Mapped[DataClass] = mapped_column(words(DataClass))
    keep_days: Mapped[int]
    basis: Mapped[str]


class LegalHold(AgencyOwned, Base):
    """A case whose data nobody may erase until the hold is lifted: evidence, an inspection."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("users", "placed_by"),
        owned_by("users", "lifted_by"),
        Index(
            "ix_legal_holds_standing",
            "agency_id",
            "case_id",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    case_id: Mapped[int]
    reason: Mapped[str]
    placed_by: Mapped[int | None]
    placed_at: Mapped[datetime] = created_at()
    lifted_by: Mapped[int | None]
    lifted_at: Mapped[datetime | None]


class SubjectRequest(AgencyOwned, Base):
    """What a citizen asks about their own data, with its two limits.

    Who asks and what they say of themselves is sealed with a key of the request's own; `code` is
    what they are given, and what the sealed text is bound to.
    """

    __tablename__ = "subject_requests"
    __table_args__ = (
        owned_by("pages", "page_id"),
        owned_by("authors", "author_id"),
        owned_by("users", "created_by"),
        UniqueConstraint("agency_id", "code"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed"),
    )

    code: Mapped[str]
    kind: Mapped[RequestKind] = mapped_column(words(RequestKind))
    page_id: Mapped[int]
    wrapped_key: Mapped[bytes]
    sealed_details: Mapped[bytes]
    received_at: Mapped[datetime]
    receipt_due_at: Mapped[datetime]
    due_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    author_id: Mapped[int | None]
    outcome: Mapped[RequestOutcome | None] = mapped_column(words(RequestOutcome))
    outcome_note: Mapped[str] = mapped_column(server_default="")
    closed_at: Mapped[datetime | None]
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
