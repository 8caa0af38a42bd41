"""Rules that an agency writes itself, and the comments that they caught."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Index, func
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
from moderation.vocabulary import Label, Priority, Reason, RuleState

__all__ = ["AgencyRule", "RuleCatch"]


class AgencyRule(AgencyOwned, Base):
    """What staff look for in comments, and where such a case goes. It routes and does nothing else.

    `condition` is made ready by `classifiers.rules.compiling`. Dates and hours are Vietnam's, those
    of the comment itself; hours whose end is before their start run over midnight. What the effect
    leaves empty stays as the machine and the routing table have it.
    """

    __tablename__ = "agency_rules"
    __table_args__ = (
        of_an_agency(),
        owned_by("pages", "page_id"),
        owned_by("users", "created_by"),
        owned_by("users", "changed_by"),
        CheckConstraint("valid_from <= valid_to", name="dates"),
        CheckConstraint("(hours_from IS NULL) = (hours_to IS NULL)", name="hours"),
        CheckConstraint("label IS NOT NULL OR reason IS NULL", name="reason"),
    )

    name: Mapped[str]
    condition: Mapped[Json]
    page_id: Mapped[int | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    hours_from: Mapped[time | None]
    hours_to: Mapped[time | None]
    state: Mapped[RuleState] = mapped_column(words(RuleState), server_default=RuleState.DRAFT.value)
    label: Mapped[Label | None] = mapped_column(words(Label))
    reason: Mapped[Reason | None] = mapped_column(words(Reason))
    queue_key: Mapped[str | None]
    priority: Mapped[Priority | None] = mapped_column(words(Priority))
    version: Mapped[int] = mapped_column(server_default="1")
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    changed_by: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class RuleCatch(Base):
    """The rule that decided over one version of a comment's text, and the words that spoke for it.

    Apart from the prediction, which stays the machine's own.
    """

    __tablename__ = "rule_catches"
    __table_args__ = (
        owned_by("comments", "comment_id"),
        owned_by("agency_rules", "rule_id"),
        Index("ix_rule_catches_rule", "agency_id", "rule_id", "caught_at"),
    )

    agency_id: Mapped[int] = agency_key()
    comment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text_version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule_id: Mapped[int]
    spans: Mapped[list[list[int]]] = mapped_column(JSONB)
    caught_at: Mapped[datetime] = created_at()
