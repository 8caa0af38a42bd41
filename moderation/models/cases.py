"""The case: what staff work on, its suggestions, drafts, and the events that made it what it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import SmallInteger, Text

from moderation.models.base import AgencyOwned, Base, Json, agency_key, created_at, owned_by, words
from moderation.vocabulary import Actor, CaseStatus, DismissReason, EventKind, Label, Language

__all__ = ["Case", "Draft", "Event", "NearCopyKey", "Suggestion"]

_ORDER = ("due_at", "severity", "id")


class Case(AgencyOwned, Base):
    """One comment, or many that say the same, with its place in a queue and its clock.

    `severity` is the rank of the priority, 0 the most urgent, so that the database can sort by it.
    `opened_at` is the source's time of the earliest comment: the clock starts there, not when the
    comment reached us. A case that was reopened after an answer is due anew from `reopened_at`;
    its first response and the `first_due_at` that it is held against stay what they were.
    `paused_until` is the end of its latest pause. `response_minutes` are the office minutes to the
    first answer, `waited_minutes` those to the closing of a case that was closed without one.
    """

    __tablename__ = "cases"
    __table_args__ = (
        owned_by("pages", "page_id"),
        owned_by("posts", "post_id"),
        owned_by("users", "claimed_by"),
        CheckConstraint(
            "(closed_at IS NOT NULL) = (status IN ('answered', 'dismissed'))", name="closed"
        ),
        Index(
            "ix_cases_queue",
            "agency_id",
            "queue_key",
            "due_at",
            "severity",
            "id",
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_cases_due",
            "agency_id",
            "due_at",
            "severity",
            "id",
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_cases_new",
            "agency_id",
            *_ORDER,
            postgresql_where=text(
                "closed_at IS NULL AND status = 'open' AND escalated_to IS NULL AND certainty < 1"
            ),
        ),
        Index(
            "ix_cases_escalated",
            "agency_id",
            *_ORDER,
            postgresql_where=text("closed_at IS NULL AND escalated_to IS NOT NULL"),
        ),
        Index(
            "ix_cases_status",
            "agency_id",
            "status",
            *_ORDER,
            postgresql_where=text("closed_at IS NULL AND status <> 'open'"),
        ),
        Index(
            "ix_cases_mine",
            "agency_id",
            "claimed_by",
            *_ORDER,
            postgresql_where=text("closed_at IS NULL AND claimed_by IS NOT NULL"),
        ),
        Index(
            "ix_cases_page",
            "agency_id",
            "page_id",
            *_ORDER,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_cases_label",
            "agency_id",
            "label",
            *_ORDER,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_cases_closed", "agency_id", "closed_at", "id"),
        Index("ix_cases_opened", "agency_id", "opened_at"),
        Index("ix_cases_response", "agency_id", "first_response_at"),
    )

    page_id: Mapped[int]
    post_id: Mapped[int | None]
    lead_comment_id: Mapped[int]
    comments_count: Mapped[int] = mapped_column(server_default="1")
    label: Mapped[Label] = mapped_column(words(Label))
    also: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    traits: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    language: Mapped[Language | None] = mapped_column(words(Language))
    certainty: Mapped[float]
    needs_human: Mapped[bool]
    queue_key: Mapped[str]
    severity: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[CaseStatus] = mapped_column(
        words(CaseStatus), server_default=CaseStatus.OPEN.value
    )
    clock_key: Mapped[str]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    first_response_at: Mapped[datetime | None]
    response_minutes: Mapped[int | None]
    first_due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    waited_minutes: Mapped[int | None]
    reopened_at: Mapped[datetime | None]
    reopenings: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    paused_until: Mapped[datetime | None]
    dismiss_reason: Mapped[DismissReason | None] = mapped_column(words(DismissReason))
    escalated_to: Mapped[str | None]
    claimed_by: Mapped[int | None]
    claimed_until: Mapped[datetime | None]
    claim_token: Mapped[str | None]
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = created_at()

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy hands over the class
        return {"version_id_col": cls.version}


class NearCopyKey(Base):
    """A key shared by texts that say the same, and the open case that such a text joins.

    An index of our own making: no foreign key, whose check for each of up to nine rows a comment
    costs more than the rest of the triage. A key whose case is gone finds nothing.
    """

    __tablename__ = "near_copy_keys"

    agency_id: Mapped[int] = agency_key()
    page_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int]
    seen_at: Mapped[datetime] = created_at()


class Suggestion(Base):
    """A response template that fits a case, with the reason in words."""

    __tablename__ = "suggestions"
    __table_args__ = (owned_by("cases", "case_id"),)

    agency_id: Mapped[int] = agency_key()
    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    template_id: Mapped[str]
    score: Mapped[float]
    reason: Mapped[str]


class Draft(AgencyOwned, Base):
    """One version of a reply being written; the newest that nobody discarded is the draft."""

    __tablename__ = "drafts"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("users", "author_id"),
        UniqueConstraint("agency_id", "case_id", "version"),
    )

    case_id: Mapped[int]
    version: Mapped[int]
    template_id: Mapped[str | None]
    text: Mapped[str]
    author_id: Mapped[int | None]
    saved_at: Mapped[datetime] = created_at()
    discarded_at: Mapped[datetime | None]


class Event(AgencyOwned, Base):
    """Something that happened. Rows are only ever added; no citizen's words stand in `data`."""

    __tablename__ = "events"
    __table_args__ = (
        owned_by("cases", "case_id"),
        Index("ix_events_case", "agency_id", "case_id", "id"),
        Index("ix_events_at", "agency_id", "at"),
        Index(
            "ix_events_relabelled",
            "agency_id",
            "at",
            postgresql_where=text("kind = 'relabelled'"),
        ),
        Index(
            "ix_events_duties",
            "agency_id",
            "kind",
            "id",
            postgresql_where=text("kind IN ('incident', 'suspect_page', 'pages_scanned')"),
        ),
        Index(
            "ix_events_undoes",
            "agency_id",
            "undoes_id",
            postgresql_where=text("undoes_id IS NOT NULL"),
        ),
        Index(
            "ix_events_person",
            "agency_id",
            "actor_id",
            "id",
            postgresql_where=text("actor = 'person'"),
        ),
    )

    at: Mapped[datetime] = created_at()
    kind: Mapped[EventKind] = mapped_column(words(EventKind))
    actor: Mapped[Actor] = mapped_column(words(Actor))
    actor_id: Mapped[int | None]
    case_id: Mapped[int | None]
    comment_id: Mapped[int | None]
    undoes_id: Mapped[int | None]
    data: Mapped[Json] = mapped_column(server_default="{}")
    entry_sha256: Mapped[bytes]
