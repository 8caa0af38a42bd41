"""Who signs in, what they may do, and the keys of programs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, func
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
from moderation.vocabulary import Role

__all__ = ["ApiKey", "Grant", "RolePower", "SignInSession", "User"]


class User(AgencyOwned, Base):
    """A person who signs in. One person serves one agency."""

    __tablename__ = "users"
    __table_args__ = (of_an_agency(),)

    username: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    password_hash: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="vi")
    active: Mapped[bool] = mapped_column(server_default="true")
    must_change_password: Mapped[bool] = mapped_column(server_default="false")
    failed_sign_ins: Mapped[int] = mapped_column(server_default="0")
    sign_in_after: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at()


class Grant(AgencyOwned, Base):
    """A role that a person has, on one page or, with no page, on all."""

    __tablename__ = "grants"
    __table_args__ = (
        owned_by("users", "user_id"),
        owned_by("pages", "page_id"),
        UniqueConstraint(
            "agency_id", "user_id", "role", "page_id", postgresql_nulls_not_distinct=True
        ),
    )

    user_id: Mapped[int]
    role: Mapped[Role] = mapped_column(words(Role))
    page_id: Mapped[int | None]


class RolePower(Base):
    """Where an agency's table of permissions differs from the one that everybody begins with."""

    __tablename__ = "role_powers"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    role: Mapped[Role] = mapped_column(words(Role), primary_key=True)
    permission: Mapped[str] = mapped_column(primary_key=True)
    allowed: Mapped[bool]


class SignInSession(Base):
    """A signed-in browser. Only the digest of its token is kept.

    `fresh_at` is when its person last proved who they are, `proved_at` when they did so after they
    had signed in; `is_pending` is one who has given the
    password and still owes the second factor.
    """

    __tablename__ = "sign_in_sessions"
    __table_args__ = (owned_by("users", "user_id"),)

    agency_id: Mapped[int] = agency_key()
    token_sha256: Mapped[bytes] = mapped_column(primary_key=True, unique=True)
    user_id: Mapped[int]
    created_at: Mapped[datetime] = created_at()
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ends_at: Mapped[datetime]
    user_agent: Mapped[str] = mapped_column(server_default="")
    fresh_at: Mapped[datetime] = mapped_column(server_default=func.now())
    proved_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]
    is_pending: Mapped[bool] = mapped_column(server_default="false")


class ApiKey(AgencyOwned, Base):
    """A program's key; the secret is shown once and kept as a digest."""

    __tablename__ = "api_keys"
    __table_args__ = (
        of_an_agency(),
        Index(None, "secret_sha256", unique=True),
        owned_by("users", "created_by"),
    )

    name: Mapped[str]
    prefix: Mapped[str]
    secret_sha256: Mapped[bytes]
    role: Mapped[Role] = mapped_column(words(Role))
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
