"""Passkeys at the console: adding one, signing in with one, proving again who one is.

Scripts speak JSON here; a refusal is one sentence that the page shows beside its button.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from api.console.answers import local_path, saved
from api.console.cookies import (
    drop_challenge,
    greet,
    set_challenge,
    set_session,
    taken_challenge,
)
from api.rest.schemas.values import PathId
from api.security import AnyDesk, AnyFreshDesk
from api.state import State, state_of
from moderation.errors import NotFoundError, PhanHoiError, SignInError
from moderation.people import passkeys
from moderation.people.challenges import open_challenge
from moderation.queries import doors, people

__all__ = ["router"]

router = APIRouter()

_State = Annotated[State, Depends(state_of)]


class Answered(BaseModel):
    """What the browser's key said, as `PublicKeyCredential.toJSON()` writes it."""

    model_config = ConfigDict(extra="forbid")

    credential: dict[str, object]
    name: str = ""
    next: str = "/"


@router.post("/account/passkeys/new")
def ask_new(desk: AnyFreshDesk) -> Response:
    """What the browser makes a key from."""
    user = people.find_user(desk.who.agency_id, desk.session, desk.who.person_id or 0)
    if user is None:
        raise NotFoundError(
            "Không có người dùng này; chưa có gì thay đổi. Hãy tải lại danh sách người dùng."
        )
    options, sealed = passkeys.ask_new(
        desk.session, desk.who, user, _site(desk.state), desk.state.keyring
    )
    answer = JSONResponse(json.loads(options))
    set_challenge(answer, desk.state, sealed)
    return answer


@router.post("/account/passkeys")
def add(request: Request, body: Answered, desk: AnyFreshDesk) -> Response:
    """Keep the key that the browser made."""
    user = people.find_user(desk.who.agency_id, desk.session, desk.who.person_id or 0)
    if user is None:
        raise NotFoundError(
            "Không có người dùng này; chưa có gì thay đổi. Hãy tải lại danh sách người dùng."
        )
    try:
        challenge = open_challenge(
            desk.state.keyring, passkeys.ASK, taken_challenge(request, desk.state)
        )
        with desk.session.begin_nested():
            passkeys.add(
                desk.session,
                desk.who,
                user,
                _site(desk.state),
                challenge,
                body.credential,
                body.name.replace("\x00", ""),
            )
    except PhanHoiError as error:
        return _told(error, 422)
    return _onward("/account", desk.state)


@router.post("/account/passkeys/{passkey_id}/remove")
def remove(passkey_id: PathId, desk: AnyFreshDesk) -> Response:
    """Let one of one's own keys open nothing more."""
    passkeys.remove(desk.session, desk.who, desk.who.person_id or 0, passkey_id)
    return saved("/account")


@router.post("/sign-in/passkey/ask")
def ask(state: _State) -> Response:
    """What any browser answers with a key of this site."""
    options, sealed = passkeys.ask(_site(state), state.keyring)
    answer = JSONResponse(json.loads(options))
    set_challenge(answer, state, sealed)
    return answer


@router.post("/sign-in/passkey")
def enter(request: Request, state: _State, body: Answered) -> Response:
    """Let the key's person in."""
    try:
        challenge = open_challenge(state.keyring, passkeys.ANSWER, taken_challenge(request, state))
        agency_id = _agency_of(state, body.credential)
        with state.database.transaction(agency_id) as session:
            browser = passkeys.enter(
                agency_id,
                session,
                _site(state),
                challenge,
                body.credential,
                user_agent=request.headers.get("user-agent", ""),
                lasts=timedelta(hours=state.settings.session_hours),
            )
    except SignInError as error:
        return _told(error, 401)
    answer = _onward(local_path(body.next), state)
    set_session(answer, state, browser.token)
    greet(request, answer, state, browser)
    return answer


@router.post("/account/prove/passkey")
def prove(request: Request, body: Answered, desk: AnyDesk) -> Response:
    """Go on under a new token."""
    try:
        challenge = open_challenge(
            desk.state.keyring, passkeys.ANSWER, taken_challenge(request, desk.state)
        )
        with desk.session.begin_nested():
            renewed = passkeys.prove(
                desk.who.agency_id,
                desk.session,
                _site(desk.state),
                challenge,
                body.credential,
                token=desk.token,
            )
    except SignInError as error:
        return _told(error, 401)
    answer = _onward(local_path(body.next), desk.state)
    set_session(answer, desk.state, renewed.token)
    return answer


def _agency_of(state: State, credential: dict[str, object]) -> int:
    with state.database.doorway() as door:
        found = doors.agency_of_passkey(door, passkeys.credential_id(credential))
    if found is None:
        raise SignInError("Không nhận ra khóa bảo mật này. Hãy thử lại, hoặc dùng mật khẩu.")
    return found


def _site(state: State) -> passkeys.Site:
    site = passkeys.Site.of(state.settings.public_url)
    if site is None:
        raise NotFoundError(
            "Địa chỉ của hệ thống không dùng được khóa bảo mật: cần tên và https. Hãy nhờ người "
            "vận hành đặt PHANHOI_PUBLIC_URL."
        )
    return site


def _onward(path: str, state: State) -> JSONResponse:
    answer = JSONResponse({"next": path})
    drop_challenge(answer, state)
    return answer


def _told(error: PhanHoiError, status: int) -> JSONResponse:
    return JSONResponse({"message": error.message}, status)
