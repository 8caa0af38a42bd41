"""The agency's people and programs: who may do what, and who no longer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.forms import Fields, FormText
from api.console.history_lines import sign_in_lines
from api.console.people_views import grant_rows, people_page, person_line
from api.console.shell import shell_of
from api.console.words import say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk, fresh
from api.view_models.parts import FieldError
from api.view_models.people import NewPersonPage, PersonPage
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.models import User
from moderation.people import programs, staff
from moderation.people.credentials import new_password
from moderation.policy import Permission, RoleGrant
from moderation.queries import people
from moderation.queries.agencies import pages as agency_pages
from moderation.replies.authorities import lacks
from moderation.vocabulary import Role

__all__ = ["router"]

router = APIRouter()

_Reader = Annotated[Desk, desk(Permission.MANAGE_PEOPLE)]
_Editor = Annotated[Desk, fresh(Permission.MANAGE_PEOPLE)]
_Keeper = Annotated[Desk, fresh(Permission.MANAGE_API_KEYS)]
_HISTORY = 10


@router.get("/people")
def list_people(request: Request, desk: _Reader) -> HTMLResponse:
    """Everybody, with the table of what each role may do."""
    return page(desk, people_page(desk, request))


@router.get("/people/new")
def show_new(request: Request, desk: _Reader) -> HTMLResponse:
    """The form for a person."""
    return page(desk, _new_page(desk, request, {}))


@router.post("/people")
def add(request: Request, fields: Fields, desk: _Editor) -> Response:
    """Add a person; the password for their first sign-in stands in this one answer."""
    password, grants = new_password(), _granted(desk, fields)
    if not grants:
        errors = (FieldError("grants", say_in(desk.locale)("Chọn ít nhất một vai trò.")),)
        return page(desk, _new_page(desk, request, fields, errors), 422)
    try:
        with desk.session.begin_nested():
            made = staff.add_user(
                desk.session,
                desk.who,
                fields.get("username", ""),
                fields.get("full_name", ""),
                password,
                grants,
                is_one_time=True,
            )
    except (BadInputError, ConflictError) as error:
        errors = (FieldError(str(error.facts.get("field", "username")), error.message),)
        return page(desk, _new_page(desk, request, fields, errors), 422)
    return page(desk, _person_page(desk, request, made, new_password=password))


@router.get("/people/{user_id}")
def show(user_id: PathId, request: Request, desk: _Reader) -> HTMLResponse:
    """A person."""
    return page(desk, _person_page(desk, request, _found(desk, user_id)))


@router.post("/people/{user_id}/roles")
def set_roles(user_id: PathId, request: Request, fields: Fields, desk: _Editor) -> Response:
    """Give a person the roles that are ticked, and no others."""
    user = _found(desk, user_id)
    try:
        with desk.session.begin_nested():
            staff.set_roles(
                desk.session,
                desk.who,
                user.id,
                _granted(desk, fields),
                seen=_ticked(desk, fields["seen"].split()) if "seen" in fields else None,
            )
    except ConflictError as error:
        errors = (FieldError("grants", error.message),)
        return page(desk, _person_page(desk, request, user, errors=errors), 409)
    return saved(f"/people/{user_id}")


@router.post("/people/{user_id}/close")
def close(user_id: PathId, desk: _Editor) -> Response:
    """Out at once, everywhere."""
    staff.set_active(desk.session, desk.who, user_id, active=False)
    return saved(f"/people/{user_id}#door-title")


@router.post("/people/{user_id}/open")
def reopen(user_id: PathId, desk: _Editor) -> Response:
    """Let a person in again."""
    staff.set_active(desk.session, desk.who, user_id, active=True)
    return saved(f"/people/{user_id}#door-title")


@router.post("/people/{user_id}/password")
def reset_password(user_id: PathId, request: Request, desk: _Editor) -> HTMLResponse:
    """A password for one sign-in, which stands in this one answer."""
    password = staff.reset_password(desk.session, desk.who, user_id)
    return page(desk, _person_page(desk, request, _found(desk, user_id), new_password=password))


@router.post("/people/{user_id}/second-factor/remove")
def remove_second_factor(user_id: PathId, desk: _Editor) -> Response:
    """For a lost phone."""
    staff.remove_second_factor(desk.session, desk.who, user_id)
    return saved(f"/people/{user_id}#door-title")


@router.post("/people/{user_id}/sessions/end")
def end_sessions(user_id: PathId, desk: _Editor) -> Response:
    """Sign a person out everywhere."""
    staff.end_sessions(desk.session, desk.who, user_id)
    return saved(f"/people/{user_id}#door-title")


@router.post("/sign-in-rule")
def set_rule(desk: _Editor, required: FormText = "") -> Response:
    """Whether approving and administering ask for a second factor."""
    staff.require_second_factor(desk.session, desk.who, required=required == "yes")
    return saved("/people#rule-title")


@router.post("/keys")
def make_key(
    request: Request, desk: _Keeper, name: FormText = "", role: FormText = ""
) -> HTMLResponse:
    """Make a program's key, which stands in this one answer."""
    if role not in {each.value for each in Role}:
        wrong = (FieldError("role", say_in(desk.locale)("Chọn vai trò của khóa.")),)
        return page(desk, people_page(desk, request, errors=wrong), 422)
    try:
        _, secret = programs.new_api_key(desk.session, desk.who, name, Role(role))
    except BadInputError as error:
        wrong = (FieldError("name", error.message),)
        return page(desk, people_page(desk, request, errors=wrong), 422)
    return page(desk, people_page(desk, request, new_key=secret))


@router.post("/keys/{key_id}/revoke")
def revoke_key(key_id: PathId, desk: _Keeper) -> Response:
    """Let a key open nothing from now on."""
    programs.revoke_api_key(desk.session, desk.who, key_id)
    return saved("/people#keys-title-2")


def _found(desk: Desk, user_id: int) -> User:
    user = people.find_user(desk.who.agency_id, desk.session, user_id)
    if user is None:
        raise NotFoundError(
            "Không có người dùng này; chưa có gì thay đổi. Hãy tải lại danh sách người dùng."
        )
    return user


def _granted(desk: Desk, fields: Mapping[str, str]) -> list[RoleGrant]:
    """What is ticked; a role on all pages needs none on one."""
    ticked = _ticked(desk, fields)
    everywhere = {one.role for one in ticked if one.page_id is None}
    return [one for one in ticked if one.page_id is None or one.role not in everywhere]


def _ticked(desk: Desk, names: Collection[str]) -> list[RoleGrant]:
    places: list[tuple[str, int | None]] = [("all", None)]
    places += [(str(one.id), one.id) for one in agency_pages(desk.who.agency_id, desk.session)]
    return [
        RoleGrant(role, page_id)
        for role in Role
        for place, page_id in places
        if f"{role.value}-{place}" in names
    ]


def _new_page(
    desk: Desk, request: Request, fields: Mapping[str, str], errors: tuple[FieldError, ...] = ()
) -> NewPersonPage:
    return NewPersonPage(
        shell=shell_of(desk, request, "people"),
        username=fields.get("username", "")[:200],
        full_name=fields.get("full_name", "")[:200],
        grants=grant_rows(desk, _granted(desk, fields)),
        errors=errors,
    )


def _person_page(
    desk: Desk,
    request: Request,
    user: User,
    *,
    new_password: str = "",
    errors: tuple[FieldError, ...] = (),
) -> PersonPage:
    agency_id, session = desk.who.agency_id, desk.session
    return PersonPage(
        shell=shell_of(desk, request, "people"),
        person=person_line(desk, user),
        is_self=user.id == desk.who.person_id,
        grants=grant_rows(desk, people.grants_of(agency_id, session, user.id)),
        sessions_count=len(people.sessions_of(agency_id, session, user.id)),
        history=sign_in_lines(desk, user.id, limit=_HISTORY),
        lacks=tuple(say_in(desk.locale)(one) for one in lacks(agency_id, session, user.id)),
        new_password=new_password,
        errors=errors,
    )
