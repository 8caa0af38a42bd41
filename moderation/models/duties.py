"""What an agency makes of the rules of conduct, and who has read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import (
    AgencyOwned,
    Base,
    Json,
    agency_key,
    created_at,
    of_an_agency,
    owned_by,
    words,
)
from moderation.vocabulary import RuleStrength

__all__ = ["Acknowledgement", "DutySettings", "RuleOverride", "RulebookVersion"]


class RuleOverride(Base):
    """A rule of the catalogue that the agency made stricter for itself, and why."""

    __tablename__ = "rule_overrides"
    __table_args__ = (of_an_agency(), owned_by("users", "set_by"))

    agency_id: Mapped[int] = agency_key()
    rule_id: Mapped[str] = mapped_column(primary_key=True)
    strength: Mapped[RuleStrength] = mapped_column(words(RuleStrength))
    reason: Mapped[str]
    set_by: Mapped[int | None]
    set_at: Mapped[datetime] = created_at()


class RulebookVersion(AgencyOwned, Base):
    """The rules as the agency put them into force once; `content` is what staff read, whole.

    Written once: a trigger refuses a change of what somebody has acknowledged.
    """

    __tablename__ = "rulebook_versions"
    __table_args__ = (
        of_an_agency(),
        owned_by("users", "published_by"),
        UniqueConstraint("agency_id", "number"),
    )

    number: Mapped[int]
    note: Mapped[str]
    content: Mapped[list[Json]] = mapped_column(JSONB)
    sha256: Mapped[bytes]
    published_by: Mapped[int | None]
    published_at: Mapped[datetime] = created_at()


class Acknowledgement(AgencyOwned, Base):
    """That a person says they have read a version of the rules."""

    __tablename__ = "acknowledgements"
    __table_args__ = (
        owned_by("rulebook_versions", "version_id"),
        owned_by("users", "user_id"),
        UniqueConstraint("agency_id", "version_id", "user_id"),
        Index("ix_acknowledgements_user", "agency_id", "user_id"),
    )

    version_id: Mapped[int]
    user_id: Mapped[int]
    at: Mapped[datetime] = created_at()


class DutySettings(Base):
    """Which pages about its duties an agency shows the public."""

    __tablename__ = "duty_settings"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    rules_public_since: Mapped[datetime | None]
    reviews_since: Mapped[datetime | None]
