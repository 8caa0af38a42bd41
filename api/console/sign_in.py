"""The door: signing in and out, the language, and where a person's day begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.console.answers import local_path, see_other
from api.console.cookies import drop_session, greet, set_session
from api.console.forms import FormText, QueryText
from api.console.shell import approvals_waiting
from api.console.words import one_line
from api.i18n import pick_locale
from api.security import AnyDesk, cookie_name
from api.state import State, state_of
from api.view_models.doors import ProviderLink, SignInPage
from api.view_models.parts import FieldError
from api.view_models.people import SignInCodePage
from moderation.errors import ForbiddenError, SignInError
from moderation.people import accounts, passkeys
from moderation.policy import Permission, roles_of
from moderation.queries import doors
from moderation.vocabulary import Role

__all__ = ["door_page", "router", "takes_passkeys"]

router = APIRouter()

_YEAR = 365 * 24 * 3600
_LONGEST_NAME = 200
_State = Annotated[State, Depends(state_of)]


@router.get("/sign-in")
def show_form(request: Request, state: _State, next: QueryText = "/") -> HTMLResponse:  # noqa: A002 - the link's own word
    """The form; its token is bound to the cookie that the browser may still hold."""
    return _form(request, state, next_path=local_path(next))


@router.post("/sign-in")
def sign_in(
    request: Request,
    state: _State,
    username: FormText = "",
    password: FormText = "",
    next: FormText = "/",  # noqa: A002 - the form's own word
) -> Response:
    """Open a session; a wrong name and a wrong password get one answer, equally late."""
    onward = local_path(next)
    try:
        browser = _open(request, state, username.strip()[:_LONGEST_NAME], password)
    except SignInError as error:
        return _form(request, state, username=username, next_path=onward, error=error)
    code_form = f"/sign-in/code?next={quote(onward, safe='')}"
    answer = see_other(code_form if browser.is_pending else onward)
    set_session(answer, state, browser.token)
    greet(request, answer, state, browser)
    return answer


@router.get("/sign-in/code")
def show_code_form(request: Request, state: _State, next: QueryText = "/") -> HTMLResponse:  # noqa: A002 - the link's own word
    """The second step, for a browser whose password was right."""
    return _code_form(request, state, local_path(next))


@router.post("/sign-in/code")
def give_code(
    request: Request,
    state: _State,
    code: FormText = "",
    next: FormText = "/",  # noqa: A002 - the form's own word
) -> Response:
    """Finish signing in, under a new token."""
    onward = local_path(next)
    try:
        browser = _give_code(request, state, code[:_LONGEST_NAME])
    except SignInError as error:
        if error.code == "ended":
            return see_other("/sign-in")
        return _code_form(request, state, onward, error)
    answer = see_other(onward)
    set_session(answer, state, browser.token)
    greet(request, answer, state, browser)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, desk: AnyDesk) -> RedirectResponse:
    """End this browser's session."""
    token = request.cookies.get(cookie_name(desk.state), "")
    accounts.sign_out(desk.who.agency_id, desk.session, token)
    answer = see_other("/sign-in")
    drop_session(answer, desk.state)
    return answer


@router.post("/language")
def choose_language(desk: AnyDesk, locale: FormText = "vi", next: FormText = "/") -> Response:  # noqa: A002 - the form's own word
    """Remember the language on this machine."""
    answer = see_other(local_path(next))
    answer.set_cookie(
        "language",
        pick_locale(locale),
        max_age=_YEAR,
        path="/",
        secure=desk.state.is_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/")
def begin(desk: AnyDesk) -> RedirectResponse:
    """Approvals first where some wait, else managers see the figures, others the queues."""
    who = desk.who
    if approvals_waiting(desk):
        return see_other("/approvals")
    if Role.MANAGER in roles_of(who.grants) and who.can(Permission.SEE_FIGURES):
        return see_other("/dashboard")
    if who.can(Permission.READ_CASES):
        return see_other("/queues")
    raise ForbiddenError("Tài khoản này không xem nội dung: chỉ dùng để vận hành hệ thống.")


def _open(request: Request, state: State, username: str, password: str) -> accounts.Browser:
    with state.database.doorway() as door:
        agency_id = doors.agency_of_username(door, username)
    if agency_id is None:
        accounts.waste_time(password)
        raise accounts.wrong_sign_in()
    # The transaction ends before a refusal is raised, so that the failure stays counted.
    with state.database.transaction(agency_id) as session:
        browser = accounts.sign_in(
            agency_id,
            session,
            username,
            password,
            user_agent=request.headers.get("user-agent", ""),
            lasts=timedelta(hours=state.settings.session_hours),
        )
    if browser is None:
        raise accounts.wrong_sign_in()
    return browser


def _give_code(request: Request, state: State, code: str) -> accounts.Browser:
    token = request.cookies.get(cookie_name(state), "")
    with state.database.doorway() as door:
        agency_id = doors.agency_of_session(door, accounts.digest(token)) if token else None
    if agency_id is None:
        raise SignInError("Lượt đăng nhập đã hết giờ. Hãy đăng nhập lại.", code="ended")
    with state.database.transaction(agency_id) as session:
        browser = accounts.give_second_factor(
            agency_id,
            session,
            token,
            code,
            state.keyring,
            lasts=timedelta(hours=state.settings.session_hours),
        )
    if browser is None:
        raise SignInError("Mã không đúng hoặc đã dùng. Hãy chờ mã mới rồi nhập lại.", code="code")
    return browser


def _code_form(
    request: Request, state: State, next_path: str, error: SignInError | None = None
) -> HTMLResponse:
    locale = pick_locale(request.cookies.get("language"))
    token = request.cookies.get(cookie_name(state), "")
    view = SignInCodePage(
        csrf_token=accounts.csrf_token(token) if token else "",
        next_path=next_path,
        takes_passkeys=takes_passkeys(state),
        errors=() if error is None else (FieldError("code", error.message),),
    )
    return HTMLResponse(state.pages.page(view, locale=locale), 200 if error is None else 401)


def door_page(
    request: Request,
    state: State,
    *,
    username: str = "",
    next_path: str = "/",
    errors: tuple[FieldError, ...] = (),
) -> HTMLResponse:
    """The form with every way in that there is."""
    locale = pick_locale(request.cookies.get("language"))
    token = request.cookies.get(cookie_name(state), "")
    view = SignInPage(
        csrf_token=accounts.csrf_token(token) if token else "",
        username=username[:_LONGEST_NAME],
        next_path=next_path,
        takes_passkeys=takes_passkeys(state),
        providers=_providers(state, next_path),
        errors=errors,
    )
    return HTMLResponse(state.pages.page(view, locale=locale), 401 if errors else 200)


def takes_passkeys(state: State) -> bool:
    """Whether our address can have passkeys."""
    return passkeys.Site.of(state.settings.public_url) is not None


def _providers(state: State, next_path: str) -> tuple[ProviderLink, ...]:
    if not state.settings.identity_issuers:
        return ()
    with state.database.doorway() as door:
        found = doors.identity_providers(door)
    onward = quote(next_path, safe="")
    return tuple(
        ProviderLink(
            f"/sign-in/with/{one.slug}?next={onward}",
            one_line(one.name),
            one_line(one.agency) if len(found) > 1 else "",
        )
        for one in found
    )


def _form(
    request: Request,
    state: State,
    *,
    username: str = "",
    next_path: str,
    error: SignInError | None = None,
) -> HTMLResponse:
    errors = () if error is None else (FieldError("password", error.message),)
    return door_page(request, state, username=username, next_path=next_path, errors=errors)
