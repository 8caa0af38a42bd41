"""News of a list: told as they come, or when asked.

A stream holds no connection to the database while it waits. It asks in a thread, in a short
transaction of its own, and ends after some minutes: the browser comes back with the last id it
heard, and whoever was signed out meanwhile is not let in again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import AfterValidator
from starlette.concurrency import run_in_threadpool

from api.console.forms import QueryText
from api.console.queue_views import VIEWS
from api.rest.schemas.values import MAX_ID
from api.security import Desk, desk
from moderation.database import UNREACHABLE, Database
from moderation.policy import Permission
from moderation.queries.cases import opened_since
from moderation.queries.history import latest_event_id

__all__ = ["router"]

router = APIRouter(prefix="/live")

ASK_SECONDS = 3.0
ALIVE_SECONDS = 15.0
STREAM_SECONDS = 240.0

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Since = Annotated[int, AfterValidator(lambda number: max(0, min(number, MAX_ID)))]


@dataclass(frozen=True, slots=True)
class _Watch:
    """A list as somebody saw it: what came after the event `since` is news."""

    database: Database
    agency_id: int
    page_ids: frozenset[int] | None
    queue: str
    since: int

    def ask(self) -> tuple[int, int]:
        """How many cases are new, and the newest event of all."""
        if self.queue in VIEWS and self.queue not in {"all", "new"}:
            return 0, self.since
        key = None if self.queue in VIEWS else self.queue
        with self.database.transaction(self.agency_id) as session:
            count = opened_since(
                self.agency_id, session, self.since, queue_key=key, page_ids=self.page_ids
            )
            return count, latest_event_id(self.agency_id, session)


@router.get("")
def stream(
    request: Request, desk: _Reader, queue: QueryText = "all", since: _Since = 0
) -> StreamingResponse:
    """Events `news` with `{"new": 12}`, counted from `since`, and `alive` in between."""
    heard = request.headers.get("last-event-id", "")
    told = int(heard) if heard.isascii() and heard.isdecimal() and len(heard) < 19 else since
    return StreamingResponse(
        _events(_watch(desk, queue, since), told),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


@router.get("/poll")
def poll(desk: _Reader, queue: QueryText = "all", since: _Since = 0) -> JSONResponse:
    """The same once, for browsers that can't keep a stream."""
    return JSONResponse({"new": _watch(desk, queue, since).ask()[0]})


def _watch(desk: Desk, queue: str, since: int) -> _Watch:
    page_ids = desk.who.pages(Permission.READ_CASES)
    return _Watch(desk.state.database, desk.who.agency_id, page_ids, queue, since)


async def _events(watch: _Watch, told: int) -> AsyncIterator[str]:
    """What the browser hears; `told` is the newest event that it has heard of."""
    clock = asyncio.get_running_loop().time
    ends, said_at, shown = clock() + STREAM_SECONDS, clock(), -1
    yield "retry: 5000\nevent: alive\ndata:\n\n"
    while clock() < ends:
        try:
            count, latest = await run_in_threadpool(watch.ask)
        except UNREACHABLE:
            return
        if latest > told and count not in {shown, 0}:
            told, shown, said_at = latest, count, clock()
            yield f"id: {latest}\nevent: news\ndata: {json.dumps({'new': count})}\n\n"
        elif clock() - said_at >= ALIVE_SECONDS:
            said_at = clock()
            yield "event: alive\ndata:\n\n"
        await asyncio.sleep(ASK_SECONDS)
