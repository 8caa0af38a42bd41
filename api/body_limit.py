"""A cap on what the API reads of a request, whatever length the sender claims.

Console uploads and webhooks have caps of their own.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.state import State

__all__ = ["BodyLimit"]

_MEBIBYTE = 2**20
_UPLOADS = "/api/v1/imports"


class BodyLimit:
    """Refuses with 413 before the body is read where its length is said, else on the way."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        limit, taken = _limit(scope), 0
        said = Headers(scope=scope).get("content-length", "")

        async def receive_capped() -> Message:
            nonlocal taken
            if said.isdecimal() and int(said) > limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receive_capped, send)


def _limit(scope: Scope) -> int:
    """One MiB for JSON; the size of an upload, and what a form puts around it, for files."""
    if scope["path"].rstrip("/") != _UPLOADS:
        return _MEBIBYTE
    state: State = scope["app"].state.phanhoi
    return (state.settings.upload_limit_mb + 1) * _MEBIBYTE
