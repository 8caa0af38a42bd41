"""How often somebody may ask, counted in this process: enough for people, too little for guessing.

By address at the door, since nobody is known there; by cookie or key behind it, with a wider limit
for the address, which a whole office may share. A sender's deliveries are counted by where they
arrive. With several web processes each counts for itself. What must hold whatever the number of
processes, the growing wait after wrong passwords, stands in the database.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from typing import cast

from pyrate_limiter import (
    GCRA,
    Decision,
    Duration,
    InMemoryStateStore,
    Rate,
    RateItem,
    StateBucket,
)
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import too_many
from api.security import cookie_name
from api.state import State

__all__ = ["RateLimits"]

_MOST_KEPT = 20_000
_OFFICE = 10
"""So many times one person's limit may come from one address."""

_EXPORTS_AN_HOUR = 60
_EXPORTS = (".xlsx", ".csv", ".pdf", "/export", "/bad-rows")
_DOORS = ("/sign-in", "/account/prove")
_UNCOUNTED = ("/assets/", "/healthz", "/readyz", "/metrics")


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` in `seconds` for each `key`."""

    key: str
    count: int
    seconds: int


class RateLimits:
    """Answers 429 with the seconds to wait, before anything is read or looked up."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._buckets: OrderedDict[str, StateBucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state: State | None = None
        if scope["type"] == "http" and not scope["path"].startswith(_UNCOUNTED):
            state = getattr(scope["app"].state, "phanhoi", None)
        if state is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        for limit in _limits(request, state):
            wait = self._wait(limit)
            if wait:
                await too_many(request, wait)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _wait(self, limit: Limit) -> int:
        """Seconds until one more is let through; 0 for now, which counts it."""
        bucket = self._buckets.get(limit.key)
        if bucket is None:
            rate = Rate(limit.count, limit.seconds * Duration.SECOND)
            bucket = self._buckets[limit.key] = StateBucket([rate], GCRA(), InMemoryStateStore())
            if len(self._buckets) > _MOST_KEPT:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(limit.key)
        item = RateItem(limit.key, time.monotonic_ns() // 1_000_000)
        said = cast("Decision", bucket.put_decision(item))
        if said.allowed:
            return 0
        return max(1, ceil((said.retry_after_ms or 1000) / 1000))


def _limits(request: Request, state: State) -> list[Limit]:
    settings, path = state.settings, request.url.path
    address = request.client.host if request.client else "local"
    if path.startswith("/webhooks/"):
        return [Limit(f"webhook:{path[:100]}", settings.webhooks_per_minute, 60)]
    if path.startswith(_DOORS) and request.method == "POST":
        return [Limit(f"door:{address}", settings.sign_ins_per_quarter, 900)]
    if path.startswith(("/bao-tin/", "/xem-lai/")) and request.method == "POST":
        return [Limit(f"tips:{address}", settings.public_tips_per_hour, 3_600)]
    known = request.headers.get("authorization") or request.cookies.get(cookie_name(state), "")
    each = settings.requests_per_minute
    if not known:
        return [Limit(f"stranger:{address}", each, 60)]
    who = hashlib.sha256(known.encode()).hexdigest()[:24]
    limits = [
        Limit(f"office:{address}", each * _OFFICE, 60),
        Limit(f"known:{who}", each, 60),
    ]
    if path.endswith(_EXPORTS):
        limits.append(Limit(f"export:{who}", _EXPORTS_AN_HOUR, 3_600))
    return limits
