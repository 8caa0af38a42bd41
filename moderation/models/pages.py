"""An agency's pages on the social networks, who answers for them, and where deliveries arrive."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import SmallInteger

from moderation.models.base import AgencyOwned, Base, created_at, of_an_agency, owned_by, words
from moderation.vocabulary import ConnectionState, OfficerRole, Platform

__all__ = ["Connection", "Endpoint", "Page", "PageOfficer"]


class Page(AgencyOwned, Base):
    """One page of the agency on one network. With `public_log`, anybody reads when it answered.

    With `answers_once`, near copies below one post get one reply, below the first of them.
    `contact` is how citizens reach whoever answers here, as replies tell it.
    """

    __tablename__ = "pages"
    __table_args__ = (of_an_agency(), UniqueConstraint("agency_id", "platform", "external_id"))

    platform: Mapped[Platform] = mapped_column(words(Platform))
    external_id: Mapped[str]
    name: Mapped[str]
    url: Mapped[str] = mapped_column(server_default="")
    heard_at: Mapped[datetime | None]
    public_log: Mapped[bool] = mapped_column(server_default="false")
    answers_once: Mapped[bool] = mapped_column(server_default="false")
    contact: Mapped[str] = mapped_column(server_default="")
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
    """An address that a sender posts to. Its secrets are sealed; two are live during a rotation.

    A sender of Standard Webhooks has an address for one page; a network delivers for all pages of
    the agency's application at one address, and names the page in each event.
    """

    __tablename__ = "endpoints"
    __table_args__ = (
        owned_by("pages", "page_id"),
        CheckConstraint("(platform = 'standard') = (page_id IS NOT NULL)", name="page"),
    )

    public_id: Mapped[str] = mapped_column(unique=True)
    platform: Mapped[Platform] = mapped_column(
        words(Platform), server_default=Platform.STANDARD.value
    )
    page_id: Mapped[int | None]
    sealed_secret: Mapped[str]
    sealed_previous_secret: Mapped[str | None]
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at()
    heard_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Connection(AgencyOwned, Base):
    """The way to act on a page at its network: the key, sealed, and whether it may be used.

    While paused, `paused_until` says when calls go on by themselves; without it a person resumes,
    or a key that was renewed where `last_error_code` says that the old one had ended. A pause with
    neither is a person's.
    `can_reply` is what the network offers and the key allows. Two calls that change something are
    at least `pace_seconds` apart. `base_url` stands in for the network's own address in a demo and
    in tests. Nothing is read before `read_after`. Where the network counts calls by the day,
    `quota_used` is what was spent until `quota_resets_at`. `renewed_at` is when the key was last
    given or renewed.
    """

    __tablename__ = "connections"
    __table_args__ = (
        owned_by("pages", "page_id"),
        UniqueConstraint("agency_id", "page_id"),
        CheckConstraint("(state = 'closed') = (sealed_credentials IS NULL)", name="key"),
    )

    page_id: Mapped[int]
    sealed_credentials: Mapped[str | None]
    state: Mapped[ConnectionState] = mapped_column(
        words(ConnectionState), server_default=ConnectionState.OK.value
    )
    can_reply: Mapped[bool]
    pace_seconds: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    paused_until: Mapped[datetime | None]
    base_url: Mapped[str | None]
    token_expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    last_error_code: Mapped[str | None]
    last_error_at: Mapped[datetime | None]
    read_after: Mapped[datetime | None]
    quota_used: Mapped[int] = mapped_column(server_default="0")
    quota_limit: Mapped[int | None]
    quota_resets_at: Mapped[datetime | None]
    renewed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at()
