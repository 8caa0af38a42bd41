"""Other ways in than a password: passkeys, and the identity provider of the province."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
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

__all__ = ["IdentityProvider", "LinkedIdentity", "Passkey", "SpentChallenge"]


class Passkey(AgencyOwned, Base):
    """A key of WebAuthn that stands for its person, and proves both factors at once.

    `sign_count` is the newest that the key told; many keys always tell 0.
    """

    __tablename__ = "passkeys"
    __table_args__ = (
        owned_by("users", "user_id"),
        Index(None, "credential_id", unique=True),
    )

    user_id: Mapped[int]
    name: Mapped[str]
    credential_id: Mapped[bytes]
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = created_at()
    used_at: Mapped[datetime | None]


class IdentityProvider(Base):
    """The OpenID Connect provider at which an agency's people may sign in.

    `new_role` is the role of whoever comes for the first time; None lets nobody in who is not
    linked. `strong_words` are the values of `acr` and `amr`, with spaces between, that count as a
    second factor. `password_allowed` false leaves passwords to administrators, for emergencies.
    """

    __tablename__ = "identity_providers"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    issuer: Mapped[str]
    name: Mapped[str]
    client_id: Mapped[str]
    sealed_secret: Mapped[str]
    new_role: Mapped[Role | None] = mapped_column(words(Role))
    strong_words: Mapped[str] = mapped_column(server_default="")
    password_allowed: Mapped[bool] = mapped_column(server_default="true")
    enabled: Mapped[bool] = mapped_column(server_default="true")


class LinkedIdentity(AgencyOwned, Base):
    """Whom an issuer's subject is here. Never matched by name or e-mail, which change hands."""

    __tablename__ = "linked_identities"
    __table_args__ = (
        owned_by("users", "user_id"),
        UniqueConstraint("agency_id", "issuer", "subject"),
    )

    user_id: Mapped[int]
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime] = created_at()


class SpentChallenge(Base):
    """A challenge that was answered once and may not be again; kept until it would have ended."""

    __tablename__ = "spent_challenges"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    sha256: Mapped[bytes] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime]
