"""Reply templates that an agency writes itself, and sources that were told to have changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, func
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
from moderation.vocabulary import TemplateState

__all__ = ["AgencyTemplate", "SourceChange", "TemplateVersion"]


class AgencyTemplate(AgencyOwned, Base):
    """A template of the agency's own; what it says stands in its newest version.

    `replaces` names a shipped template in whose stead this one is suggested. With `page_id` it is
    for that page alone; `topic` is the field of work, for people who look for it.
    """

    __tablename__ = "agency_templates"
    __table_args__ = (
        of_an_agency(),
        owned_by("pages", "page_id"),
        owned_by("users", "created_by"),
        owned_by("users", "changed_by"),
    )

    page_id: Mapped[int | None]
    topic: Mapped[str] = mapped_column(server_default="")
    owner: Mapped[str] = mapped_column(server_default="")
    review_by: Mapped[date | None]
    replaces: Mapped[str] = mapped_column(server_default="")
    state: Mapped[TemplateState] = mapped_column(
        words(TemplateState), server_default=TemplateState.DRAFT.value
    )
    version: Mapped[int] = mapped_column(server_default="1")
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    changed_by: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class TemplateVersion(Base):
    """What a template said at one time; rows are only added.

    `content` has the keys of a template file's front matter, and `body`.
    """

    __tablename__ = "template_versions"
    __table_args__ = (owned_by("agency_templates", "template_id"), owned_by("users", "saved_by"))

    agency_id: Mapped[int] = agency_key()
    template_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[Json] = mapped_column(JSONB)
    saved_by: Mapped[int | None]
    saved_at: Mapped[datetime] = created_at()


class SourceChange(AgencyOwned, Base):
    """Somebody noticed that a document or page changed: what rests on it waits for a look."""

    __tablename__ = "source_changes"
    __table_args__ = (
        of_an_agency(),
        owned_by("users", "noted_by"),
        owned_by("users", "settled_by"),
        Index("ix_source_changes_reference", "agency_id", "reference"),
    )

    reference: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    noted_by: Mapped[int | None]
    noted_at: Mapped[datetime] = created_at()
    settled_by: Mapped[int | None]
    settled_at: Mapped[datetime | None]
