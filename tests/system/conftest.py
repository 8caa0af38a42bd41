"""The whole system in processes of its own, as `phanhoi up` starts them."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg
import pytest

from commands.embedded import (
    EmbeddedPostgres,
    remove_postgres,
    start_postgres,
    start_redis,
    stop_redis,
)
from commands.programs import Program
from commands.up import _api_command, _worker_command
from moderation.migrations import upgrade
from moderation.sealing import new_key_line
from moderation.settings import get_settings

Row = tuple[object, ...]
_PATIENCE = 120.0
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """PostgreSQL, Redis, API, one Celery worker with two processes, sweeper; no schedule."""

    data: Path
    address: str
    postgres: EmbeddedPostgres
    environment: dict[str, str]
    api: Program
    worker: Program
    sweeper: Program

    def rows(self, statement: str) -> list[Row]:
        """Ask the tables past every wall, as the superuser."""
        url = self.postgres.admin_url.replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def count(self, statement: str) -> int:
        """The one number that a statement answers with."""
        [(number,)] = self.rows(statement)
        assert isinstance(number, int)
        return number

    def kill_worker(self) -> None:
        """SIGKILL to the worker and all its processes at once."""
        assert self.worker.pid is not None
        os.killpg(self.worker.pid, signal.SIGKILL)
        wait_until(lambda: not self.worker.is_running())

    def unfinished(self) -> int:
        """Files, deliveries and comments that are not at their end."""
        return sum(
            self.count(f"SELECT count(*) FROM {table} WHERE state IN ('received', 'running')")
            for table in ("imports", "deliveries", "comments")
        )


def wait_until(holds: Callable[[], bool], *, seconds: float = _PATIENCE) -> None:
    """Look again and again; the test fails when it never comes true."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(_LOOK_SECONDS)


@pytest.fixture(scope="module")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """The system on a data folder of its own; the test's process has its settings too."""
    data = tmp_path_factory.mktemp("system")
    system = _started(data)
    programs = (system.worker, system.sweeper, system.api)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in system.environment.items():
            patch.setenv(name, value)
        get_settings.cache_clear()
        try:
            for program in programs:
                program.start()
            wait_until(lambda: _is_ready(system))
            yield system
        finally:
            for program in reversed(programs):
                program.stop(lambda: False)
            stop_redis(data)
            remove_postgres(data)
    get_settings.cache_clear()


def _started(data: Path) -> RunningSystem:
    postgres, redis = start_postgres(data), start_redis(data)
    upgrade(postgres.owner_url)
    (data / "keys").write_text(new_key_line("test"))
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        "PHANHOI_DATABASE_URL": postgres.app_url,
        "PHANHOI_REDIS_URL": redis.celery_url,
        "PHANHOI_KEY_FILE": str(data / "keys"),
        "PHANHOI_ENVIRONMENT": "development",
        "PHANHOI_PUBLIC_URL": address,
    }

    def program(name: str, *command: str) -> Program:
        return Program(
            name,
            command,
            log=data / "logs" / f"{name}.log",
            environment={**os.environ, **environment},
            patience=20,
        )

    return RunningSystem(
        data,
        address,
        postgres,
        environment,
        api=program("api", *_api_command("127.0.0.1", port)),
        worker=program("worker", *_worker_command(2)),
        sweeper=program("sweeper", "workers.sweep"),
    )


def _is_ready(system: RunningSystem) -> bool:
    assert system.api.is_running(), system.api.last_words()
    try:
        return httpx2.get(f"{system.address}/readyz", trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
