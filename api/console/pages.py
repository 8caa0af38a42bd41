"""The agency's pages: who answers for them, and where their comments arrive."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, see_other
from api.console.connections import connection_shown, may_stop
from api.console.dues import Office, office_of
from api.console.forms import Fields
from api.console.shell import shell_of
from api.console.sources import is_stale
from api.console.words import one_line, say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk, fresh
from api.view_models import (
    Choice,
    Endpoint,
    FieldError,
    Officer,
    OfficerFormPage,
    PageFormPage,
    PagesPage,
    SocialPage,
)
from moderation import models, setup
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.policy import Permission
from moderation.queries import agencies as queries
from moderation.vocabulary import OfficerRole, Platform
from platforms import PUBLISHERS

__all__ = ["router"]

router = APIRouter()

_OVERLAP = timedelta(hours=24)
_LONGEST = 200
_OFFICER = ("name", "title", "phone", "email")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Editor = Annotated[Desk, desk(Permission.EDIT_PAGES)]
_Connector = Annotated[Desk, fresh(Permission.EDIT_PAGES)]


@router.get("/pages")
def list_pages(request: Request, desk: _Reader) -> HTMLResponse:
    """Every page with its officers and its address."""
    return page(desk, _page(desk, request))


@router.get("/pages/new")
def show_new_page(request: Request, desk: _Editor) -> HTMLResponse:
    """The form for a page."""
    return page(desk, _page_form(desk, request, {}))


@router.post("/pages")
def add_page(request: Request, fields: Fields, desk: _Editor) -> Response:
    """Register a page, and go on to name who answers for it."""
    try:
        with desk.session.begin_nested():
            made = setup.add_page(
                desk.session,
                desk.who,
                _platform(fields.get("platform", "")),
                fields.get("external_id", "")[:_LONGEST],
                fields.get("name", "")[:_LONGEST],
            )
    except (BadInputError, ConflictError) as error:
        errors = (FieldError("name", error.message),)
        return page(desk, _page_form(desk, request, fields, errors), 422)
    return see_other(f"/pages#page-{made.id}")


@router.get("/pages/{page_id}/officers/new")
def show_new_officer(page_id: PathId, request: Request, desk: _Editor) -> HTMLResponse:
    """The form for a person who answers for a page."""
    return page(desk, _officer_form(desk, request, page_id, {}))


@router.post("/pages/{page_id}/officers")
def add_officer(page_id: PathId, request: Request, fields: Fields, desk: _Editor) -> Response:
    """Name that person."""
    given = {name: fields.get(name, "").strip()[:_LONGEST] for name in _OFFICER}
    say = say_in(desk.locale)
    wanted = {"name": say("Ghi họ và tên."), "title": say("Ghi chức vụ.")}
    errors = tuple(FieldError(name, told) for name, told in wanted.items() if not given[name])
    role = fields.get("role", "")
    if role not in {each.value for each in OfficerRole}:
        errors += (FieldError("role", say("Chọn vai trò.")),)
    if errors:
        return page(desk, _officer_form(desk, request, page_id, fields, errors), 422)
    setup.add_officer(
        desk.session,
        desk.who,
        page_id,
        OfficerRole(role),
        given["name"],
        given["title"],
        phone=given["phone"],
        email=given["email"],
    )
    return see_other(f"/pages#page-{page_id}")


@router.post("/pages/{page_id}/endpoint")
def add_endpoint(page_id: PathId, request: Request, desk: _Connector) -> HTMLResponse:
    """Open an address; its key stands in this one answer."""
    made, secret = setup.add_endpoint(desk.session, desk.who, page_id, desk.state.keyring)
    return page(desk, _page(desk, request, secrets={made.id: secret}))


@router.post("/endpoints/{endpoint_id}/rotate")
def rotate(endpoint_id: PathId, request: Request, desk: _Connector) -> HTMLResponse:
    """Make a new key; the old one is taken for another day."""
    made, secret = setup.rotate_endpoint_secret(
        desk.session, desk.who, endpoint_id, desk.state.keyring, overlap=_OVERLAP
    )
    return page(desk, _page(desk, request, secrets={made.id: secret}))


def _platform(name: str) -> Platform:
    if name not in {each.value for each in Platform}:
        raise BadInputError("Chọn mạng xã hội của trang.")
    return Platform(name)


def _page(desk: Desk, request: Request, *, secrets: dict[int, str] | None = None) -> PagesPage:
    agency_id, session, office = desk.who.agency_id, desk.session, office_of(desk)
    officers = queries.officers(agency_id, session)
    open_ones = {
        one.page_id: one for one in queries.endpoints(agency_id, session) if one.closed_at is None
    }
    return PagesPage(
        shell=shell_of(desk, request, "pages"),
        pages=tuple(
            SocialPage(
                id=one.id,
                name=one_line(one.name),
                platform=one.platform,
                url=one.url if one.url.startswith(("https://", "http://")) else "",
                officers=_officers([each for each in officers if each.page_id == one.id]),
                endpoint=_endpoint(desk, open_ones.get(one.id), office, secrets or {}),
                connection=connection_shown(desk, one),
                can_connect=one.platform in PUBLISHERS,
            )
            for one in queries.pages(agency_id, session)
            if desk.who.can(Permission.READ_CASES, one.id)
        ),
        may_edit=desk.who.can(Permission.EDIT_PAGES),
        may_stop=may_stop(desk),
        stopped_at=queries.find_agency(agency_id, session).outgoing_paused_at,
    )


def _officers(named: list[models.PageOfficer]) -> tuple[Officer, ...]:
    """Those who are named, and an empty line for each charge that nobody has."""
    made = []
    for role in OfficerRole:
        holders = [one for one in named if one.role is role]
        made += [
            Officer(role, one_line(one.name), one_line(one.title), one.phone, one.email)
            for one in holders
        ] or [Officer(role)]
    return tuple(made)


def _endpoint(
    desk: Desk, found: models.Endpoint | None, office: Office, secrets: dict[int, str]
) -> Endpoint | None:
    if found is None:
        return None
    rotated = found.previous_until
    base = desk.state.settings.public_url.rstrip("/")
    return Endpoint(
        id=found.id,
        url=f"{base}/webhooks/standard/{found.public_id}",
        secret_made_at=found.created_at if rotated is None else rotated - _OVERLAP,
        last_heard_at=found.heard_at,
        is_stale=is_stale(found, found.heard_at, office),
        old_secret_until=rotated if rotated and rotated > office.now else None,
        secret=secrets.get(found.id, ""),
    )


def _page_form(
    desk: Desk, request: Request, typed: Fields, errors: tuple[FieldError, ...] = ()
) -> PageFormPage:
    chosen = typed.get("platform", "")
    return PageFormPage(
        shell=shell_of(desk, request, "pages"),
        platforms=tuple(Choice(one.value, one.value, one.value == chosen) for one in Platform),
        name=typed.get("name", ""),
        external_id=typed.get("external_id", ""),
        errors=errors,
    )


def _officer_form(
    desk: Desk,
    request: Request,
    page_id: int,
    typed: Fields,
    errors: tuple[FieldError, ...] = (),
) -> OfficerFormPage:
    found = queries.find_page(desk.who.agency_id, desk.session, page_id)
    if found is None:
        raise NotFoundError("Không có trang này.")
    chosen = typed.get("role", "")
    return OfficerFormPage(
        shell=shell_of(desk, request, "pages"),
        page_id=page_id,
        page_name=one_line(found.name),
        roles=tuple(Choice(one.value, one.value, one.value == chosen) for one in OfficerRole),
        officer=Officer(OfficerRole.SPOKESPERSON, *(typed.get(name, "") for name in _OFFICER)),
        errors=errors,
    )
