"""`/metrics` for Prometheus: what waits, what is stuck, how deliveries are answered.

The one alert that catches every stall is `phanhoi_oldest_ready_seconds`: whatever broke, work that
could be done grows old. The database is asked at each scrape, so that any process of the API
answers the same; only the webhook counters are this process's own.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.state import State, state_of
from moderation.database import UNREACHABLE
from moderation.queries.health import Backlog, SystemHealth, system_health

__all__ = ["IntakeMetrics", "router"]

router = APIRouter(include_in_schema=False)

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0)
_WEBHOOKS = "/webhooks/"

_own = CollectorRegistry()
_answers = Counter(
    "phanhoi_intake_deliveries", "Deliveries answered.", ["source", "status"], registry=_own
)
_seconds = Histogram(
    "phanhoi_intake_ack_seconds",
    "From the first byte of a delivery to its answer.",
    ["source"],
    buckets=_BUCKETS,
    registry=_own,
)


@router.get("/metrics")
async def metrics(request: Request, state: Annotated[State, Depends(state_of)]) -> Response:
    """For whoever knows the token of the settings; without one the address does not exist."""
    if not _may_ask(request, state):
        return Response(status_code=404)
    try:
        health = await run_in_threadpool(_look, state)
    except UNREACHABLE:
        health = None
    registry = CollectorRegistry()
    registry.register(_Gauges(health))
    text = generate_latest(_own) + generate_latest(registry)
    return PlainTextResponse(text, media_type=CONTENT_TYPE_LATEST)


class IntakeMetrics:
    """Counts and times what arrives at the webhooks; nothing of it is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on as it is."""
        if scope["type"] != "http" or not scope["path"].startswith(_WEBHOOKS):
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            source = _source(scope)
            _answers.labels(source, str(status)).inc()
            _seconds.labels(source).observe(time.perf_counter() - began)


class _Gauges(Collector):
    def __init__(self, health: SystemHealth | None) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        health = self._health
        yield _gauge("database_up", "Whether PostgreSQL answers.", health is not None)
        if health is None:
            return
        yield _gauge("sweeper_leads", "Whether a sweeper is at work.", health.sweeping)
        yield _gauge("sealer_leads", "Whether a sealer is at work.", health.sealing)
        for name, words, figure in _PER_KIND:
            family = GaugeMetricFamily(f"phanhoi_{name}", words, labels=["kind"])
            for backlog in health.backlogs:
                family.add_metric([backlog.kind], float(figure(backlog)))
            yield family


_PER_KIND: tuple[tuple[str, str, Callable[[Backlog], float]], ...] = (
    ("jobs_ready", "Rows that could be worked on now.", lambda b: b.ready),
    (
        "oldest_ready_seconds",
        "How long the oldest of them has been waiting.",
        lambda b: b.oldest_seconds,
    ),
    ("jobs_running", "Rows that a worker holds.", lambda b: b.running),
    ("jobs_expired", "Rows held by a worker that has gone.", lambda b: b.expired),
    ("jobs_dead", "Rows set aside, and acts of unknown outcome: for people.", lambda b: b.dead),
)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"phanhoi_{name}", words, value=float(value))


def _look(state: State) -> SystemHealth:
    with state.database.doorway() as door:
        return system_health(door)


def _may_ask(request: Request, state: State) -> bool:
    token = state.settings.metrics_token
    given = request.headers.get("authorization", "")
    wanted = f"Bearer {token.get_secret_value()}" if token else ""
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def _source(scope: Scope) -> str:
    """The kind of address, and never the address: that is a secret, and endless."""
    route = scope.get("route")
    path = getattr(route, "path", "")
    return str(path).removeprefix(_WEBHOOKS).partition("/")[0] or "unknown"
