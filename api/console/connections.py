"""Connecting pages so that replies leave by themselves, and stopping them by one button."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved, see_other
from api.console.forms import Fields
from api.console.shell import shell_of
from api.console.troubles import trouble_words
from api.console.words import Say, one_line, say_in
from api.rest.schemas.values import PathId
from api.security import Desk, desk, fresh
from api.view_models.connections import ConnectionFormPage, PageConnection, Quota
from api.view_models.parts import FieldError
from moderation.errors import BadInputError, NotFoundError
from moderation.intake import watching
from moderation.models import Connection, Page
from moderation.policy import Permission
from moderation.queries import agencies as queries
from moderation.queries.connections import connection_of_page
from moderation.replies import connections
from moderation.replies.connections import Credentials
from moderation.vocabulary import ConnectionState, PublishKind
from platforms import CAPABILITIES, PUBLISHERS, REFRESHERS, watched

__all__ = ["connection_shown", "may_stop", "router"]

router = APIRouter()

_LONGEST_KEY = 4_000
_LONGEST_ADDRESS = 200
_KEYS = ("token", "app_secret", "app_id", "refresh_token")
_QUOTA = re.compile(r"[0-9]{1,8}")

_Editor = Annotated[Desk, desk(Permission.EDIT_PAGES)]
_Connector = Annotated[Desk, fresh(Permission.EDIT_PAGES)]
_Stopper = Annotated[Desk, desk(Permission.STOP_OUTGOING)]
_Starter = Annotated[Desk, fresh(Permission.STOP_OUTGOING)]


@router.get("/pages/{page_id}/connection")
def show_form(page_id: PathId, request: Request, desk: _Editor) -> HTMLResponse:
    """The form for a key."""
    return page(desk, _form(desk, request, page_id))


@router.post("/pages/{page_id}/connection")
def connect(page_id: PathId, request: Request, fields: Fields, desk: _Connector) -> Response:
    """Keep the key, sealed, and let a worker try it out."""
    found = _connectable(desk, page_id)
    keys = _credentials(fields)
    base_url = fields.get("base_url", "").strip()[:_LONGEST_ADDRESS] or None
    quota = fields.get("quota_limit", "").strip()
    try:
        with desk.session.begin_nested():
            desk.who.require(Permission.EDIT_PAGES, page_id)
            watching.start(
                desk.who.agency_id,
                desk.session,
                page_id,
                watched(found.platform, renews=keys.refresh_token is not None),
                now=datetime.now(UTC),
            )
            connections.connect(
                desk.session,
                desk.who,
                page_id,
                desk.state.keyring,
                keys,
                can_reply=PublishKind.REPLY in CAPABILITIES[found.platform].acts,
                base_url=base_url if _may_choose_address(desk) else None,
                quota_limit=int(quota) if _QUOTA.fullmatch(quota) else None,
            )
    except BadInputError as error:
        errors = (FieldError("token", error.message),)
        return page(desk, _form(desk, request, page_id, errors=errors), 422)
    return saved(_line_of(page_id))


@router.post("/pages/{page_id}/check")
def check(page_id: PathId, desk: _Editor) -> Response:
    """Ask a worker to try the key out; its line tells how that goes."""
    connections.check(desk.session, desk.who, page_id)
    return see_other(_line_of(page_id))


@router.post("/pages/{page_id}/disconnect")
def disconnect(page_id: PathId, desk: _Connector) -> Response:
    """Give the key up."""
    return _done(desk, page_id, connections.disconnect)


@router.post("/pages/{page_id}/pause")
def pause(page_id: PathId, desk: _Stopper) -> Response:
    """Stop what leaves for this page."""
    return _done(desk, page_id, connections.pause)


@router.post("/pages/{page_id}/resume")
def resume(page_id: PathId, desk: _Stopper) -> Response:
    """Let it go on."""
    return _done(desk, page_id, connections.resume)


@router.post("/outgoing/pause")
def pause_all(desk: _Stopper) -> Response:
    """Stop all that leaves for any network."""
    connections.pause_all(desk.session, desk.who)
    return saved("/pages")


@router.post("/outgoing/resume")
def resume_all(desk: _Starter) -> Response:
    """Let it go on."""
    connections.resume_all(desk.session, desk.who)
    return saved("/pages")


def connection_shown(desk: Desk, found: Page) -> PageConnection | None:
    """How a page is connected; None where it is not, or its network takes no replies."""
    made = connection_of_page(desk.who.agency_id, desk.session, found.id)
    if made is None or made.state is ConnectionState.CLOSED:
        return None
    return PageConnection(
        state=made.state,
        can_reply=made.can_reply,
        paused_until=made.paused_until,
        last_used_at=made.last_used_at,
        checked_at=made.checked_at,
        renewed_at=made.renewed_at,
        expires_at=made.token_expires_at,
        quota=_quota(made, found),
        is_checking=made.checked_at is None,
        trouble=_trouble(made, say_in(desk.locale)),
    )


def _trouble(made: Connection, say: Say) -> str:
    """What is wrong; beside a person's pause only that something is (`connections.note_error`)."""
    if made.last_error_code is None and made.last_error_at is not None:
        return say("Lần gọi gần nhất không thành. Khi đã gửi lại, hãy thử kết nối để biết vì sao.")
    return trouble_words(made.last_error_code, say)


def _quota(made: Connection, found: Page) -> Quota | None:
    """What was spent of a network that counts by the day."""
    usual = CAPABILITIES[found.platform].daily_quota
    if usual is None:
        return None
    over = made.quota_resets_at is None or made.quota_resets_at <= datetime.now(UTC)
    used = 0 if over else made.quota_used
    return Quota(used, made.quota_limit or usual, None if over else made.quota_resets_at)


def may_stop(desk: Desk) -> bool:
    """Whether this person may stop what leaves."""
    return desk.who.can(Permission.STOP_OUTGOING)


def _done(desk: Desk, page_id: int, act: Callable[..., Connection]) -> Response:
    act(desk.session, desk.who, page_id)
    return saved(_line_of(page_id))


def _line_of(page_id: int) -> str:
    return f"/pages#connection-{page_id}"


def _credentials(fields: Fields) -> Credentials:
    given = {name: fields.get(name, "").strip()[:_LONGEST_KEY] or None for name in _KEYS}
    return Credentials(
        given["token"] or "",
        given["app_secret"],
        app_id=given["app_id"],
        refresh_token=given["refresh_token"],
    )


def _connectable(desk: Desk, page_id: int) -> Page:
    found = queries.find_page(desk.who.agency_id, desk.session, page_id)
    if found is None:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    if found.platform not in PUBLISHERS:
        raise BadInputError("Nguồn này không đăng được từ hệ thống: hãy trả lời ngay tại nguồn.")
    return found


def _may_choose_address(desk: Desk) -> bool:
    """In a demo and while developing; in earnest it would carry the key elsewhere."""
    return desk.state.settings.environment != "production"


def _form(
    desk: Desk, request: Request, page_id: int, errors: tuple[FieldError, ...] = ()
) -> ConnectionFormPage:
    found = _connectable(desk, page_id)
    made = connection_of_page(desk.who.agency_id, desk.session, page_id)
    return ConnectionFormPage(
        shell=shell_of(desk, request, "pages"),
        page_id=page_id,
        page_name=one_line(found.name),
        platform=found.platform,
        is_connected=made is not None and made.state is not ConnectionState.CLOSED,
        renews=found.platform in REFRESHERS,
        daily_quota=CAPABILITIES[found.platform].daily_quota,
        quota_limit=made.quota_limit if made else None,
        may_choose_address=_may_choose_address(desk),
        base_url=(made.base_url or "") if made else "",
        errors=errors,
    )
