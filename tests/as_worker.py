"""This process as a worker: its settings, database and keys, and nothing of the test before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands.embedded import EmbeddedPostgres
from moderation.sealing import Keyring
from moderation.settings import get_settings
from tests.factories import KEY_LINE
from workers import networks, runtime

__all__ = ["as_worker"]


@contextmanager
def as_worker(postgres: EmbeddedPostgres, folder: Path, **more: str) -> Iterator[Keyring]:
    """Over the tests' database, with the tests' keys in `folder` and what `more` sets."""
    keys = folder / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY_LINE, encoding="ascii")
    facts = {"DATABASE_URL": postgres.app_url, "KEY_FILE": str(keys), "ENVIRONMENT": "development"}
    with pytest.MonkeyPatch.context() as patched:
        for name, value in (facts | more).items():
            patched.setenv(f"PHANHOI_{name}", value)
        _forget()
        try:
            yield Keyring.read(keys)
        finally:
            runtime.database().engine.dispose()
            _forget()


def _forget() -> None:
    get_settings.cache_clear()
    runtime.database.cache_clear()
    networks.keyring.cache_clear()
