"""Incidents as the console shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from fastapi import Request

from api.console.forms import row_id
from api.console.shell import shell_of
from api.console.words import Say, one_line, say_in, web
from api.event_values import STEPS_VI
from api.security import Desk
from api.view_models.incidents import (
    DutyFileLine,
    IncidentFormPage,
    IncidentLine,
    IncidentPage,
    IncidentsPage,
    LetterView,
    TimelineLine,
)
from api.view_models.parts import Choice, Due, FieldError
from api.words import AUTHORITIES_VI, INCIDENTS_VI, PLATFORMS
from moderation.duties.incidents import dues_of, page_of
from moderation.duties.notices import (
    Letter,
    Matter,
    to_authority,
    to_provider,
    to_provider_in_english,
)
from moderation.models import DutyFile, Event, Incident, Page, PageOfficer, SuspectPage
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import incidents as queries
from moderation.queries.suspects import find_suspect
from moderation.timing.clock import Clocks, agency_clocks
from moderation.vocabulary import EventKind, IncidentKind

__all__ = [
    "incident_form",
    "incident_page",
    "incidents_page",
    "letters_of",
    "matter_of",
    "shown_files",
    "timeline_of",
]

_SOON_SHARE = 0.25


def incidents_page(desk: Desk, request: Request) -> IncidentsPage:
    """Those of the pages whose duties the person keeps."""
    agency_id, session = desk.who.agency_id, desk.session
    clocks, now = agency_clocks(agency_id, session), datetime.now(UTC)
    found = queries.incidents(
        agency_id, session, page_ids=desk.who.pages(Permission.KEEP_DUTIES)
    )  # fmt: skip
    lines = tuple(_line(one, place, clocks, now) for one, place in found)
    return IncidentsPage(shell_of(desk, request, "duties"), lines)


def incident_form(
    desk: Desk, request: Request, typed: Mapping[str, str], errors: tuple[FieldError, ...] = ()
) -> IncidentFormPage:
    """The form with what was typed."""
    say, agency_id, session = say_in(desk.locale), desk.who.agency_id, desk.session
    suspect = find_suspect(agency_id, session, row_id(typed.get("suspect_id", "")))
    begun = IncidentKind.IMPERSONATED if suspect else IncidentKind.LOST
    kind = typed.get("kind", begun.value)
    chosen = typed.get("page_id", str(suspect.page_id) if suspect else "")
    return IncidentFormPage(
        shell=shell_of(desk, request, "duties"),
        pages=tuple(
            Choice(str(one.id), one_line(one.name), str(one.id) == chosen)
            for one in agencies.network_pages(agency_id, session)
            if desk.who.can(Permission.KEEP_DUTIES, one.id)
        ),
        kinds=tuple(
            Choice(one.value, say(INCIDENTS_VI[one]), one.value == kind) for one in IncidentKind
        ),
        summary=typed.get("summary", ""),
        detected_at=typed.get("detected_at", ""),
        suspect_id=suspect.id if suspect else 0,
        suspect=_named(suspect),
        errors=errors,
    )


def incident_page(
    desk: Desk, request: Request, found: Incident, errors: tuple[FieldError, ...] = ()
) -> IncidentPage:
    """Everything about one incident."""
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    place = page_of(session, found)
    line = _line(found, place, agency_clocks(agency_id, session), datetime.now(UTC))
    suspect = find_suspect(agency_id, session, found.suspect_id or 0)
    events = queries.duty_events(agency_id, session, EventKind.INCIDENT, "incident_id", found.id)
    is_open = found.closed_at is None
    return IncidentPage(
        shell=shell_of(desk, request, "duties"),
        line=line,
        summary=found.summary,
        suspect=_named(suspect),
        provider_reference=found.provider_reference,
        authority=found.authority,
        authority_reference=found.authority_reference,
        closing_report=found.closing_report,
        is_frozen=is_open and found.kind is IncidentKind.LOST,
        letters=_letters(desk, found, say),
        files=shown_files(queries.files_of(agency_id, session, incident_id=found.id), say),
        timeline=timeline_of(events, say),
        authorities=AUTHORITIES_VI,
        errors=errors,
    )


def letters_of(matter: Matter, authority: str) -> dict[str, Letter]:
    """The letters by the names that they have in addresses."""
    return {
        "provider": to_provider(matter),
        "provider-en": to_provider_in_english(matter),
        "authority": to_authority(matter, authority),
    }


def matter_of(desk: Desk, found: Incident) -> Matter:
    """The facts of an incident for its letters."""
    agency_id, session = desk.who.agency_id, desk.session
    place = page_of(session, found)
    suspect = find_suspect(agency_id, session, found.suspect_id or 0)
    officers = [one for one in agencies.officers(agency_id, session) if one.page_id == place.id]
    kept = queries.files_of(agency_id, session, incident_id=found.id)
    return Matter(
        agency=agencies.find_agency(agency_id, session).name,
        page=place.name,
        page_url=web(place.url),
        network=PLATFORMS.get(place.platform, "mạng xã hội"),
        kind=found.kind,
        detected_at=found.detected_at,
        summary=found.summary,
        fake_name=suspect.name if suspect else "",
        fake_url=suspect.url if suspect else "",
        provider_notified_at=found.provider_notified_at,
        provider_reference=found.provider_reference,
        contact=_contact(officers),
        files=tuple(one.name for one, _ in kept),
    )


def shown_files(kept: Sequence[tuple[DutyFile, str | None]], say: Say) -> tuple[DutyFileLine, ...]:
    """Files as lines."""
    return tuple(
        DutyFileLine(
            one.id, one_line(one.name, 140), one.size, one_line(by or "") or say("Chương trình"),
            one.created_at,
        )
        for one, by in kept
    )  # fmt: skip


def timeline_of(events: Sequence[tuple[Event, str | None]], say: Say) -> tuple[TimelineLine, ...]:
    """What was done, each as a sentence."""
    return tuple(
        TimelineLine(
            event.at, one_line(by or ""), say(STEPS_VI.get(str(event.data.get("step")), ""))
        )
        for event, by in events
    )  # fmt: skip


def _letters(desk: Desk, found: Incident, say: Say) -> tuple[LetterView, ...]:
    names = {
        "provider": say("Gửi mạng xã hội"),
        "provider-en": say("Gửi mạng xã hội, tiếng Anh"),
        "authority": say("Gửi cơ quan chức năng"),
    }
    base = f"/incidents/{found.id}/letters"
    return tuple(
        LetterView(to, names[to], one.text, "" if to == "provider-en" else f"{base}/{to}.pdf")
        for to, one in letters_of(matter_of(desk, found), found.authority).items()
    )


def _line(found: Incident, place: Page, clocks: Clocks, now: datetime) -> IncidentLine:
    dues = dues_of(found, clocks)
    return IncidentLine(
        id=found.id,
        kind=found.kind,
        page_name=one_line(place.name),
        detected_at=found.detected_at,
        provider_due=_due(found.detected_at, dues.provider, found.provider_notified_at, now),
        authority_due=_due(found.detected_at, dues.authority, found.authority_notified_at, now),
        provider_notified_at=found.provider_notified_at,
        authority_notified_at=found.authority_notified_at,
        closed_at=found.closed_at,
    )


def _due(start: datetime, due: datetime, done: datetime | None, now: datetime) -> Due:
    """By the clock: an incident does not wait for office hours."""
    left = int((due - (done or now)).total_seconds() // 60)
    if left < 0:
        return Due("late", due, left, "clock")
    if done is not None:
        return Due("done", due, 0, "clock")
    whole = (due - start).total_seconds() / 60
    return Due("soon" if left <= whole * _SOON_SHARE else "waiting", due, left, "clock")


def _named(suspect: SuspectPage | None) -> str:
    return f"{one_line(suspect.name)} · {one_line(suspect.url, 200)}" if suspect else ""


def _contact(officers: list[PageOfficer]) -> str:
    """The first person in charge of the page whom one can reach."""
    for one in officers:
        parts = [one.name, one.title, one.phone, one.email]
        if one.phone or one.email:
            return ", ".join(" ".join(part.split()) for part in parts if part.strip())
    return ""
