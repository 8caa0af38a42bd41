"""Protecting personal data: what citizens ask, how long data are kept, what the law holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved, see_other
from api.console.dates import read_past
from api.console.editions import require_edition
from api.console.forms import Fields, row_id
from api.console.privacy_views import (
    privacy_page,
    request_form,
    request_page,
    retention_edition,
)
from api.console.request_from_case import typed_from
from api.console.words import say_in
from api.exports import XLSX_TYPE, Table, as_xlsx
from api.rest.schemas.values import Id, PathId
from api.security import Desk, desk, fresh
from api.view_models.parts import FieldError
from api.view_models.privacy import RequestFormPage
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.policy import Permission
from moderation.privacy import holds, requests, retention
from moderation.privacy.requests import Details
from moderation.vocabulary import DataClass, RequestKind, RequestOutcome

__all__ = ["router"]

router = APIRouter(prefix="/privacy")

_LONGEST = 2_000
_Keeper = Annotated[Desk, desk(Permission.PROTECT_DATA)]
_FreshKeeper = Annotated[Desk, fresh(Permission.PROTECT_DATA)]


@router.get("")
def show(request: Request, desk: _Keeper) -> HTMLResponse:
    """Requests, retention as a dry run, holds."""
    return page(desk, privacy_page(desk, request))


@router.get("/requests/new")
def show_form(request: Request, desk: _Keeper, case: Id | None = None) -> HTMLResponse:
    """The form for a request as the agency received it, perhaps as the comment of a case."""
    typed = {} if case is None else typed_from(desk, case)
    return page(desk, request_form(desk, request, typed))


@router.post("/requests")
def receive(request: Request, fields: Fields, desk: _Keeper) -> Response:
    """Take it in; its limits run."""
    try:
        with desk.session.begin_nested():
            made = requests.receive(
                desk.session,
                desk.who,
                _kind(fields.get("kind", "")),
                row_id(fields.get("page_id", "")),
                _details(fields),
                received_at=read_past(fields.get("received_at", "")),
            )
    except (BadInputError, NotFoundError) as error:
        errors = (FieldError("name", error.message),)
        return page(desk, request_form(desk, request, fields, errors), 422)
    return see_other(f"/privacy/requests/{made.id}")


@router.get("/requests/{request_id}")
def show_request(request_id: PathId, request: Request, desk: _Keeper) -> HTMLResponse:
    """One request, whom it may mean, and what is left to do."""
    return page(desk, request_page(desk, request, request_id))


@router.post("/requests/{request_id}/acknowledge")
def acknowledge(request_id: PathId, desk: _Keeper) -> Response:
    """The citizen was told that it was received."""
    requests.acknowledge(desk.session, desk.who, request_id)
    return saved(f"/privacy/requests/{request_id}")


@router.post("/requests/{request_id}/author")
def choose(request_id: PathId, fields: Fields, desk: _Keeper) -> Response:
    """Say whose data it is about."""
    requests.choose(desk.session, desk.who, request_id, row_id(fields.get("author_id", "")))
    return saved(f"/privacy/requests/{request_id}")


@router.post("/requests/{request_id}/export")
def export(request_id: PathId, desk: _FreshKeeper) -> Response:
    """The author's words as a workbook, in the clear, for the author."""
    comments = requests.export(desk.session, desk.who, request_id)
    say = say_in(desk.locale)
    table = Table(
        [(say("Yêu cầu"), str(request_id)), (say("Xuất lúc"), datetime.now(UTC))],
        [say("Viết lúc"), say("Nhận lúc"), say("Nội dung"), say("Địa chỉ")],
        [(one.posted_at, one.received_at, one.text, one.permalink) for one in comments],
    )
    content = as_xlsx(table, about_name=say("Thông tin"), rows_name=say("Bình luận"))
    name = f'attachment; filename="du-lieu-ca-nhan-{request_id}.xlsx"'
    return Response(content, media_type=XLSX_TYPE, headers={"content-disposition": name})


@router.post("/requests/{request_id}/restrict")
def restrict(request_id: PathId, desk: _Keeper) -> Response:
    """Keep the words and use them for nothing."""
    requests.restrict(desk.session, desk.who, request_id)
    return saved(f"/privacy/requests/{request_id}")


@router.post("/requests/{request_id}/erase")
def erase(request_id: PathId, request: Request, desk: _FreshKeeper) -> Response:
    """Destroy the key and delete the words."""
    try:
        with desk.session.begin_nested():
            requests.erase(desk.session, desk.who, request_id)
    except ConflictError as error:
        errors = (FieldError("main", error.message),)
        return page(desk, request_page(desk, request, request_id, errors), 409)
    return saved(f"/privacy/requests/{request_id}")


@router.post("/requests/{request_id}/close")
def close(request_id: PathId, request: Request, fields: Fields, desk: _Keeper) -> Response:
    """Done, or refused with the reason."""
    refused = fields.get("outcome") == RequestOutcome.REFUSED
    outcome = RequestOutcome.REFUSED if refused else RequestOutcome.DONE
    try:
        with desk.session.begin_nested():
            note = fields.get("note", "")[:_LONGEST]
            requests.close(desk.session, desk.who, request_id, outcome, note)
    except BadInputError as error:
        errors = (FieldError("note", error.message),)
        return page(desk, request_page(desk, request, request_id, errors), 422)
    return saved("/privacy")


@router.post("/retention")
def set_rules(request: Request, fields: Fields, desk: _Keeper) -> Response:
    """How long each class is kept, where it was changed."""
    try:
        with desk.session.begin_nested():
            _save_rules(desk, fields)
    except (BadInputError, ConflictError) as error:
        errors = (FieldError("retention", error.message),)
        return page(desk, privacy_page(desk, request, errors, typed=fields), 422)
    return saved("/privacy#retention")


@router.post("/retention/apply")
def apply(fields: Fields, desk: _FreshKeeper) -> Response:
    """Delete what is over its time of the classes that were ticked."""
    wanted = [kind for kind in DataClass if fields.get(f"apply-{kind.value}")]
    retention.apply(desk.session, desk.who, wanted, now=datetime.now(UTC))
    return saved("/privacy#retention")


@router.post("/holds")
def place_hold(request: Request, fields: Fields, desk: _Keeper) -> Response:
    """Nothing of this case is erased from now on."""
    case_id, reason = row_id(fields.get("case_id", "").strip()), fields.get("reason", "")[:_LONGEST]
    try:
        with desk.session.begin_nested():
            holds.place(desk.session, desk.who, case_id, reason)
    except (BadInputError, ConflictError, NotFoundError) as error:
        errors = (FieldError("case_id", error.message),)
        return page(desk, privacy_page(desk, request, errors, typed=fields), 422)
    return saved("/privacy#holds")


@router.post("/holds/{case_id}/lift")
def lift_hold(case_id: PathId, desk: _FreshKeeper) -> Response:
    """The usual rules hold again."""
    holds.lift(desk.session, desk.who, case_id)
    return saved("/privacy#holds")


def _save_rules(desk: Desk, fields: Fields) -> None:
    plan = retention.plan(desk.who.agency_id, desk.session, now=datetime.now(UTC))
    require_edition(fields, retention_edition(plan))
    for planned in plan:
        kind = planned.data_class
        days = row_id(fields.get(f"days-{kind.value}", str(planned.keep_days)))
        basis = fields.get(f"basis-{kind.value}", planned.basis)[:_LONGEST]
        if (days, basis.strip()) != (planned.keep_days, planned.basis):
            retention.set_rule(desk.session, desk.who, kind, days, basis)


def _again(
    desk: Desk, request: Request, fields: Fields, errors: tuple[FieldError, ...]
) -> RequestFormPage:
    return request_form(desk, request, fields, errors)


def _kind(name: str) -> RequestKind:
    if name not in set(RequestKind):
        raise BadInputError("Chọn người dân yêu cầu điều gì.")
    return RequestKind(name)


def _details(fields: Fields) -> Details:
    given = {name: fields.get(name, "").strip()[:_LONGEST] for name in _DETAILS}
    return Details(**given)


_DETAILS = ("name", "contact", "platform_id", "note")
