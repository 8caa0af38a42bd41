"""The second proof of who signs in, and whom the agency asks for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import (
    AgencyOwned,
    Base,
    agency_key,
    created_at,
    of_an_agency,
    owned_by,
)

__all__ = ["RecoveryCode", "SecondFactor", "SignInRule"]


class SecondFactor(Base):
    """A person's authenticator (RFC 6238). `last_step` is the newest time step that was used."""

    __tablename__ = "second_factors"
    __table_args__ = (owned_by("users", "user_id"),)

    agency_id: Mapped[int] = agency_key()
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_secret: Mapped[str]
    created_at: Mapped[datetime] = created_at()
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(server_default="0")


class RecoveryCode(AgencyOwned, Base):
    """A code on paper that stands in for the authenticator once. Only its digest is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        owned_by("users", "user_id"),
        Index("ix_recovery_codes_user", "agency_id", "user_id"),
    )

    user_id: Mapped[int]
    code_sha256: Mapped[bytes]
    used_at: Mapped[datetime | None]


class SignInRule(Base):
    """What the agency asks at the door; no row asks for a password alone."""

    __tablename__ = "sign_in_rules"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    second_factor_required: Mapped[bool]
