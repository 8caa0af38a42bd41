"""The emulator as one ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import ASGIApp

from tests.emulators import facebook, instagram, looking, tiktok, youtube, zalo
from tests.emulators.control import Control
from tests.emulators.delivering import Deliveries
from tests.emulators.faults import Faulty
from tests.emulators.ledger import Ledger
from tests.emulators.world import World

NETWORKS = {each.NAME: each for each in (facebook, instagram, zalo, youtube, tiktok)}


def make_app(ledger_path: Path) -> ASGIApp:
    """An empty world; pages come by the control."""
    ledger = Ledger(ledger_path)
    deliveries = Deliveries(NETWORKS)
    world = World(ledger, deliveries.tell)
    control = Control(world, deliveries)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        sending = asyncio.create_task(deliveries.run())
        yield
        sending.cancel()
        ledger.close()

    routes = [*control.routes(), *looking.routes(world)]
    for network in NETWORKS.values():
        routes += network.routes(world)
    faulty = Faulty(Starlette(routes=routes, lifespan=lifespan), NETWORKS)
    control.faulty = faulty
    return faulty
