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
from tests.emulators.keeping import keep, restore, save
from tests.emulators.ledger import Ledger
from tests.emulators.world import World

NETWORKS = {each.NAME: each for each in (facebook, instagram, zalo, youtube, tiktok)}


def make_app(ledger_path: Path, *, kept_in: Path | None = None) -> ASGIApp:
    """An empty world, or the one that was kept; pages come by the control."""
    ledger = Ledger(ledger_path)
    deliveries = Deliveries(NETWORKS)
    world = World(ledger, deliveries.tell)
    control = Control(world, deliveries)
    if kept_in is not None:
        restore(world, kept_in)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(deliveries.run())]
        if kept_in is not None:
            tasks.append(asyncio.create_task(keep(world, kept_in)))
        yield
        for task in tasks:
            task.cancel()
        if kept_in is not None:
            save(world, kept_in)
        ledger.close()

    routes = [*control.routes(), *looking.routes(world)]
    for network in NETWORKS.values():
        routes += network.routes(world)
    faulty = Faulty(Starlette(routes=routes, lifespan=lifespan), NETWORKS)
    control.faulty = faulty
    return faulty
