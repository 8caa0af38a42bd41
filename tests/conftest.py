"""Real PostgreSQL and Redis for every test process, and an agency of its own for every test.

Tests share one database per process; the wall between agencies is what keeps them apart, so it is
proved by every run.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine

from commands.embedded import (
    EmbeddedPostgres,
    EmbeddedRedis,
    start_postgres,
    start_redis,
    stop_postgres,
    stop_redis,
)
from moderation.database import Database
from moderation.migrations import upgrade
from tests.factories import KEYS, House, make_house

# A loaded machine is no finding, and a run says twice what it said once.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

_numbers = itertools.count(1)
_LINES: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long forms of `make prove` have an hour, unless they say how long they need."""
    for item in items:
        if item.get_closest_marker("long") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(3600))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the proofs had to say."""
    if _LINES:
        terminalreporter.section("proofs")
        for line in _LINES:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def say() -> Callable[[str], None]:
    """Leave a line for the end of the run: what was done, lost, doubled, the longest delay."""
    return _LINES.append


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server with the newest schema."""
    data = tmp_path_factory.mktemp("pg")
    server = start_postgres(data)
    upgrade(server.owner_url)
    yield server
    stop_postgres(data)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A Redis server."""
    data: Path = tmp_path_factory.mktemp("redis")
    yield start_redis(data)
    stop_redis(data)


@pytest.fixture(scope="session")
def database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    """The way to PostgreSQL as the app's role, which owns nothing."""
    made = Database(postgres.app_url, keys=KEYS)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="session")
def as_superuser(postgres: EmbeddedPostgres) -> Iterator[object]:
    """An engine that sees through the wall, to look at what really stands in the tables."""
    engine = create_engine(postgres.admin_url)
    yield engine
    engine.dispose()


@pytest.fixture
def house(database: Database) -> House:
    """An agency with a page and people of each role."""
    return make_house(database, next(_numbers))


@pytest.fixture
def neighbour(database: Database) -> House:
    """Another agency on the same server."""
    return make_house(database, next(_numbers))
