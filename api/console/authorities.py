"""Who may speak for the agency: authorities, sensitive matters, and official sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.dates import read_date
from api.console.forms import Fields, FormText, QueryText, row_id
from api.console.shell import shell_of
from api.console.words import one_line
from api.rest.schemas.values import PathId
from api.security import Desk, desk, fresh
from api.view_models.authorities import AuthoritiesPage, AuthorityForm, AuthorityLine, AuthorityStep
from api.view_models.parts import Choice, FieldError
from moderation.errors import BadInputError
from moderation.models import Authority
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import authorities as queries
from moderation.queries.people import users
from moderation.replies import authorities
from moderation.replies.authorities import AuthorityChange
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import AuthorityBasis, Label

__all__ = ["router"]

router = APIRouter(prefix="/authorities")

_SOON = timedelta(days=14)

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Giver = Annotated[Desk, fresh(Permission.MANAGE_PEOPLE)]
_Writer = Annotated[Desk, desk(Permission.EDIT_TEMPLATES)]
_Labels = Annotated[list[str] | None, Form()]


@router.get("")
def show(request: Request, desk: _Reader, user: QueryText = "") -> HTMLResponse:
    """Everybody who reads cases may see who may speak on them; `user` is chosen in the form."""
    today = str(datetime.now(VIETNAM).date())
    basis = AuthorityBasis.SPOKESPERSON.value if user else AuthorityForm().basis
    form = AuthorityForm(user=user[:20], basis=basis, valid_from=today)
    return page(desk, _page(desk, request, form))


@router.post("")
def give(request: Request, fields: Fields, desk: _Giver, labels: _Labels = None) -> Response:
    """Write an authority down."""
    typed = _typed(fields, labels or [])
    return _done(
        desk,
        request,
        lambda: authorities.give_authority(desk.session, desk.who, _change(typed)),
        typed,
    )


@router.post("/{authority_id}/revoke")
def revoke(authority_id: PathId, desk: _Giver) -> Response:
    """End an authority now."""
    authorities.revoke_authority(desk.session, desk.who, authority_id)
    return saved("/authorities")


@router.post("/sensitive")
def set_sensitive(desk: _Giver, labels: _Labels = None) -> Response:
    """Say which matters need the holder of an authority."""
    chosen = [Label(each) for each in labels or [] if each in set(Label)]
    authorities.set_sensitive(desk.session, desk.who, chosen)
    return saved("/authorities#sensitive-title")


@router.post("/hosts")
def add_host(request: Request, desk: _Writer, host: FormText = "") -> Response:
    """Let a host's pages count as official sources."""
    return _done(desk, request, lambda: authorities.add_host(desk.session, desk.who, host))


@router.post("/hosts/remove")
def remove_host(desk: _Writer, host: FormText = "") -> Response:
    """Take a host off the list."""
    authorities.remove_host(desk.session, desk.who, host)
    return saved("/authorities#hosts-title")


def _done(
    desk: Desk, request: Request, act: Callable[[], object], typed: AuthorityForm | None = None
) -> Response:
    try:
        with desk.session.begin_nested():
            act()
    except BadInputError as error:
        errors = (FieldError(str(error.facts.get("field", "main")), error.message),)
        return page(desk, _page(desk, request, typed, errors), 422)
    return saved("/authorities")


def _typed(fields: Mapping[str, str], labels: list[str]) -> AuthorityForm:
    return AuthorityForm(
        user=fields.get("user", ""),
        basis=fields.get("basis", ""),
        number=fields.get("number", "").strip(),
        decided_on=fields.get("decided_on", ""),
        page=fields.get("page", ""),
        labels=tuple(Label(each) for each in labels if each in set(Label)),
        covers_sensitive=fields.get("covers_sensitive", "") == "yes",
        valid_from=fields.get("valid_from", ""),
        valid_to=fields.get("valid_to", ""),
    )


def _change(typed: AuthorityForm) -> AuthorityChange:
    if typed.basis not in set(AuthorityBasis):
        raise BadInputError("Chọn căn cứ của thẩm quyền.", field="basis")
    first = read_date(typed.valid_from, "valid_from")
    if first is None:
        raise BadInputError("Chọn ngày bắt đầu.", field="valid_from")
    return AuthorityChange(
        user_id=row_id(typed.user),
        basis=AuthorityBasis(typed.basis),
        valid_from=first,
        number=typed.number,
        decided_on=read_date(typed.decided_on, "decided_on"),
        valid_to=read_date(typed.valid_to, "valid_to"),
        page_id=row_id(typed.page) if typed.page else None,
        labels=typed.labels,
        covers_sensitive=typed.covers_sensitive,
    )


def _page(
    desk: Desk,
    request: Request,
    typed: AuthorityForm | None = None,
    errors: tuple[FieldError, ...] = (),
) -> AuthoritiesPage:
    agency_id, session = desk.who.agency_id, desk.session
    today = datetime.now(VIETNAM).date()
    people = {one.id: one for one in users(agency_id, session)}
    pages = {one.id: one_line(one.name) for one in agencies.pages(agency_id, session)}
    lines = [
        _line(one, one_line(people[one.user_id].full_name), pages.get(one.page_id or 0, ""), today)
        for one in queries.authorities(agency_id, session)
    ]
    form = typed or AuthorityForm(valid_from=str(today))
    may_edit = desk.who.can(Permission.MANAGE_PEOPLE)
    return AuthoritiesPage(
        shell=shell_of(desk, request, "people" if may_edit else None),
        standing=tuple(one for one in lines if one.step not in {"ended", "revoked"}),
        past=tuple(one for one in lines if one.step in {"ended", "revoked"}),
        sensitive=tuple(queries.sensitive_labels(agency_id, session)),
        hosts=tuple(queries.official_hosts(agency_id, session)),
        people=tuple(
            Choice(str(one.id), one_line(one.full_name), str(one.id) == form.user)
            for one in people.values()
            if one.active
        ),
        pages=tuple(Choice(str(id_), name, str(id_) == form.page) for id_, name in pages.items()),
        form=form,
        may_edit=may_edit,
        may_edit_hosts=desk.who.can(Permission.EDIT_TEMPLATES),
        errors=errors,
    )


def _line(one: Authority, person: str, page_name: str, today: date) -> AuthorityLine:
    return AuthorityLine(
        id=one.id,
        person=person,
        basis=one.basis,
        number=one_line(one.number),
        decided_on=one.decided_on,
        page=page_name,
        labels=tuple(Label(each) for each in one.labels),
        covers_sensitive=one.covers_sensitive or one.basis is not AuthorityBasis.DELEGATION,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        step=_step(one, today),
    )


def _step(one: Authority, today: date) -> AuthorityStep:
    if one.revoked_at is not None:
        return "revoked"
    if one.valid_from > today:
        return "coming"
    if one.valid_to is None:
        return "standing"
    if one.valid_to < today:
        return "ended"
    return "ending" if one.valid_to - today <= _SOON else "standing"
