"""The town of a test: real PostgreSQL, a served API, an emulated network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.app import create_app
from commands.embedded import EmbeddedPostgres
from moderation.sealing import Keyring
from moderation.settings import Settings, get_settings
from tests.emulators import Emulator
from tests.emulators.server import Served
from tests.factories import KEY_LINE, House
from tests.intake.town import Town
from workers import networks, runtime


@pytest.fixture
def town(
    house: House, postgres: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """Nobody is rung for jobs: a test calls the workers when it is their turn."""
    keys = tmp_path / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY_LINE, encoding="ascii")
    facts = {"DATABASE_URL": postgres.app_url, "KEY_FILE": str(keys), "ENVIRONMENT": "development"}
    for name, value in facts.items():
        monkeypatch.setenv(f"PHANHOI_{name}", value)
    monkeypatch.setattr(runtime, "send", lambda *_: None)
    caches: list[Callable[..., object]] = [get_settings, runtime.database, networks.keyring]
    for cache in caches:
        cache.cache_clear()  # type: ignore[attr-defined]
    app = create_app(Settings())
    with Emulator(tmp_path / "ledger.jsonl") as emulator, Served(app) as served:
        yield Town(house, emulator, served, Keyring.read(keys), app)
    runtime.database().engine.dispose()
    for cache in caches:
        cache.cache_clear()  # type: ignore[attr-defined]
