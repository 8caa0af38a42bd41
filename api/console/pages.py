"""The agency's pages, and who answers for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.dates import day_or_none, read_date
from api.console.forms import Fields
from api.console.page_list import pages_page
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.parts import Choice, FieldError
from api.view_models.settings import Officer, OfficerFormPage, PageFormPage
from moderation import setup
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.policy import Permission
from moderation.queries import agencies as queries
from moderation.vocabulary import OfficerRole, Platform

__all__ = ["router"]

router = APIRouter()

_LONGEST = 200
_NETWORKS = tuple(one for one in Platform if one is not Platform.REPORT)
_OFFICER = ("name", "title", "phone", "email", "decision_number")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Editor = Annotated[Desk, desk(Permission.EDIT_PAGES)]


@router.get("/pages")
def list_pages(request: Request, desk: _Reader) -> HTMLResponse:
    """Every page with its officers and its address."""
    return page(desk, pages_page(desk, request))


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
    return saved(f"/pages#page-{made.id}")


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
    try:
        since, until = (
            read_date(fields.get(name, ""), name) for name in ("valid_from", "valid_to")
        )
    except BadInputError as error:
        errors += (FieldError(str(error.facts["field"]), error.message),)
        return page(desk, _officer_form(desk, request, page_id, fields, errors), 422)
    if since is not None and until is not None and until < since:
        errors += (
            FieldError("valid_to", say("Ngày thôi phụ trách không thể trước ngày bắt đầu.")),
        )
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
        decision_number=given["decision_number"],
        valid_from=since,
        valid_to=until,
    )
    return saved(f"/pages#page-{page_id}")


def _platform(name: str) -> Platform:
    if name not in {each.value for each in _NETWORKS}:
        raise BadInputError("Chọn mạng xã hội của trang.")
    return Platform(name)


def _page_form(
    desk: Desk, request: Request, typed: Fields, errors: tuple[FieldError, ...] = ()
) -> PageFormPage:
    chosen = typed.get("platform", "")
    return PageFormPage(
        shell=shell_of(desk, request, "pages"),
        platforms=tuple(Choice(one.value, one.value, one.value == chosen) for one in _NETWORKS),
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
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    chosen = typed.get("role", "")
    return OfficerFormPage(
        shell=shell_of(desk, request, "pages"),
        page_id=page_id,
        page_name=one_line(found.name),
        roles=tuple(Choice(one.value, one.value, one.value == chosen) for one in OfficerRole),
        officer=Officer(
            OfficerRole.SPOKESPERSON,
            **{name: typed.get(name, "") for name in _OFFICER},  # type: ignore[arg-type]
            valid_from=day_or_none(typed.get("valid_from", "")),
            valid_to=day_or_none(typed.get("valid_to", "")),
        ),
        errors=errors,
    )
