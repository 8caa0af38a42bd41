"""Official reports of a month or quarter, and how an agency heads and publishes its figures."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
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
from moderation.models.intake import Worked
from moderation.vocabulary import ReportKind

__all__ = ["Report", "ReportSettings"]


class Report(Worked, AgencyOwned, Base):
    """One report: asked for by the calendar or a person, written by a worker.

    `until` is the day after the last. `content` is the PDF, and stays as it was made while the
    figures go on.
    """

    __tablename__ = "reports"
    __table_args__ = (
        of_an_agency(),
        owned_by("users", "asked_by"),
        UniqueConstraint("agency_id", "kind", "since"),
        Index(
            "ix_reports_waiting",
            "agency_id",
            "id",
            postgresql_where=text("state IN ('received', 'running')"),
        ),
    )

    kind: Mapped[ReportKind] = mapped_column(words(ReportKind))
    since: Mapped[date]
    until: Mapped[date]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    asked_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    made_at: Mapped[datetime | None]


class ReportSettings(Base):
    """How an agency's reports are headed and signed, which come by themselves, what is public."""

    __tablename__ = "report_settings"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    superior: Mapped[str] = mapped_column(server_default="")
    symbol: Mapped[str] = mapped_column(server_default="BC")
    place: Mapped[str] = mapped_column(server_default="")
    recipients: Mapped[str] = mapped_column(server_default="")
    signer_title: Mapped[str] = mapped_column(server_default="")
    signer_name: Mapped[str] = mapped_column(server_default="")
    monthly: Mapped[bool] = mapped_column(server_default="false")
    quarterly: Mapped[bool] = mapped_column(server_default="false")
    public_since: Mapped[datetime | None]
