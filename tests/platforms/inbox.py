"""A small web side for deliveries: it verifies, reads and keeps."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from moderation.errors import VerificationError
from moderation.vocabulary import CommentVerb, Platform
from platforms import HANDSHAKES, RECEIVERS, CommentEvent

VERIFY_TOKEN = "mã-xác-minh"


class Inbox:
    """A small web side: it verifies, reads and keeps, and may be out of order for a while."""

    def __init__(self) -> None:
        self.events: list[CommentEvent] = []
        self.bodies: dict[str, bytes] = {}
        self.deliveries: list[str] = []
        self.failing = 0
        self.secret = ""
        self.app = Starlette(routes=[Route("/{network}", self.hook, methods=["GET", "POST"])])

    async def hook(self, request: Request) -> Response:
        """One knock or delivery."""
        network, body = Platform(request.path_params["network"]), await request.body()
        headers = dict(request.headers)
        if request.method == "GET":
            try:
                query = dict(request.query_params)
                return PlainTextResponse(HANDSHAKES[network].greet([VERIFY_TOKEN], query))
            except VerificationError:
                return PlainTextResponse("", 403)
        if HANDSHAKES[network].is_probe(headers, body):
            return PlainTextResponse("")
        if self.failing:
            self.failing -= 1
            return PlainTextResponse("", 503)
        try:
            known = RECEIVERS[network].verify([self.secret], headers, body, datetime.now(UTC))
        except VerificationError:
            return PlainTextResponse("", 401)
        self.deliveries.append(known)
        self.bodies[known] = body
        read = RECEIVERS[network].read(body)
        self.events += [event for event in read if isinstance(event, CommentEvent)]
        return PlainTextResponse("")

    @property
    def told(self) -> list[tuple[CommentVerb, str | None]]:
        """Verbs and texts in their order of arrival."""
        return [(event.verb, event.text) for event in self.events]
