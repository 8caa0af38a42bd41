"""Harm to the agency's own pages: incidents, pages that pass for ours, and what proves either."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import SmallInteger

from moderation.models.base import AgencyOwned, Base, created_at, of_an_agency, owned_by, words
from moderation.vocabulary import IncidentKind, ScanMethod, SuspectLevel, SuspectOutcome

__all__ = ["DutyFile", "Incident", "PageScan", "SuspectPage"]


class Incident(AgencyOwned, Base):
    """A page of ours lost, impersonated or misused (A11, A12).

    How soon the network and the authority must hear is a limit of the agency's (`clocks`), counted
    from `detected_at`. While one of the kind `lost` is open, nothing leaves for its page.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        owned_by("pages", "page_id"),
        owned_by("users", "opened_by"),
        owned_by("suspect_pages", "suspect_id"),
        CheckConstraint("(closed_at IS NULL) = (closing_report = '')", name="closing"),
        Index(
            "ix_incidents_open",
            "agency_id",
            "page_id",
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    page_id: Mapped[int]
    kind: Mapped[IncidentKind] = mapped_column(words(IncidentKind))
    summary: Mapped[str]
    suspect_id: Mapped[int | None]
    detected_at: Mapped[datetime]
    opened_by: Mapped[int | None]
    provider_notified_at: Mapped[datetime | None]
    provider_reference: Mapped[str] = mapped_column(server_default="")
    authority: Mapped[str] = mapped_column(server_default="")
    authority_notified_at: Mapped[datetime | None]
    authority_reference: Mapped[str] = mapped_column(server_default="")
    closed_at: Mapped[datetime | None]
    closing_report: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = created_at()


class SuspectPage(AgencyOwned, Base):
    """A page that may pass for one of ours (A13). `similarity` of the names, in per cent."""

    __tablename__ = "suspect_pages"
    __table_args__ = (
        owned_by("pages", "page_id"),
        owned_by("users", "found_by"),
        owned_by("page_scans", "scan_id"),
        UniqueConstraint("agency_id", "url_key"),
        CheckConstraint("(outcome IS NULL) = (outcome_at IS NULL)", name="outcome"),
    )

    page_id: Mapped[int]
    url: Mapped[str]
    url_key: Mapped[str]
    name: Mapped[str]
    similarity: Mapped[int] = mapped_column(SmallInteger)
    level: Mapped[SuspectLevel] = mapped_column(words(SuspectLevel))
    note: Mapped[str] = mapped_column(server_default="")
    found_at: Mapped[datetime] = created_at()
    found_by: Mapped[int | None]
    scan_id: Mapped[int | None]
    reported_to: Mapped[str] = mapped_column(server_default="")
    reported_at: Mapped[datetime | None]
    reference: Mapped[str] = mapped_column(server_default="")
    outcome: Mapped[SuspectOutcome | None] = mapped_column(words(SuspectOutcome))
    outcome_at: Mapped[datetime | None]


class PageScan(AgencyOwned, Base):
    """A time that somebody looked for such pages, by hand or with a list from elsewhere."""

    __tablename__ = "page_scans"
    __table_args__ = (
        of_an_agency(),
        owned_by("users", "scanned_by"),
        Index("ix_page_scans_at", "agency_id", "scanned_at"),
    )

    method: Mapped[ScanMethod] = mapped_column(words(ScanMethod))
    scanned_at: Mapped[datetime] = created_at()
    scanned_by: Mapped[int | None]
    file_name: Mapped[str] = mapped_column(server_default="")
    rows_read: Mapped[int] = mapped_column(server_default="0")
    found: Mapped[int] = mapped_column(server_default="0")


class DutyFile(AgencyOwned, Base):
    """A picture or document that proves an incident or a suspect page; kept as evidence is."""

    __tablename__ = "duty_files"
    __table_args__ = (
        owned_by("incidents", "incident_id"),
        owned_by("suspect_pages", "suspect_id"),
        owned_by("users", "added_by"),
        CheckConstraint("num_nonnulls(incident_id, suspect_id) = 1", name="of_one"),
        Index("ix_duty_files_incident", "agency_id", "incident_id"),
        Index("ix_duty_files_suspect", "agency_id", "suspect_id"),
    )

    incident_id: Mapped[int | None]
    suspect_id: Mapped[int | None]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)  # only a download needs it
    added_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
