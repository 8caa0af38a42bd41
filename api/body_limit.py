"""A cap on what is read of a request, whatever length the sender claims.

Webhooks have a cap of their own.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.state import State
from moderation.casework.evidence import LARGEST_FILE
from moderation.duties.tips import LARGEST_PICTURE

__all__ = ["BodyLimit"]

_MEBIBYTE = 2**20
_UPLOADS = frozenset({"/api/v1/imports", "/imports"})
_WITH_FILES = ("/cases/", "/incidents/", "/suspects/")
# A browser shows our refusal only once it has sent its file: so much over the limit is read and
# thrown away, and only beyond it is the connection cut.
_PATIENCE = 16


class BodyLimit:
    """Refuses with 413 before the body is read where its length is said, else on the way."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/webhooks/"):
            await self._app(scope, receive, send)
            return
        limit, taken = _limit(scope), 0
        said = Headers(scope=scope).get("content-length", "")

        async def receive_capped() -> Message:
            nonlocal taken
            if said.isdecimal() and int(said) > limit:
                await _throw_away(receive, scope, limit)
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receive_capped, send)


async def _throw_away(receive: Receive, scope: Scope, limit: int) -> None:
    """Let a browser finish sending; a program reads its answer while it sends."""
    if scope["path"].startswith("/api/"):
        return
    more, thrown = True, 0
    while more and thrown < _PATIENCE * limit:
        message = await receive()
        thrown += len(message.get("body", b""))
        more = message.get("more_body", False)


def _limit(scope: Scope) -> int:
    """One MiB for JSON; the size of an upload, and what a form puts around it, for files."""
    path = scope["path"].rstrip("/")
    if path.startswith(_WITH_FILES) and path.endswith("/files"):
        return LARGEST_FILE + _MEBIBYTE
    if path == "/tips" or path.startswith("/bao-tin/"):
        return LARGEST_PICTURE + _MEBIBYTE
    if path not in _UPLOADS:
        return _MEBIBYTE
    state: State = scope["app"].state.phanhoi
    return (state.settings.upload_limit_mb + 1) * _MEBIBYTE
