"""An agency's pages on the social networks, who answers for them, and where deliveries arrive."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, of_an_agency, owned_by, words
from moderation.vocabulary import OfficerRole, Platform

__all__ = ["Endpoint", "Page", "PageOfficer"]


class Page(AgencyOwned, Base):
    """One page of the agency on one network."""

    __tablename__ = "pages"
    __table_args__ = (of_an_agency(), UniqueConstraint("agency_id", "platform", "external_id"))

    platform: Mapped[Platform] = mapped_column(words(Platform))
    external_id: Mapped[str]
    name: Mapped[str]
    url: Mapped[str] = mapped_column(server_default="")
    heard_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at()


class PageOfficer(AgencyOwned, Base):
    """A person whom the page names as responsible, with the dates of the charge (A01, A02)."""

    __tablename__ = "page_officers"
    __table_args__ = (owned_by("pages", "page_id"),)

    page_id: Mapped[int]
    role: Mapped[OfficerRole] = mapped_column(words(OfficerRole))
    name: Mapped[str]
    title: Mapped[str]
    phone: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str] = mapped_column(server_default="")
    decision_number: Mapped[str] = mapped_column(server_default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Endpoint(AgencyOwned, Base):
    """An address that a sender posts to. Its secrets are sealed; two are live during a rotation."""

    __tablename__ = "endpoints"
    __table_args__ = (owned_by("pages", "page_id"),)

    public_id: Mapped[str] = mapped_column(unique=True)
    page_id: Mapped[int]
    sealed_secret: Mapped[str]
    sealed_previous_secret: Mapped[str | None]
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at()
    heard_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
