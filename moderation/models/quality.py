"""Blind second looks at a sample of decisions, and comments whose label is agreed upon."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import SmallInteger

from moderation.models.base import (
    AgencyOwned,
    Base,
    agency_key,
    created_at,
    of_an_agency,
    owned_by,
    words,
)
from moderation.vocabulary import Label

__all__ = ["GoldenItem", "QualityRule", "SecondLook"]


class QualityRule(Base):
    """How much an agency looks at twice: per cent of decisions, and of golden items among them."""

    __tablename__ = "quality_rules"
    __table_args__ = (
        of_an_agency(),
        CheckConstraint("sample_percent BETWEEN 0 AND 5", name="sample"),
        CheckConstraint("golden_percent BETWEEN 0 AND 20", name="golden"),
    )

    agency_id: Mapped[int] = agency_key()
    sample_percent: Mapped[int] = mapped_column(SmallInteger, server_default="3")
    golden_percent: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class GoldenItem(AgencyOwned, Base):
    """A comment whose right label the agency has agreed upon, shown now and then as if new."""

    __tablename__ = "golden_items"
    __table_args__ = (
        owned_by("comments", "comment_id"),
        owned_by("users", "added_by"),
        UniqueConstraint("agency_id", "comment_id"),
    )

    comment_id: Mapped[int]
    page_id: Mapped[int]
    label: Mapped[Label] = mapped_column(words(Label))
    added_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()


class SecondLook(AgencyOwned, Base):
    """A comment that another person labels without seeing the first label.

    `event_id` is the decision that was drawn; one of a golden item has none, and its first label
    is the agreed one.
    """

    __tablename__ = "second_looks"
    __table_args__ = (
        owned_by("comments", "comment_id"),
        owned_by("golden_items", "golden_id"),
        owned_by("users", "first_by"),
        owned_by("users", "second_by"),
        CheckConstraint("(event_id IS NULL) = (golden_id IS NOT NULL)", name="kind"),
        CheckConstraint("(second_label IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("first_by <> second_by", name="blind"),
        Index(
            "ix_second_looks_waiting",
            "agency_id",
            "id",
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_second_looks_decided", "agency_id", "decided_at"),
    )

    comment_id: Mapped[int]
    page_id: Mapped[int]
    event_id: Mapped[int | None]
    golden_id: Mapped[int | None]
    first_label: Mapped[Label] = mapped_column(words(Label))
    first_by: Mapped[int | None]
    second_label: Mapped[Label | None] = mapped_column(words(Label))
    second_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    decided_at: Mapped[datetime | None]
