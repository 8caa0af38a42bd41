"""The HTTP application: webhooks in, console and REST for people and programs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import structlog
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

from api import console, public_log, public_reviews, public_rules, public_tips
from api.rendering import ASSETS_DIST
from api.schema import described_app
from api.state import make_state
from classifiers import compounds
from moderation.errors import PhanHoiError
from moderation.logs import configure_logs
from moderation.people import credentials
from moderation.settings import Settings, get_settings

__all__ = ["create_app", "flushed_at_the_end"]

_FLUSH_SECONDS = 2.0
_log = structlog.get_logger(__name__)


class _Hashed(StaticFiles):
    """Files whose names hold their content's hash may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; a missing setting fails here, by name."""
    configure_logs()
    app = described_app(flushed_at_the_end)
    try:
        app.state.phanhoi = make_state(settings or get_settings())
    except PhanHoiError as error:
        raise SystemExit(f"✗ {error.message}") from error
    app.include_router(console.router)
    app.include_router(public_log.router)
    app.include_router(public_tips.router)
    app.include_router(public_rules.router)
    app.include_router(public_reviews.router)
    Thread(target=_warm_up, name="warm-up", daemon=True).start()
    app.mount("/assets", _Hashed(directory=ASSETS_DIST), name="assets")
    return app


@asynccontextmanager
async def flushed_at_the_end(app: FastAPI) -> AsyncIterator[None]:
    """What gathered leaves before the process does; the sweeper would ring minutes later."""
    yield
    ringer = app.state.phanhoi.ringer
    if ringer is not None and not await asyncio.to_thread(ringer.flush, _FLUSH_SECONDS):
        _log.warning("jobs_not_sent_at_the_end")


def _warm_up() -> None:
    """The first to sign in, or to open a card, should not wait for what loads once."""
    credentials.nobodys()
    compounds.warm()
