"""An agency and what it decides about its own work: queues, routing, clocks, office calendar."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, created_at, of_an_agency, owned_by, words
from moderation.vocabulary import (
    ClockConfidence,
    ClockUnit,
    Label,
    Priority,
    Reason,
    ReplySignature,
)

__all__ = ["Agency", "CalendarDay", "CalendarShift", "Clock", "Queue", "RoutingRule"]


class Agency(Base):
    """A state agency: the tenant. With `outgoing_paused_at`, nothing leaves for any network.

    Since `tips_opened_at` anybody may tell it, without an account, of what they saw on the net.
    """

    __tablename__ = "agencies"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    citizen_address: Mapped[str] = mapped_column(server_default="ông/bà")
    agency_address: Mapped[str] = mapped_column(server_default="cơ quan")
    reply_signature: Mapped[ReplySignature] = mapped_column(
        words(ReplySignature), server_default=ReplySignature.NONE.value
    )
    outgoing_paused_at: Mapped[datetime | None]
    tips_opened_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = created_at()


class Queue(AgencyOwned, Base):
    """A list in which cases wait for people."""

    __tablename__ = "queues"
    __table_args__ = (of_an_agency(), UniqueConstraint("agency_id", "key"))

    key: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int]


class Clock(AgencyOwned, Base):
    """A time limit as data: how long, counted in what, resting on which text.

    A key has one row for each stretch of dates in which its limit held; that of the day on which
    a clock starts counts.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        of_an_agency(),
        UniqueConstraint("agency_id", "key", "valid_from", postgresql_nulls_not_distinct=True),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    key: Mapped[str]
    name: Mapped[str]
    amount: Mapped[int]
    unit: Mapped[ClockUnit] = mapped_column(words(ClockUnit))
    citation: Mapped[str] = mapped_column(server_default="")
    confidence: Mapped[ClockConfidence] = mapped_column(
        words(ClockConfidence), server_default=ClockConfidence.OWN.value
    )
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class RoutingRule(AgencyOwned, Base):
    """One row of the routing table; the first that matches, by position, decides.

    An empty label, reason or page matches any.
    """

    __tablename__ = "routing_rules"
    __table_args__ = (owned_by("pages", "page_id"),)

    position: Mapped[int]
    label: Mapped[Label | None] = mapped_column(words(Label))
    reason: Mapped[Reason | None] = mapped_column(words(Reason))
    page_id: Mapped[int | None]
    queue_key: Mapped[str]
    priority: Mapped[Priority] = mapped_column(words(Priority))
    clock_key: Mapped[str]


class CalendarShift(AgencyOwned, Base):
    """Office hours of one weekday (0 is Monday); several a day, by season if dated."""

    __tablename__ = "calendar_shifts"
    __table_args__ = (
        of_an_agency(),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("starts < ends", name="order"),
    )

    weekday: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class CalendarDay(AgencyOwned, Base):
    """A day that differs from its weekday: a holiday, or a make-up working day."""

    __tablename__ = "calendar_days"
    __table_args__ = (of_an_agency(), UniqueConstraint("agency_id", "day"))

    day: Mapped[date]
    works: Mapped[bool]
    name: Mapped[str]
    source: Mapped[str] = mapped_column(server_default="")
