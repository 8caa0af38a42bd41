"""The browsers that a person has signed in from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, owned_by

__all__ = ["KnownDevice"]


class KnownDevice(AgencyOwned, Base):
    """A browser, by the digest of a token that it keeps bound to this person.

    Two people at one browser have two digests that nobody can lay side by side.
    """

    __tablename__ = "known_devices"
    __table_args__ = (
        owned_by("users", "user_id"),
        UniqueConstraint("agency_id", "user_id", "token_sha256"),
    )

    user_id: Mapped[int]
    token_sha256: Mapped[bytes]
    created_at: Mapped[datetime] = created_at()
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
