"""The office calendar, the time limits, and what a person was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.view_models.parts import Choice, FieldError, Shell
    from moderation.vocabulary import CaseNews, ClockConfidence, EscalationMoment, Recipient

DayKind = Literal["work", "rest", "holiday", "makeup"]


@dataclass(frozen=True, slots=True)
class MovedDue:
    """One case whose due time a change moves."""

    case_id: int
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a change would do to open cases; `late` become late by it, `saved` are late no more."""

    open_cases: int
    moved: int
    late: int
    saved: int
    examples: tuple[MovedDue, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """One day of a month's sheet; `about` says what differs from its weekday."""

    day: date
    kind: DayKind
    about: str = ""


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A month, Monday first; None fills a week before the first day and after the last."""

    month: int
    weeks: tuple[tuple[CalendarCell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its weekday, and by which text."""

    day: date
    weekday: str
    works: bool
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class DayForm:
    """What was typed about a day; `act` is what a preview has shown and a save would do."""

    day: str = ""
    works: bool = False
    name: str = ""
    source: str = ""
    act: Literal["set", "remove"] = "set"


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One line of office hours; `weekdays` are "0" (Monday) to "6"."""

    weekdays: tuple[str, ...] = ()
    starts: str = ""
    ends: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Somebody on duty for a page."""

    id: int
    page: str
    person: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class DutyForm:
    """What was typed about a duty."""

    page: str = ""
    person: str = ""
    starts: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """`/calendar?year=`: a year, its special days, the week's hours and the duties."""

    template: ClassVar[str] = "calendar.html"
    shell: Shell
    year: int
    months: tuple[MonthSheet, ...]
    days: tuple[SpecialDay, ...]
    shifts: tuple[ShiftLine, ...]
    version: int
    duties: tuple[DutyLine, ...]
    pages: tuple[Choice, ...]
    people: tuple[Choice, ...]
    day: DayForm
    duty: DutyForm
    may_edit: bool = True
    may_edit_duties: bool = True
    day_preview: ChangePreview | None = None
    shifts_preview: ChangePreview | None = None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A time limit in one version; `next_from` is the first day of a version that follows."""

    key: str
    name: str
    limit: str
    citation: str
    confidence: ClockConfidence
    valid_from: date | None
    valid_to: date | None
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of telling people; `person` is the id of the deputy, empty for nobody."""

    id: int
    moment: EscalationMoment
    amount: int
    recipient: Recipient
    person: str
    active: bool


@dataclass(frozen=True, slots=True)
class ClocksPage:
    """`/clocks`: the time limits with their sources, and who is told when one runs out."""

    template: ClassVar[str] = "clocks.html"
    shell: Shell
    clocks: tuple[ClockLine, ...]
    steps: tuple[StepLine, ...]
    version: int
    people: tuple[Choice, ...]
    may_edit: bool = True
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockForm:
    """A time limit as it stands in its form."""

    name: str
    amount: str
    unit: str
    citation: str
    confidence: str
    from_day: str = ""


@dataclass(frozen=True, slots=True)
class ClockPage:
    """`/clocks/{key}`: one time limit to be changed."""

    template: ClassVar[str] = "clock.html"
    shell: Shell
    key: str
    clock: ClockForm
    version: int
    preview: ChangePreview | None = None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class NotificationLine:
    """What the person was told: of time limits, or of a case by a colleague, with the way there."""

    moment: EscalationMoment | None
    cases: int
    url: str
    at: datetime
    is_new: bool
    news: CaseNews | None = None
    by: str = ""
    case_id: int = 0
    duty: str = ""


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    """`/notifications`: newest first."""

    template: ClassVar[str] = "notifications.html"
    shell: Shell
    lines: tuple[NotificationLine, ...]
