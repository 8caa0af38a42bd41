"""Who may speak for the agency: authorities with their decisions, and what needs one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
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
from moderation.vocabulary import AuthorityBasis, Label

__all__ = ["Authority", "OfficialHost", "SensitiveLabel"]


class Authority(AgencyOwned, Base):
    """A person's right to approve replies: as head, as spokesperson, or by delegation (duty A05).

    Empty `labels` and an empty page stand for all. A head and a spokesperson cover sensitive
    matters; a delegation only where it says so. Days are Vietnam's, both included.
    """

    __tablename__ = "authorities"
    __table_args__ = (
        of_an_agency(),
        owned_by("users", "user_id"),
        owned_by("users", "created_by"),
        owned_by("users", "revoked_by"),
        owned_by("pages", "page_id"),
        UniqueConstraint("agency_id", "id", "user_id"),
        CheckConstraint("valid_from <= valid_to", name="dates"),
        CheckConstraint(
            "basis <> 'delegation' OR (valid_to IS NOT NULL AND number <> '')", name="delegation"
        ),
        Index("ix_authorities_user", "agency_id", "user_id"),
    )

    user_id: Mapped[int]
    basis: Mapped[AuthorityBasis] = mapped_column(words(AuthorityBasis))
    number: Mapped[str] = mapped_column(server_default="")
    decided_on: Mapped[date | None]
    page_id: Mapped[int | None]
    labels: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    covers_sensitive: Mapped[bool] = mapped_column(server_default="false")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    revoked_by: Mapped[int | None]
    revoked_at: Mapped[datetime | None]


class SensitiveLabel(Base):
    """A kind of matter on which only the holder of an authority may approve what is said."""

    __tablename__ = "sensitive_labels"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    label: Mapped[Label] = mapped_column(words(Label), primary_key=True)


class OfficialHost(Base):
    """A host whose pages count as official sources, with those below it (duty A19)."""

    __tablename__ = "official_hosts"
    __table_args__ = (of_an_agency(), owned_by("users", "added_by"))

    agency_id: Mapped[int] = agency_key()
    host: Mapped[str] = mapped_column(primary_key=True)
    added_by: Mapped[int | None]
    added_at: Mapped[datetime] = created_at()
