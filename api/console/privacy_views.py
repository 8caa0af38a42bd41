"""Requests, retention and holds as their pages want them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fastapi import Request

from api.console.dues import Office, office_of
from api.console.editions import edition_of
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.security import Desk
from api.view_models.parts import Choice, Due, FieldError
from api.view_models.privacy import (
    AuthorFound,
    HoldLine,
    PrivacyPage,
    RequestFormPage,
    RequestLine,
    RequestPage,
    RetentionLine,
)
from moderation.models import SubjectRequest
from moderation.policy import Permission
from moderation.privacy import requests, retention
from moderation.privacy.retention import Planned
from moderation.queries import agencies
from moderation.queries import privacy as queries
from moderation.queries.authors import identities
from moderation.queries.privacy import AuthorTrace
from moderation.vocabulary import RequestKind

__all__ = ["privacy_page", "request_form", "request_page", "retention_edition"]

_Typed = Mapping[str, str]
_Errors = tuple[FieldError, ...]


def privacy_page(
    desk: Desk, request: Request, errors: _Errors = (), *, typed: _Typed | None = None
) -> PrivacyPage:
    """The three lists; what was typed into the forms comes back."""
    agency_id, session, office = desk.who.agency_id, desk.session, office_of(desk)
    whose = desk.who.pages(Permission.PROTECT_DATA)
    planned = retention.plan(agency_id, session, now=office.now) if whose is None else []
    names = {one.id: one_line(one.name) for one in agencies.pages(agency_id, session)}
    given = typed or {}
    return PrivacyPage(
        shell=shell_of(desk, request, "privacy"),
        requests=tuple(
            _line(one, names, office)
            for one in queries.requests(agency_id, session)
            if desk.who.can(Permission.PROTECT_DATA, one.page_id)
        ),
        retention=tuple(
            RetentionLine(
                one.data_class,
                given.get(f"days-{one.data_class.value}", one.keep_days),
                given.get(f"basis-{one.data_class.value}", one.basis),
                one.count,
                one.held,
            )
            for one in planned
        ),
        holds=tuple(
            HoldLine(hold.case_id, hold.reason, one_line(by or "?"), hold.placed_at)
            for hold, by in queries.holds(agency_id, session, page_ids=whose)
        ),
        errors=errors,
        case_number=given.get("case_id", ""),
        hold_reason=given.get("reason", ""),
        version=retention_edition(planned),
    )


def retention_edition(planned: Sequence[Planned]) -> int:
    """What the form of the times that data are kept was filled in upon."""
    return edition_of([(one.data_class.value, one.keep_days, one.basis) for one in planned])


def request_form(
    desk: Desk, request: Request, typed: _Typed, errors: _Errors = ()
) -> RequestFormPage:
    """The form, with what was typed before."""
    pages = agencies.pages(desk.who.agency_id, desk.session)
    return RequestFormPage(
        shell=shell_of(desk, request, "privacy"),
        kinds=tuple(RequestKind),
        kind=typed.get("kind", RequestKind.ACCESS.value),
        pages=tuple(
            Choice(str(one.id), one_line(one.name), str(one.id) == typed.get("page_id"))
            for one in pages
            if desk.who.can(Permission.PROTECT_DATA, one.id)
        ),
        name=typed.get("name", ""),
        contact=typed.get("contact", ""),
        platform_id=typed.get("platform_id", ""),
        note=typed.get("note", ""),
        received_at=typed.get("received_at", ""),
        errors=errors,
    )


def request_page(
    desk: Desk, request: Request, request_id: int, errors: _Errors = ()
) -> RequestPage:
    """One request with whom it may mean."""
    found = requests.find(desk.session, desk.who, request_id)
    office, about = office_of(desk), requests.details_of(desk.session, found)
    names = {one.id: one_line(one.name) for one in agencies.pages(found.agency_id, desk.session)}
    authors = _authors(desk, found)
    return RequestPage(
        shell=shell_of(desk, request, "privacy"),
        line=_line(found, names, office),
        name=about.name,
        contact=about.contact,
        platform_id=about.platform_id,
        note=about.note,
        receipt_due=_due(found.receipt_due_at, found.acknowledged_at, office),
        authors=authors,
        chosen=next((one for one in authors if one.is_chosen), None),
        acknowledged_at=found.acknowledged_at,
        closed_at=found.closed_at,
        outcome_note=found.outcome_note,
        errors=errors,
    )


def _authors(desk: Desk, found: SubjectRequest) -> tuple[AuthorFound, ...]:
    traces = {one.author.id: one for one in requests.candidates(desk.session, found)}
    if found.author_id is not None and found.author_id not in traces:
        # Once erased, nothing leads to them any more but the request itself.
        trace = queries.trace_of(found.agency_id, desk.session, found.author_id, found.page_id)
        traces = {found.author_id: trace} if trace else {}
    known = identities(found.agency_id, desk.session, traces)
    say = say_in(desk.locale)
    return tuple(
        _author(
            trace,
            one_line((known[author_id].name or "") if author_id in known else "")
            or say("Không rõ tên"),
            found.author_id,
        )
        for author_id, trace in traces.items()
    )


def _author(trace: AuthorTrace, name: str, chosen: int | None) -> AuthorFound:
    author = trace.author
    return AuthorFound(
        id=author.id,
        name=name,
        comments=trace.comments,
        first_at=trace.first_at,
        last_at=trace.last_at,
        is_chosen=author.id == chosen,
        is_restricted=author.restricted_at is not None,
        is_erased=author.erased_at is not None,
    )


def _line(found: SubjectRequest, names: Mapping[int, str], office: Office) -> RequestLine:
    limit = found.due_at if found.acknowledged_at else found.receipt_due_at
    return RequestLine(
        id=found.id,
        code=found.code,
        kind=found.kind,
        page_name=names.get(found.page_id, ""),
        received_at=found.received_at,
        due=_due(found.due_at if found.closed_at else limit, found.closed_at, office),
        is_acknowledged=found.acknowledged_at is not None,
        outcome=found.outcome,
    )


def _due(limit: datetime, done_at: datetime | None, office: Office) -> Due:
    """By the clock on the wall: these limits are days, and the first ends with a working day."""
    if done_at is not None:
        late = done_at > limit
        over = int((limit - done_at).total_seconds()) // 60
        return Due("late" if late else "done", limit, min(over, -1) if late else 0, "clock")
    left = int((limit - office.now).total_seconds()) // 60
    if left < 0:
        return Due("late", limit, left, "clock")
    return Due("soon" if left < 24 * 60 else "waiting", limit, left, "clock")
