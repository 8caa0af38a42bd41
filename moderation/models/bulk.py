"""Many cases decided at once: the act, and what became of each case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, agency_key, created_at, owned_by, words
from moderation.models.intake import Worked
from moderation.vocabulary import BulkKind, BulkOutcome

__all__ = ["BulkAct", "BulkItem"]


class BulkAct(Worked, AgencyOwned, Base):
    """One decision of one person on many cases, carried out a batch at a time.

    `choice` is a label, a reason for closing or a role, as `kind` asks; `reason` that of a label.
    `event_id` is the one event by which the whole of it is taken back; an undo names the act that
    it takes back. `told_to` is the last event of which the holders of the role were told.
    """

    __tablename__ = "bulk_acts"
    __table_args__ = (
        owned_by("users", "made_by"),
        owned_by("bulk_acts", "undoes_id"),
        Index(
            "ix_bulk_acts_waiting",
            "next_attempt_at",
            postgresql_where=text("state IN ('received', 'running')"),
        ),
        Index("ix_bulk_acts_person", "agency_id", "made_by", "id"),
    )

    kind: Mapped[BulkKind] = mapped_column(words(BulkKind))
    choice: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str | None]
    made_by: Mapped[int]
    made_at: Mapped[datetime] = created_at()
    event_id: Mapped[int | None]
    undoes_id: Mapped[int | None]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(server_default="0")
    refused: Mapped[int] = mapped_column(server_default="0")
    told_to: Mapped[int] = mapped_column(server_default="0")


class BulkItem(Base):
    """A case of such an act: the version that was seen, and what came of it.

    `event_id` is the event that was written; for an undo, first the event to be taken back.
    """

    __tablename__ = "bulk_items"
    __table_args__ = (owned_by("bulk_acts", "bulk_id"), owned_by("cases", "case_id"))

    agency_id: Mapped[int] = agency_key()
    bulk_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    outcome: Mapped[BulkOutcome] = mapped_column(
        words(BulkOutcome), server_default=BulkOutcome.WAITING.value
    )
    event_id: Mapped[int | None]
    error: Mapped[str | None]
