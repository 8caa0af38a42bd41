"""The log of what was done, for whoever looks after the others' doings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from api.console.answers import page
from api.console.dates import day_or_none
from api.console.event_details import Called, details
from api.console.forms import QueryText
from api.console.shell import shell_of
from api.console.spreadsheets import guarded_lines
from api.console.words import one_line, say_in
from api.i18n import Formats
from api.rest.schemas.values import MAX_ID
from api.security import Desk, desk, fresh
from api.view_models.parts import Choice
from api.view_models.people import AuditLine, AuditPage, VerifiedLine
from api.words import ACTORS_VI, EVENTS_VI
from moderation.events import record
from moderation.policy import Permission
from moderation.queries import agencies, people
from moderation.queries import audit as queries
from moderation.queries.audit import AuditFilter, AuditRow
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import EventKind

__all__ = ["router"]

router = APIRouter(prefix="/audit")

_LINES = 50
_AT_ONCE = 2_000
_LONGEST_ABOUT = 300
_PEOPLE = "people"

_Reader = Annotated[Desk, desk(Permission.READ_AUDIT)]
_Taker = Annotated[Desk, fresh(Permission.READ_AUDIT)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The form above the list, as it was sent; what can't be read is left out."""

    person: str
    kind: str
    case: str
    since: str
    until: str
    before: int | None

    def wanted(self) -> AuditFilter:
        """What that asks of the log. `until` is a day that counts in full."""
        until = _day(self.until)
        return AuditFilter(
            person_id=_number(self.person),
            by_people=self.person == _PEOPLE,
            kind=EventKind(self.kind) if self.kind in set(EventKind) else None,
            case_id=_number(self.case),
            since=_day(self.since),
            until=until + timedelta(days=1) if until else None,
        )

    def url(self, path: str, **more: int) -> str:
        """The same question elsewhere."""
        words = {name: getattr(self, name) for name in ("person", "kind", "case", "since", "until")}
        asked = {name: value for name, value in {**words, **more}.items() if value}
        return f"{path}?{urlencode(asked)}" if asked else path


def _asked(
    person: QueryText = "",
    kind: QueryText = "",
    case: QueryText = "",
    since: QueryText = "",
    until: QueryText = "",
    before: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
) -> Asked:
    person, kind, case, since, until = (t[:40] for t in (person, kind, case, since, until))
    return Asked(person, kind, case, since, until, before)


_Asked = Annotated[Asked, Depends(_asked)]


@router.get("")
def show(request: Request, desk: _Reader, asked: _Asked) -> HTMLResponse:
    """The newest first, a page at a time; the log is the whole agency's, so for all pages alone."""
    desk.who.require_everywhere(Permission.READ_AUDIT)
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    rows = queries.audit_rows(
        agency_id, session, asked.wanted(), before_id=asked.before, limit=_LINES + 1
    )
    seal, called = queries.last_seal(agency_id, session), _called(desk)
    more = len(rows) > _LINES
    view = AuditPage(
        shell=shell_of(desk, request, "audit"),
        lines=tuple(_line(desk, row, called) for row in rows[:_LINES]),
        people=(
            Choice(_PEOPLE, say("Mọi người, không có máy"), asked.person == _PEOPLE),
            *(
                Choice(str(one.id), one_line(one.full_name), str(one.id) == asked.person)
                for one in people.users(agency_id, session)
            ),
        ),
        kinds=tuple(
            Choice(kind.value, say(name), kind.value == asked.kind)
            for kind, name in EVENTS_VI.items()
        ),
        case=asked.case,
        since=asked.since,
        until=asked.until,
        older_url=asked.url("/audit", before=rows[_LINES - 1].event.id) if more else "",
        export_url=asked.url("/audit/export"),
        sealed_at=seal.made_at if seal else None,
        sealed_count=seal.number if seal else 0,
        verified=_verified(desk),
    )
    return page(desk, view)


@router.get("/export")
def export(desk: _Taker, asked: _Asked) -> Response:
    """The same lines as a file, such that a spreadsheet program runs nothing; itself logged."""
    desk.who.require_everywhere(Permission.READ_AUDIT)
    say = say_in(desk.locale)
    rows = queries.count_audit_rows(desk.who.agency_id, desk.session, asked.wanted())
    mine = record(desk.session, desk.who, EventKind.EXPORTED, what="audit", rows=rows)
    head = ["Số", "Lúc", "Ai", "Việc", "Vụ", "Bình luận", "Chi tiết", "SHA-256"]
    lines = (_cells(desk, row) for row in _all_rows(desk, asked, before_id=mine.id))
    return StreamingResponse(
        guarded_lines([say(name) for name in head], lines),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="nhat-ky.csv"'},
    )


def _all_rows(desk: Desk, asked: Asked, *, before_id: int) -> Iterator[AuditRow]:
    """Every line older than the export itself, in transactions of their own, piece by piece.

    The request's own transaction ended when the answer began.
    """
    while True:
        with desk.state.database.transaction(desk.who.agency_id) as session:
            rows = queries.audit_rows(
                desk.who.agency_id, session, asked.wanted(), before_id=before_id, limit=_AT_ONCE
            )
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        before_id = rows[-1].event.id


def _verified(desk: Desk) -> VerifiedLine | None:
    since = datetime.now(UTC) - timedelta(days=7)
    found = queries.last_of_kind(
        desk.who.agency_id, desk.session, EventKind.AUDIT_VERIFIED, since=since
    )
    if found is None:
        return None
    fault = str(found.data.get("fault") or "")
    return VerifiedLine(at=found.at, events=int(found.data["events"]), fault=fault)


def _called(desk: Desk) -> Called:
    agency_id, session = desk.who.agency_id, desk.session
    return Called(
        say_in(desk.locale),
        Formats(desk.locale),
        {one.id: one.full_name for one in people.users(agency_id, session)},
        {one.id: one.name for one in agencies.pages(agency_id, session)},
        {
            one.key: one.name_en if desk.locale == "en" else one.name_vi
            for one in agencies.queues(agency_id, session)
        },
    )


def _line(desk: Desk, row: AuditRow, called: Called) -> AuditLine:
    event = row.event
    about = {**event.data, **({"undoes": event.undoes_id} if event.undoes_id else {})}
    return AuditLine(
        id=event.id,
        at=event.at,
        who=_who(desk, row),
        what=called.say(EVENTS_VI[event.kind]),
        case_id=event.case_id,
        about=one_line(details(about, called), _LONGEST_ABOUT),
    )


def _cells(desk: Desk, row: AuditRow) -> list[str]:
    event = row.event
    return [
        str(event.id),
        event.at.astimezone(VIETNAM).isoformat(timespec="seconds"),
        _who(desk, row),
        say_in(desk.locale)(EVENTS_VI[event.kind]),
        str(event.case_id or ""),
        str(event.comment_id or ""),
        json.dumps(event.data, ensure_ascii=False),
        event.entry_sha256.hex(),
    ]


def _who(desk: Desk, row: AuditRow) -> str:
    kind = say_in(desk.locale)(ACTORS_VI[row.event.actor])
    if row.person is not None:
        return one_line(row.person)
    return f"{kind} {row.event.actor_id}" if row.event.actor_id else kind


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= MAX_ID else None


def _day(text: str) -> datetime | None:
    found = day_or_none(text)
    return None if found is None else datetime.combine(found, time(), VIETNAM)
