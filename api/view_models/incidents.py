"""Incidents of the agency's pages: the register, one of them, and the letters about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Choice, Due, FieldError, Shell
    from moderation.vocabulary import IncidentKind


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident; a limit that was kept is gone from its due."""

    id: int
    kind: IncidentKind
    page_name: str
    detected_at: datetime
    provider_due: Due
    authority_due: Due
    provider_notified_at: datetime | None = None
    authority_notified_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DutyFileLine:
    """A file that proves it."""

    id: int
    name: str
    size: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LetterView:
    """A ready letter: `to` names it in addresses, `name` says to whom; `pdf_url` may be empty."""

    to: str
    name: str
    text: str
    pdf_url: str = ""


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """What was done about it; `who` is empty for the machine."""

    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """`/incidents`: open ones first."""

    template: ClassVar[str] = "incidents.html"
    shell: Shell
    incidents: tuple[IncidentLine, ...]


@dataclass(frozen=True, slots=True)
class IncidentFormPage:
    """`/incidents/new`; `suspect` names the impersonating page that it is begun from."""

    template: ClassVar[str] = "incident_form.html"
    shell: Shell
    pages: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    summary: str = ""
    detected_at: str = ""
    suspect_id: int = 0
    suspect: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """`/incidents/{id}`."""

    template: ClassVar[str] = "incident.html"
    shell: Shell
    line: IncidentLine
    summary: str
    suspect: str
    provider_reference: str
    authority: str
    authority_reference: str
    closing_report: str
    is_frozen: bool
    letters: tuple[LetterView, ...]
    files: tuple[DutyFileLine, ...]
    timeline: tuple[TimelineLine, ...]
    authorities: tuple[str, ...] = ()
    errors: tuple[FieldError, ...] = ()
