"""The cookie by which a browser is known: for this host alone, and out of reach of scripts."""

from __future__ import annotations

from fastapi.responses import Response

from api.security import cookie_name
from api.state import State

__all__ = ["drop_session", "set_session"]


def set_session(answer: Response, state: State, token: str) -> None:
    """Give the browser its token."""
    answer.set_cookie(
        cookie_name(state), token, path="/", secure=state.is_secure, httponly=True, samesite="lax"
    )


def drop_session(answer: Response, state: State) -> None:
    """Take it back."""
    answer.delete_cookie(
        cookie_name(state), path="/", secure=state.is_secure, httponly=True, samesite="lax"
    )
