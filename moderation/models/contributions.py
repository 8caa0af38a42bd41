"""What became of what citizens proposed, and the consultations in which they were asked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import (
    AgencyOwned,
    Base,
    agency_key,
    created_at,
    of_an_agency,
    owned_by,
    words,
)
from moderation.vocabulary import ContributionOutcome

__all__ = ["Consultation", "Contribution"]


class Consultation(AgencyOwned, Base):
    """A time in which the agency asks for opinions on something; `tag` marks posts and comments."""

    __tablename__ = "consultations"
    __table_args__ = (
        of_an_agency(),
        owned_by("users", "made_by"),
        CheckConstraint("until IS NULL OR until >= since", name="dates"),
    )

    name: Mapped[str]
    tag: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    made_by: Mapped[int | None]
    made_at: Mapped[datetime] = created_at()


class Contribution(Base):
    """What became of one case of feedback; a refusal has its reason."""

    __tablename__ = "contributions"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("consultations", "consultation_id"),
        owned_by("users", "decided_by"),
        CheckConstraint("outcome <> 'not_adopted' OR reason <> ''", name="reason"),
        Index(
            "ix_contributions_consultation",
            "agency_id",
            "consultation_id",
            postgresql_where=text("consultation_id IS NOT NULL"),
        ),
    )

    agency_id: Mapped[int] = agency_key()
    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    outcome: Mapped[ContributionOutcome] = mapped_column(words(ContributionOutcome))
    reason: Mapped[str] = mapped_column(server_default="")
    consultation_id: Mapped[int | None]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime] = created_at()
