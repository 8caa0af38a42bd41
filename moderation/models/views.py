"""Lists that people put together and keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, owned_by

__all__ = ["SavedView"]


class SavedView(AgencyOwned, Base):
    """A list with its filters under a name: one's own, or shared with the agency.

    `filters` is the query part of the list's address, as the console writes it.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        owned_by("users", "owner_id"),
        Index("ix_saved_views_owner", "agency_id", "owner_id"),
    )

    owner_id: Mapped[int]
    name: Mapped[str]
    queue_key: Mapped[str]
    filters: Mapped[str] = mapped_column(server_default="")
    is_shared: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime] = created_at()
