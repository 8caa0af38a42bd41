"""What whoever asks for the leader is told where nothing can answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from moderation.queries.health import SWEEPER
from moderation.settings import get_settings
from workers import runtime
from workers.leading import check


@pytest.fixture(autouse=True)
def _own_settings() -> Iterator[None]:
    get_settings.cache_clear()
    runtime.database.cache_clear()
    yield
    get_settings.cache_clear()
    runtime.database.cache_clear()


def test_without_a_database_it_says_which_setting_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In one sentence to whoever runs it by hand, and no traceback."""
    monkeypatch.delenv("PHANHOI_DATABASE_URL", raising=False)
    with pytest.raises(SystemExit, match="✗ Chưa đặt PHANHOI_DATABASE_URL"):
        check(SWEEPER)


def test_while_postgres_is_away_it_says_so_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not knowing is not the same as nobody leading; both fail the health check."""
    monkeypatch.setenv("PHANHOI_DATABASE_URL", "postgresql+psycopg://app@/app?host=/nowhere")
    with pytest.raises(SystemExit, match="✗ Không kết nối được PostgreSQL"):
        check(SWEEPER)
