"""The door: signing in and out, the language, and where a person's day begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.console.answers import local_path, see_other
from api.console.forms import FormText, QueryText
from api.console.shell import approvals_waiting
from api.console.words import say_in
from api.i18n import Locale, pick_locale
from api.security import AnyDesk, cookie_name
from api.state import State, state_of
from api.view_models import FieldError, SignInPage
from moderation import accounts
from moderation.errors import ForbiddenError, SignInError
from moderation.policy import Permission, roles_of
from moderation.queries import doors
from moderation.vocabulary import Role

__all__ = ["router"]

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
    answer = see_other(onward)
    answer.set_cookie(
        cookie_name(state),
        browser.token,
        path="/",
        secure=state.is_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/sign-out")
def sign_out(request: Request, desk: AnyDesk) -> RedirectResponse:
    """End this browser's session."""
    token = request.cookies.get(cookie_name(desk.state), "")
    accounts.sign_out(desk.who.agency_id, desk.session, token)
    answer = see_other("/sign-in")
    answer.delete_cookie(
        cookie_name(desk.state),
        path="/",
        secure=desk.state.is_secure,
        httponly=True,
        samesite="lax",
    )
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


def _form(
    request: Request,
    state: State,
    *,
    username: str = "",
    next_path: str,
    error: SignInError | None = None,
) -> HTMLResponse:
    locale = pick_locale(request.cookies.get("language"))
    token = request.cookies.get(cookie_name(state), "")
    view = SignInPage(
        csrf_token=accounts.csrf_token(token) if token else "",
        username=username[:_LONGEST_NAME],
        next_path=next_path,
        errors=() if error is None else (FieldError("password", _told(error, locale)),),
    )
    return HTMLResponse(state.pages.page(view, locale=locale), 200 if error is None else 401)


def _told(error: SignInError, locale: Locale) -> str:
    if locale == "vi":
        return error.message
    say = say_in(locale)
    if error.code == "wait":
        return say("Đăng nhập sai nhiều lần. Hãy thử lại sau %(seconds)s giây.") % error.facts
    return say("Tên đăng nhập hoặc mật khẩu không đúng.")
