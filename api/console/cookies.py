"""The cookies by which a browser is known: for this host alone, and out of reach of scripts."""

from __future__ import annotations

import secrets

from fastapi import Request
from fastapi.responses import Response

from api.security import cookie_name
from api.state import State
from moderation.people.accounts import Browser
from moderation.people.devices import REMEMBERED, meet

__all__ = [
    "drop_challenge",
    "drop_session",
    "greet",
    "set_challenge",
    "set_session",
    "taken_challenge",
]

_TEN_MINUTES = 600
_LONGEST_TOKEN = 64


def set_session(answer: Response, state: State, token: str) -> None:
    """Give the browser its token."""
    answer.set_cookie(
        cookie_name(state), token, path="/", secure=state.is_secure, httponly=True, samesite="lax"
    )


def greet(request: Request, answer: Response, state: State, browser: Browser) -> None:
    """Know this browser again next time; its person is told where it is new to them."""
    if browser.is_pending:
        return
    name = f"{cookie_name(state)}-device"
    token = request.cookies.get(name) or secrets.token_urlsafe(32)
    with state.database.transaction(browser.who.agency_id) as session:
        meet(session, browser.who, token[:_LONGEST_TOKEN])
    answer.set_cookie(
        name,
        token[:_LONGEST_TOKEN],
        path="/",
        max_age=int(REMEMBERED.total_seconds()),
        secure=state.is_secure,
        httponly=True,
        samesite="lax",
    )


def drop_session(answer: Response, state: State) -> None:
    """Take it back."""
    answer.delete_cookie(
        cookie_name(state), path="/", secure=state.is_secure, httponly=True, samesite="lax"
    )


def set_challenge(answer: Response, state: State, sealed: str) -> None:
    """Let the browser carry what it is to answer; sealed, so that it can only give it back."""
    answer.set_cookie(
        _challenge(state),
        sealed,
        path="/",
        max_age=_TEN_MINUTES,
        secure=state.is_secure,
        httponly=True,
        samesite="lax",
    )


def taken_challenge(request: Request, state: State) -> str:
    """What the browser was given to carry; empty where it brings nothing back."""
    return request.cookies.get(_challenge(state), "")


def drop_challenge(answer: Response, state: State) -> None:
    """It was answered."""
    answer.delete_cookie(
        _challenge(state), path="/", secure=state.is_secure, httponly=True, samesite="lax"
    )


def _challenge(state: State) -> str:
    return f"{cookie_name(state)}-door"
