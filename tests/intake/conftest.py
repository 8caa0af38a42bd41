"""The town of a test: real PostgreSQL, a served API, an emulated network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from commands.embedded import EmbeddedPostgres
from moderation.settings import Settings
from tests.as_worker import as_worker
from tests.emulators import Emulator
from tests.emulators.server import Served
from tests.factories import House
from tests.intake.town import Town
from workers import runtime


@pytest.fixture
def town(
    house: House, postgres: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """Nobody is rung for jobs: a test calls the workers when it is their turn."""
    monkeypatch.setattr(runtime, "send", lambda *_: None)
    with as_worker(postgres, tmp_path) as keys, Emulator(tmp_path / "ledger.jsonl") as emulator:
        app = create_app(Settings())
        with Served(app) as served:
            yield Town(house, emulator, served, keys, app)
