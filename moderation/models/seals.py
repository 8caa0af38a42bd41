"""What the audit log is sealed by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import Base, agency_key, of_an_agency

__all__ = ["Seal"]


class Seal(Base):
    """A run of an agency's events, chained to the run before it and signed. Only ever added.

    `leaves` holds each event's id and digest, so that a check can name the first row at fault.
    """

    __tablename__ = "seals"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_id: Mapped[int]
    last_id: Mapped[int]
    count: Mapped[int]
    leaves: Mapped[bytes]
    previous_root: Mapped[bytes]
    root: Mapped[bytes]
    made_at: Mapped[datetime]
    key_name: Mapped[str]
    signature: Mapped[bytes]
