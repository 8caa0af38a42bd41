"""What the register knows of a page: its name, verification at the network, account safety."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.dates import read_date
from api.console.forms import Fields
from api.console.shell import shell_of
from api.console.uploads import Upload, received
from api.console.words import one_line
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.parts import Choice, FieldError
from api.view_models.registry import PageStanding, RegistryPage, SafetyLine, VerificationLine
from moderation.duties import registry
from moderation.duties.registry import SUGGESTED_DAYS, Finding, Standing
from moderation.errors import BadInputError, NotFoundError
from moderation.models import PageVerification
from moderation.policy import Permission
from moderation.queries import registry as queries
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import SafetyItem, VerificationState

__all__ = ["page_standing", "router", "today"]

router = APIRouter(prefix="/pages/{page_id}")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Editor = Annotated[Desk, desk(Permission.EDIT_PAGES)]


def today() -> date:
    """The day at the agency."""
    return datetime.now(VIETNAM).date()


def page_standing(found: Standing) -> PageStanding:
    """How a page stands, for a screen."""
    return PageStanding(found.missing, found.state, found.is_check_due, len(found.unsafe))


@router.get("")
def show(page_id: PathId, request: Request, desk: _Reader) -> HTMLResponse:
    """The page's own page."""
    return page(desk, _view(desk, request, page_id))


@router.post("")
def change(page_id: PathId, request: Request, fields: Fields, desk: _Editor) -> Response:
    """Call it something else, or say where it is."""
    name, url = fields.get("name", ""), fields.get("url", "")
    return _done(
        desk,
        request,
        page_id,
        lambda: registry.change_page(desk.session, desk.who, page_id, name=name, url=url),
    )


@router.post("/verification")
def verify(
    page_id: PathId,
    request: Request,
    fields: Fields,
    desk: _Editor,
    file: Upload = None,
) -> Response:
    """Remember what was found, with the file that shows it."""

    def act() -> object:
        state = fields.get("state", "")
        if state not in set(VerificationState):
            raise BadInputError("Chọn tình trạng.", field="state")
        name, content = received(file)
        found = Finding(
            VerificationState(state),
            read_date(fields.get("on_day", ""), "on_day") or today(),
            read_date(fields.get("next_check", ""), "next_check"),
            fields.get("note", ""),
            (name, content) if content else None,
        )
        return registry.record_verification(desk.session, desk.who, page_id, found, today=today())

    return _done(desk, request, page_id, act)


@router.get("/verification/{verification_id}")
def download(page_id: PathId, verification_id: PathId, desk: _Reader) -> Response:
    """The file that shows a finding: a download, never shown within this site."""
    found = registry.open_proof(desk.session, desk.who, page_id, verification_id)
    ending = found.file_name.rpartition(".")[2]
    name = f"attachment; filename=\"xac-minh.{ending}\"; filename*=UTF-8''{quote(found.file_name)}"
    headers = {
        "content-disposition": name,
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.post("/safety")
def check(page_id: PathId, request: Request, fields: Fields, desk: _Editor) -> Response:
    """Somebody looked at a point of the account's safety today."""

    def act() -> object:
        item = fields.get("item", "")
        if item not in set(SafetyItem):
            raise BadInputError("Không có mục kiểm tra này; chưa lưu gì. Hãy tải lại trang.")
        return registry.record_check(
            desk.session,
            desk.who,
            page_id,
            SafetyItem(item),
            today=today(),
            next_due=read_date(fields.get("next_due", ""), f"next-{item}"),
            note=fields.get("note", ""),
        )

    return _done(desk, request, page_id, act, "#safety")


def _done(
    desk: Desk, request: Request, page_id: int, act: Callable[[], object], place: str = ""
) -> Response:
    try:
        with desk.session.begin_nested():
            act()
    except BadInputError as error:
        errors = (FieldError(str(error.facts.get("field", "file")), error.message),)
        return page(desk, _view(desk, request, page_id, errors), 422)
    return saved(f"/pages/{page_id}{place}")


def _view(
    desk: Desk, request: Request, page_id: int, errors: tuple[FieldError, ...] = ()
) -> RegistryPage:
    agency_id, session, day = desk.who.agency_id, desk.session, today()
    standing = {one.page.id: one for one in registry.standings(agency_id, session, day)}
    found = standing.get(page_id)
    if found is None or not desk.who.can(Permission.READ_CASES, page_id):
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    kept = queries.verifications(agency_id, session, page_id)
    checks = {
        one.item: one for one in queries.latest_checks(agency_id, session) if one.page_id == page_id
    }
    people = {one.recorded_by for one in kept} | {one.done_by for one in checks.values()}
    names = queries.names(agency_id, session, {one for one in people if one is not None})
    return RegistryPage(
        shell=shell_of(desk, request, "pages"),
        page_id=page_id,
        platform=found.page.platform,
        name=one_line(found.page.name),
        url=found.page.url,
        standing=page_standing(found),
        states=tuple(Choice(one.value, one.value, one is found.state) for one in VerificationState),
        verifications=tuple(_line(one, names) for one in kept),
        safety=tuple(
            SafetyLine(item, SUGGESTED_DAYS[item])
            if (last := checks.get(item)) is None
            else SafetyLine(
                item,
                SUGGESTED_DAYS[item],
                last.done_on,
                last.next_due,
                one_line(names.get(last.done_by or 0, "")),
                one_line(last.note),
                is_due=item in found.unsafe,
            )
            for item in SafetyItem
        ),
        today=day,
        may_edit=desk.who.can(Permission.EDIT_PAGES, page_id),
        errors=errors,
    )


def _line(one: PageVerification, names: dict[int, str]) -> VerificationLine:
    return VerificationLine(
        one.state,
        one.on_day,
        one.next_check,
        one_line(one.note),
        one_line(names.get(one.recorded_by or 0, "")),
        one_line(one.file_name),
        f"/pages/{one.page_id}/verification/{one.id}" if one.file_name else "",
    )
