"""The file of a case for a competent authority, and the register of what was passed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.view_models.parts import Choice, FieldError, Shell, TextSegment
    from moderation.vocabulary import Label, Platform, Reason, ReferralOutcome

__all__ = ["CaseFilePage", "LetterForm", "ReferralLine", "ReferralsPage"]


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral. `days` are those left until it is due, below zero once it is overdue."""

    id: int
    case_id: int
    body: str
    number: str
    sent_on: date
    by: str
    due_on: date | None = None
    days: int | None = None
    note: str = ""
    file_sha256: str = ""
    outcome: ReferralOutcome | None = None
    answered_on: date | None = None
    answer_number: str = ""
    answer: str = ""
    may_answer: bool = False


@dataclass(frozen=True, slots=True)
class LetterForm:
    """What was typed into the form of a new referral."""

    body: str = ""
    number: str = ""
    sent_on: str = ""
    due_on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseFilePage:
    """What the file of a case will hold, how it is taken, and where it has gone."""

    template: ClassVar[str] = "case_file.html"
    shell: Shell
    case_id: int
    words: tuple[TextSegment, ...]
    platform: Platform
    page_name: str
    posted_at: datetime
    label: Label
    reasons: tuple[Reason, ...]
    labelled_by: Literal["person", "machine"]
    comments: int
    files: int
    events: int
    unsealed: int
    may_take: bool
    may_refer: bool
    is_held: bool
    lines: tuple[ReferralLine, ...]
    outcomes: tuple[Choice, ...]
    form: LetterForm
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralsPage:
    """Everything that was passed on, what waits for an answer first."""

    template: ClassVar[str] = "referrals.html"
    shell: Shell
    lines: tuple[ReferralLine, ...]
    waiting: int
    late: int
