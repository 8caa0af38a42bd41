"""A page of ours lost, impersonated or misused (A11, A12): who must hear by when, and what stops.

How soon is "promptly" in the Code of Conduct; the hours are the agency's own limits. From the
moment that somebody writes down that a page is lost, nothing leaves for it: its connection is
paused, and no new key, no renewal and no person lets it go on before the incident is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.duties import files
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import record_all
from moderation.models import DutyFile, Incident, Page
from moderation.policy import Permission, Who
from moderation.queries import agencies
from moderation.queries import incidents as queries
from moderation.replies import connections
from moderation.timing.clock import Clocks
from moderation.vocabulary import EventKind, IncidentKind

__all__ = [
    "AUTHORITY_CLOCK",
    "PROVIDER_CLOCK",
    "IncidentChange",
    "IncidentDues",
    "attach",
    "close",
    "dues_of",
    "find",
    "note_authority",
    "note_provider",
    "open_file",
    "open_incident",
    "page_of",
]

PROVIDER_CLOCK, AUTHORITY_CLOCK = "incident_provider", "incident_authority"
_LONGEST, _LONGEST_LINE = 5_000, 200
_CLOCK_DRIFT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """What happened to which page, and when somebody saw it."""

    page_id: int
    kind: IncidentKind
    summary: str
    detected_at: datetime
    suspect_id: int | None = None


@dataclass(frozen=True, slots=True)
class IncidentDues:
    """By when the network and the authority must have heard."""

    provider: datetime
    authority: datetime


def open_incident(session: Session, who: Who, change: IncidentChange) -> Incident:
    """Write an incident down; a page that is lost is frozen in the same transaction."""
    page = agencies.find_page(who.agency_id, session, change.page_id)
    if page is None:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    who.require(Permission.KEEP_DUTIES, page.id)
    made = Incident(
        agency_id=who.agency_id,
        page_id=page.id,
        kind=change.kind,
        summary=_words(change.summary, "summary", "Ghi ngắn gọn đã xảy ra chuyện gì."),
        detected_at=_past(change.detected_at, "detected_at"),
        suspect_id=change.suspect_id,
        opened_by=who.person_id,
        provider_reference="",
        authority="",
        authority_reference="",
        closing_report="",
    )
    session.add(made)
    session.flush()
    _note(session, who, made, "opened", happened=made.kind.value)
    if made.kind is IncidentKind.LOST and connections.freeze(session, who, page.id):
        _note(session, who, made, "frozen")
    return made


def find(session: Session, who: Who, incident_id: int) -> Incident:
    """One incident of a page that this person keeps the duties of; NotFoundError otherwise."""
    found = queries.find_incident(who.agency_id, session, incident_id)
    if found is None or not who.can(Permission.KEEP_DUTIES, found.page_id):
        raise NotFoundError(
            "Không có sự cố này; chưa có gì thay đổi. Hãy chọn lại trong danh sách sự cố."
        )
    return found


def note_provider(
    session: Session, who: Who, incident_id: int, *, at: datetime, reference: str = ""
) -> Incident:
    """The network was told, under which number of theirs."""
    incident = _open(session, who, incident_id)
    incident.provider_notified_at = _after(incident, at)
    incident.provider_reference = _line(reference)
    _note(session, who, incident, "provider_notified")
    return incident


def note_authority(
    session: Session,
    who: Who,
    incident_id: int,
    *,
    at: datetime,
    authority: str,
    reference: str = "",
) -> Incident:
    """The competent authority was told: which, and under which number."""
    incident = _open(session, who, incident_id)
    incident.authority = _line(_words(authority, "authority", "Ghi tên cơ quan đã báo."))
    incident.authority_notified_at = _after(incident, at)
    incident.authority_reference = _line(reference)
    _note(session, who, incident, "authority_notified")
    return incident


def attach(session: Session, who: Who, incident_id: int, name: str, content: bytes) -> DutyFile:
    """Keep what proves it."""
    incident = _open(session, who, incident_id)
    kept = files.keep(session, who, name, content, incident_id=incident.id)
    _note(session, who, incident, "file_added", file_id=kept.id, sha256=kept.sha256)
    return kept


def open_file(session: Session, who: Who, incident_id: int, file_id: int) -> DutyFile:
    """A file of this incident with its contents."""
    incident = find(session, who, incident_id)
    return files.opened(session, who, file_id, incident_id=incident.id)


def close(session: Session, who: Who, incident_id: int, report: str) -> Incident:
    """Say how it ended. A page that was frozen stays paused until somebody resumes it by hand."""
    incident = _open(session, who, incident_id)
    incident.closing_report = _words(report, "report", "Ghi sự cố đã được giải quyết thế nào.")
    incident.closed_at = datetime.now(UTC)
    _note(session, who, incident, "closed")
    return incident


def dues_of(incident: Incident, clocks: Clocks) -> IncidentDues:
    """Both limits, in the version that was in force on the day it was detected."""
    return IncidentDues(
        *(
            clocks.due(key, incident.detected_at, page_id=incident.page_id)
            for key in (PROVIDER_CLOCK, AUTHORITY_CLOCK)
        )
    )


def page_of(session: Session, incident: Incident) -> Page:
    """The page that it is about."""
    found = agencies.find_page(incident.agency_id, session, incident.page_id)
    assert found is not None  # noqa: S101 - a foreign key holds it
    return found


def _open(session: Session, who: Who, incident_id: int) -> Incident:
    find(session, who, incident_id)
    locked = queries.lock_incident(who.agency_id, session, incident_id)
    if locked is None or locked.closed_at is not None:
        raise ConflictError(
            "Sự cố này đã kết thúc nên không sửa được nữa. Nếu tái diễn, hãy ghi sự cố mới."
        )
    return locked


def _past(at: datetime, field: str) -> datetime:
    """A clock of the office may be minutes ahead of ours."""
    now = datetime.now(UTC)
    if at > now + _CLOCK_DRIFT:
        raise BadInputError("Thời điểm này ở tương lai. Hãy xem lại ngày giờ.", field=field)
    return min(at, now)


def _after(incident: Incident, at: datetime) -> datetime:
    at = _past(at, "at")
    if at < incident.detected_at.replace(second=0, microsecond=0):
        raise BadInputError("Thời điểm báo phải sau lúc phát hiện sự cố.", field="at")
    return at


def _words(text: str, field: str, wanted: str) -> str:
    said = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not said or len(said) > _LONGEST:
        raise BadInputError(wanted if not said else "Dài quá 5.000 ký tự.", field=field)
    return said


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_LINE]


def _note(session: Session, who: Who, incident: Incident, step: str, **more: object) -> None:
    about: dict[str, object] = {"incident_id": incident.id, "page_id": incident.page_id}
    data = {**about, "step": step, **more}
    record_all(session, who, [{"kind": EventKind.INCIDENT, "data": data}])
