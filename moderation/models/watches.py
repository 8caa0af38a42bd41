"""What is looked at by ourselves at a network: the new, the old, and what may have changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, owned_by, words
from moderation.vocabulary import WatchKind

__all__ = ["Watch"]


class Watch(AgencyOwned, Base):
    """One thing to look at again and again on a page, from when, and how far the round has come.

    A round reads what was said since `since`, a call at a time, from `cursor` on; `due_at` says
    when somebody goes on with it, or begins the next. `began_at` of a round that came to its end is
    the next one's `since`, so that nothing falls between two rounds. A worker that looks holds the
    lease.
    """

    __tablename__ = "watches"
    __table_args__ = (
        owned_by("pages", "page_id"),
        UniqueConstraint("agency_id", "page_id", "kind"),
        Index("ix_watches_due", "due_at"),
    )

    page_id: Mapped[int]
    kind: Mapped[WatchKind] = mapped_column(words(WatchKind))
    due_at: Mapped[datetime | None]
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    since: Mapped[datetime | None]
    cursor: Mapped[str | None]
    cost: Mapped[int] = mapped_column(server_default="0")
    began_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default="0")
    error_code: Mapped[str | None]
    error_at: Mapped[datetime | None]
