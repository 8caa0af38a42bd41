"""What moves a clock besides the calendar, and who is told when it runs out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
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
from moderation.vocabulary import CaseNews, Duty, EscalationMoment, PauseReason, Recipient

__all__ = [
    "CasePause",
    "DutyReminder",
    "DutyShift",
    "EscalationNotice",
    "EscalationRule",
    "Notification",
]


class CasePause(AgencyOwned, Base):
    """A time in which a case's clock stands still.

    It has an end from the first, so that no case is forgotten in it; resuming earlier moves it.
    """

    __tablename__ = "case_pauses"
    __table_args__ = (
        owned_by("cases", "case_id"),
        owned_by("users", "created_by"),
        CheckConstraint("starts_at <= ends_at", name="order"),
        Index("ix_case_pauses_case", "agency_id", "case_id"),
    )

    case_id: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[PauseReason] = mapped_column(words(PauseReason))
    note: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()


class DutyShift(AgencyOwned, Base):
    """Somebody is on duty for a page out of office hours; there it counts as office time."""

    __tablename__ = "duty_shifts"
    __table_args__ = (
        owned_by("pages", "page_id"),
        owned_by("users", "user_id"),
        CheckConstraint("starts_at < ends_at", name="order"),
        Index("ix_duty_shifts_page", "agency_id", "page_id", "starts_at"),
    )

    page_id: Mapped[int]
    user_id: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime] = created_at()


class EscalationRule(AgencyOwned, Base):
    """One step: `amount` is per cent of the limit before it, office minutes after it."""

    __tablename__ = "escalation_rules"
    __table_args__ = (
        of_an_agency(),
        owned_by("users", "user_id"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("moment <> 'before' OR amount BETWEEN 1 AND 99", name="share"),
    )

    position: Mapped[int]
    moment: Mapped[EscalationMoment] = mapped_column(words(EscalationMoment))
    amount: Mapped[int]
    recipient: Mapped[Recipient] = mapped_column(words(Recipient))
    user_id: Mapped[int | None]
    active: Mapped[bool] = mapped_column(server_default="true")


class EscalationNotice(Base):
    """A step that has told of a case: once for each time that the case was open."""

    __tablename__ = "escalation_notices"
    __table_args__ = (owned_by("cases", "case_id"), owned_by("escalation_rules", "rule_id"))

    agency_id: Mapped[int] = agency_key()
    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reopenings: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    sent_at: Mapped[datetime] = created_at()


class DutyReminder(Base):
    """A limit of a duty of which people were told: once before it, once when it has run out.

    `subject_id` is the row that has the limit, 0 for the agency itself. A limit that moves is
    another one.
    """

    __tablename__ = "duty_reminders"
    __table_args__ = (of_an_agency(),)

    agency_id: Mapped[int] = agency_key()
    duty: Mapped[Duty] = mapped_column(words(Duty), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    news: Mapped[CaseNews] = mapped_column(words(CaseNews), primary_key=True)
    sent_at: Mapped[datetime] = created_at()


class Notification(AgencyOwned, Base):
    """What one person is told: of time limits, of a case by a colleague, of `cases_count` duties.

    `mailed_at`, `pushed_at` and `hooked_at` are when it was put into a letter of that channel.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        owned_by("users", "user_id"),
        owned_by("cases", "case_id"),
        owned_by("users", "from_id"),
        CheckConstraint("(moment IS NULL) <> (news IS NULL)", name="one_reason"),
        CheckConstraint("duty IS NULL OR news IN ('duty_soon', 'duty_late')", name="duty"),
        Index("ix_notifications_user", "agency_id", "user_id", "id"),
        Index(
            "ix_notifications_unread",
            "agency_id",
            "user_id",
            postgresql_where=text("read_at IS NULL"),
        ),
        Index("ix_notifications_fresh", "agency_id", "created_at"),
    )

    user_id: Mapped[int]
    moment: Mapped[EscalationMoment | None] = mapped_column(words(EscalationMoment))
    news: Mapped[CaseNews | None] = mapped_column(words(CaseNews))
    duty: Mapped[Duty | None] = mapped_column(words(Duty))
    from_id: Mapped[int | None]
    cases_count: Mapped[int]
    case_id: Mapped[int | None]
    created_at: Mapped[datetime] = created_at()
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]
    hooked_at: Mapped[datetime | None]
