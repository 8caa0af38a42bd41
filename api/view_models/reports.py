"""Official reports, and what an agency shows the public of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.view_models.parts import Choice, FieldError, Shell
    from moderation.vocabulary import WorkState


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report; `url` is its file, empty until it is written."""

    id: int
    name: str
    state: WorkState
    made_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class ReportForm:
    """How reports are headed and signed, which come by themselves, what is public."""

    superior: str
    symbol: str
    place: str
    recipients: str
    signer_title: str
    signer_name: str
    monthly: bool
    quarterly: bool
    is_public: bool


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """`/reports`: the files, one more to be asked for, and the settings."""

    template: ClassVar[str] = "reports.html"
    shell: Shell
    lines: tuple[ReportLine, ...]
    periods: tuple[Choice, ...]
    form: ReportForm
    public_path: str
    may_edit: bool
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicHidden:
    """Comments hidden for a reason and shown again."""

    reason: str
    hidden: int
    undone: int


@dataclass(frozen=True, slots=True)
class PublicMonthView:
    """One month as the public sees it; None where there is too little to say."""

    since: date
    received: int
    opened: int
    answered: int
    within_percent: int | None
    median: int | None
    p90: int | None
    hidden: tuple[PublicHidden, ...]
    hidden_count: int
    undone_count: int


@dataclass(frozen=True, slots=True)
class TransparencyPage:
    """`/minh-bach/<agency>`: for anybody; nobody's words or names stand in it."""

    template: ClassVar[str] = "transparency.html"
    agency: str
    as_of: datetime
    months: tuple[PublicMonthView, ...]
