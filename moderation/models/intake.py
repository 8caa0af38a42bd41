"""What came in, before it is a comment: deliveries and import files, kept until they are done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import (
    AgencyOwned,
    Base,
    Json,
    created_at,
    of_an_agency,
    owned_by,
    words,
)
from moderation.vocabulary import Platform, WorkState

__all__ = ["Delivery", "Import", "ImportMapping", "ImportProblem", "Worked"]


class Worked:
    """The columns by which a worker claims a row, holds it for a while and gives it back.

    The database is the queue of record: a Celery message only says that a row is waiting. A
    claim counts the attempt before the work begins, so that a row that kills its worker is found.
    """

    state: Mapped[WorkState] = mapped_column(
        words(WorkState), server_default=WorkState.RECEIVED.value
    )
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_attempt_at: Mapped[datetime] = mapped_column(server_default=func.now())
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    error_code: Mapped[str | None]


class Delivery(Worked, AgencyOwned, Base):
    """A batch of comment events exactly as it arrived, or a slice of an import file.

    `platform` says in whose words. Without `page_id` each event names its page.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        owned_by("pages", "page_id"),
        owned_by("imports", "import_id"),
        UniqueConstraint("agency_id", "source", "external_id"),
        Index(
            "ix_deliveries_waiting",
            "next_attempt_at",
            postgresql_where=text("state IN ('received', 'running')"),
        ),
        Index("ix_deliveries_import", "agency_id", "import_id"),
        Index(
            "ix_deliveries_troubled",
            "agency_id",
            "id",
            postgresql_where=text("state = 'dead' OR unreadable IS NOT NULL"),
        ),
    )

    platform: Mapped[Platform] = mapped_column(
        words(Platform), server_default=Platform.STANDARD.value
    )
    page_id: Mapped[int | None]
    source: Mapped[str]
    external_id: Mapped[str]
    import_id: Mapped[int | None]
    body: Mapped[bytes]
    received_at: Mapped[datetime] = created_at()
    unreadable: Mapped[Json | None]
    comments_new: Mapped[int] = mapped_column(server_default="0")
    comments_known: Mapped[int] = mapped_column(server_default="0")


class Import(Worked, AgencyOwned, Base):
    """An export file that somebody brought, from upload to its last row."""

    __tablename__ = "imports"
    __table_args__ = (
        owned_by("pages", "page_id"),
        Index(
            "ix_imports_waiting",
            "next_attempt_at",
            postgresql_where=text("state IN ('received', 'running') AND confirmed_at IS NOT NULL"),
        ),
    )

    page_id: Mapped[int]
    file_name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(deferred=True)  # only the reader needs it
    size: Mapped[int]
    sha256: Mapped[str]
    mapping: Mapped[Json | None]
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    rows_read: Mapped[int] = mapped_column(server_default="0")
    rows_bad: Mapped[int] = mapped_column(server_default="0")


class ImportProblem(AgencyOwned, Base):
    """A row of a file that could not be read, kept with its reason so that it can be mended."""

    __tablename__ = "import_problems"
    __table_args__ = (
        owned_by("imports", "import_id"),
        UniqueConstraint("agency_id", "import_id", "line"),
    )

    import_id: Mapped[int]
    line: Mapped[int]
    code: Mapped[str]
    reason: Mapped[str]
    raw: Mapped[Json]


class ImportMapping(AgencyOwned, Base):
    """Which column of a file means what, saved under a name for the next file of its kind."""

    __tablename__ = "import_mappings"
    __table_args__ = (of_an_agency(), UniqueConstraint("agency_id", "name"))

    name: Mapped[str]
    mapping: Mapped[Json]
    created_at: Mapped[datetime] = created_at()
