"""Pages that may pass for ours: the register and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.incidents import DutyFileLine, TimelineLine
    from api.view_models.parts import Choice, Due, FieldError, Shell
    from moderation.vocabulary import ScanMethod, SuspectLevel, SuspectOutcome


@dataclass(frozen=True, slots=True)
class SuspectLine:
    """One page in the register; `similarity` of its name to ours, in per cent."""

    id: int
    name: str
    url: str
    page_name: str
    similarity: int
    level: SuspectLevel
    found_at: datetime
    reported_to: str = ""
    reported_at: datetime | None = None
    reference: str = ""
    outcome: SuspectOutcome | None = None
    outcome_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScanLine:
    """A look for such pages."""

    at: datetime
    method: ScanMethod
    file_name: str
    rows: int
    found: int


@dataclass(frozen=True, slots=True)
class SuspectsPage:
    """`/suspects`: those without outcome first, the looks, and both ways to add to them."""

    template: ClassVar[str] = "suspects.html"
    shell: Shell
    suspects: tuple[SuspectLine, ...]
    scans: tuple[ScanLine, ...]
    scan_due: Due
    may_scan: bool
    pages: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    name: str = ""
    url: str = ""
    note: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class SuspectView:
    """`/suspects/{id}`."""

    template: ClassVar[str] = "suspect.html"
    shell: Shell
    line: SuspectLine
    note: str
    levels: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    files: tuple[DutyFileLine, ...]
    timeline: tuple[TimelineLine, ...]
    errors: tuple[FieldError, ...] = ()
