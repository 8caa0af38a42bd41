"""Who is at the desk: cookies, keys, cross-site requests, and the headers of every answer."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.i18n import Locale, pick_locale
from api.state import State, state_of
from moderation.database import Session
from moderation.errors import ForbiddenError, SignInError
from moderation.events import record
from moderation.people import accounts, programs, proofs
from moderation.policy import Permission, Who
from moderation.queries import doors
from moderation.vocabulary import EventKind

__all__ = [
    "AnyDesk",
    "AnyFreshDesk",
    "AnyKeyDesk",
    "Desk",
    "SecurityHeaders",
    "cookie_name",
    "desk",
    "fresh",
    "guard_cross_site",
    "guard_origin",
    "key_desk",
    "proved",
]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_SIGN_IN = "Hãy đăng nhập để tiếp tục."


@dataclass(frozen=True, slots=True)
class Desk:
    """One request of somebody known: their session with the database, and who they are.

    `token` is that of a browser's cookie; a program's desk has none.
    """

    session: Session
    who: Who
    state: State
    locale: Locale
    csrf_token: str = ""
    token: str = ""


class _Desks:
    """A dependency that seats a signed-in person with a permission, within one transaction.

    `is_fresh` asks besides that they have proved who they are within the last ten minutes, or with
    `once` at some time since they signed in.
    """

    def __init__(
        self, permission: Permission | None, *, is_fresh: bool = False, once: bool = False
    ) -> None:
        self.permission = permission
        self.is_fresh = is_fresh
        self.once = once

    def __call__(
        self, request: Request, state: Annotated[State, Depends(state_of)]
    ) -> Iterator[Desk]:
        token = request.cookies.get(cookie_name(state), "")
        if not token:
            raise SignInError(_SIGN_IN)
        idle = timedelta(minutes=state.settings.session_idle_minutes)
        with (
            _noting_refusals(request, state) as seated,
            state.database.admission(doors.BY_SESSION, accounts.digest(token)) as session,
        ):
            if session is None:
                raise SignInError(_SIGN_IN)
            agency_id = session.info["agency_id"]
            who = accounts.authenticate_session(agency_id, session, token, idle=idle)
            seated.append(who)
            if self.permission is not None:
                who.require(self.permission)
            if self.is_fresh:
                require = proofs.require_proof if self.once else proofs.require_fresh
                require(agency_id, session, token)
            locale = pick_locale(request.cookies.get("language"))
            yield Desk(session, who, state, locale, accounts.csrf_token(token), token)


class _KeyDesks:
    """The same for a program that brings a key."""

    def __init__(self, permission: Permission | None) -> None:
        self.permission = permission

    def __call__(
        self, request: Request, state: Annotated[State, Depends(state_of)]
    ) -> Iterator[Desk]:
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret:
            raise SignInError("Cần khóa API trong đầu mục Authorization: Bearer …", code="no_key")
        digest = accounts.digest(secret.strip())
        with (
            _noting_refusals(request, state) as seated,
            state.database.admission(doors.BY_API_KEY, digest) as session,
        ):
            if session is None:
                raise SignInError("Khóa API không đúng hoặc đã bị thu hồi.", code="wrong_key")
            agency_id = session.info["agency_id"]
            who = programs.authenticate_key(agency_id, session, secret.strip())
            seated.append(who)
            if self.permission is not None:
                who.require(self.permission)
            yield Desk(session, who, state, pick_locale(request.headers.get("accept-language")))


@contextmanager
def _noting_refusals(request: Request, state: State) -> Iterator[list[Who]]:
    """Write down that somebody known asked for what they may not do.

    In a transaction of its own, since the one that was refused is taken back.
    """
    seated: list[Who] = []
    try:
        yield seated
    except ForbiddenError as error:
        if error.code != "fresh" and seated:
            who = seated[-1]
            with state.database.transaction(who.agency_id) as session:
                record(
                    session,
                    who,
                    EventKind.REFUSED,
                    permission=error.facts.get("permission"),
                    method=request.method,
                    path=_place(request),
                )
        raise


def _place(request: Request) -> str:
    """The path with its numbers, and names in place of whatever else the sender chose."""
    path: str = request.scope["path"]
    for name, value in request.path_params.items():
        if not str(value).isdecimal():
            path = path.replace(str(value), f"{{{name}}}")
    return path[:200]


def desk(permission: Permission) -> object:
    """Ask for a signed-in person who may do this; the transaction commits before the answer."""
    return Depends(_Desks(permission), scope="function")


def fresh(permission: Permission) -> object:
    """The same for a grave act: whoever has not proved who they are of late is asked first."""
    return Depends(_Desks(permission, is_fresh=True), scope="function")


def key_desk(permission: Permission) -> object:
    """Ask for a program's key that may do this."""
    return Depends(_KeyDesks(permission), scope="function")


def proved(permission: Permission) -> object:
    """The same, asked once a session: for what is done many times a day."""
    return Depends(_Desks(permission, is_fresh=True, once=True), scope="function")


AnyDesk = Annotated[Desk, Depends(_Desks(None), scope="function")]
"""A signed-in person, whatever they may do: for signing out and the like."""

AnyFreshDesk = Annotated[Desk, Depends(_Desks(None, is_fresh=True), scope="function")]
"""The same, proved of late: for what concerns one's own account."""

AnyKeyDesk = Annotated[Desk, Depends(_KeyDesks(None), scope="function")]
"""A program's key, whatever it may do: for asking who it is."""


def cookie_name(state: State) -> str:
    """`__Host-` binds the cookie to this host alone, which browsers grant over https only."""
    return "__Host-phanhoi" if state.is_secure else "phanhoi"


async def guard_origin(request: Request) -> None:
    """Refuse what another site sends: the browser says where a request comes from.

    By `Sec-Fetch-Site`, else `Origin`.
    """
    if request.method in _SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    if site not in {None, "same-origin"} or (
        site is None and origin is not None and origin.split("://")[-1] != host
    ):
        raise ForbiddenError(
            "Yêu cầu đến từ trang khác nên bị từ chối; chưa có gì thay đổi. Hãy tải lại trang rồi "
            "làm lại.",
            code="cross_site",
        )


async def guard_cross_site(request: Request) -> None:
    """Refuse a request that another site made in the person's name.

    A token bound to the session is asked for besides where it comes from.
    """
    await guard_origin(request)
    if request.method in _SAFE_METHODS:
        return
    state = state_of(request)
    token = request.cookies.get(cookie_name(state), "")
    if not token:
        return
    given = request.headers.get("x-csrf-token")
    if given is None:
        given = str((await request.form()).get("csrf_token", ""))
    if not hmac.compare_digest(given.encode(), accounts.csrf_token(token).encode()):
        raise ForbiddenError(
            "Trang đã mở quá lâu. Hãy tải lại trang rồi làm lại; dữ liệu chưa bị thay đổi.",
            code="csrf",
        )


class SecurityHeaders:
    """The headers that every answer carries, the console's and the API's alike."""

    _HEADERS = (
        (
            b"content-security-policy",
            (
                b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                b"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
                b"base-uri 'none'; frame-ancestors 'none'"
            ),
        ),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    )

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        state: State | None = getattr(scope["app"].state, "phanhoi", None)
        is_secure = state is not None and state.is_secure

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                names = {name.lower() for name, _ in headers}
                headers += [pair for pair in self._HEADERS if pair[0] not in names]
                if is_secure:
                    headers.append((b"strict-transport-security", b"max-age=31536000"))
                if b"cache-control" not in names:
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, send_with_headers)
