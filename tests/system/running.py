"""The whole system in processes of its own, as `phanhoi up` starts them, and ways to hurt it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx2
import psutil
import psycopg
import pytest
import redis

from commands import command_lines as lines
from commands.embedded import (
    EmbeddedPostgres,
    postgres,
    remove_postgres,
    start_postgres,
    start_redis,
    stop_redis,
    valkey,
)
from commands.embedded.accounts import recorded_home
from commands.embedded.processes import find, wait_gone
from commands.programs import Program
from moderation.migrations import upgrade
from moderation.settings import get_settings
from tests.factories import KEY_LINE
from tests.system.tcp_proxy import TcpProxy

__all__ = ["Row", "RunningSystem", "run_system", "wait_until"]

Row = tuple[object, ...]
_PATIENCE = 120.0
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """PostgreSQL, Redis behind a proxy, API, Celery workers of two processes each, sweeper."""

    data: Path
    address: str
    postgres: EmbeddedPostgres
    redis: TcpProxy
    environment: dict[str, str]
    api: Program
    workers: tuple[Program, ...]
    sweeper: Program

    @property
    def worker(self) -> Program:
        """The first worker, for those who ask for one only."""
        return self.workers[0]

    @property
    def programs(self) -> tuple[Program, ...]:
        """All that is ours, in the order of starting."""
        return (*self.workers, self.sweeper, self.api)

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

    def unfinished(self) -> int:
        """Files, deliveries and comments that are not at their end."""
        return self._in_states("received", "running")

    def finished(self) -> int:
        """Those that are; grows as long as anything goes forward."""
        return self._in_states("done", "dead")

    def _in_states(self, *states: str) -> int:
        """By one statement: who asks all the time takes the machine from what is asked about."""
        wanted = ", ".join(f"'{state}'" for state in states)
        counts = (
            f"(SELECT count(*) FROM {table} WHERE state IN ({wanted}))"
            for table in ("imports", "deliveries", "comments")
        )
        return self.count(f"SELECT {' + '.join(counts)}")

    def let_leases_run_out(self, *, held_seconds: int = 0) -> None:
        """As if half a minute had passed for what is held for so long already."""
        left = f"now() + interval '{30 - held_seconds} seconds'"
        for table in ("imports", "deliveries", "comments"):
            self.rows(
                f"UPDATE {table} SET lease_until = now()"
                f" WHERE lease_until > now() AND lease_until <= {left}"
            )

    def kill_worker(self, number: int = 0) -> None:
        """SIGKILL to a worker and all its processes at once."""
        worker = self.workers[number]
        assert worker.pid is not None
        os.killpg(worker.pid, signal.SIGKILL)
        wait_until(lambda: not worker.is_running())

    def kill_a_child(self, number: int = 0) -> bool:
        """SIGKILL to one process of a worker's pool; False where there is none just now."""
        worker = self.workers[number]
        children = psutil.Process(worker.pid).children() if worker.is_running() else []
        for child in children[:1]:
            child.kill()
        return bool(children)

    def kill_redis(self, *, lose_data: bool = False) -> None:
        """SIGKILL to Redis; with its log on disk gone there is nothing to come back with."""
        _signal("valkey-server", self._redis_mark, signal.SIGKILL)
        if lose_data:
            shutil.rmtree(self.data / "redis/appendonlydir", ignore_errors=True)

    def freeze_redis(self) -> None:
        """SIGSTOP: it holds its connections and answers nobody."""
        _signal("valkey-server", self._redis_mark, signal.SIGSTOP)

    def thaw_redis(self) -> None:
        """Let it go on."""
        _signal("valkey-server", self._redis_mark, signal.SIGCONT)

    def command_redis(self, *words: str) -> list[str]:
        """Say something to Redis itself."""
        with redis.Redis(port=self.redis.port, decode_responses=True) as client:
            answer = client.execute_command(*words)
        if isinstance(answer, dict):
            return [str(part) for pair in answer.items() for part in pair]
        return [str(part) for part in answer] if isinstance(answer, list) else [str(answer)]

    def stop_postgres_at_once(self) -> None:
        """As `pg_ctl stop -m immediate`: no goodbye, and recovery at the next start."""
        _signal("postgres", postgres.server_mark(recorded_home(self.data)), signal.SIGQUIT)

    def kill_a_backend(self) -> None:
        """End one connection of the app at its next step, whatever it is doing."""
        self.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'phanhoi_app' ORDER BY random() LIMIT 1"
        )

    @property
    def _redis_mark(self) -> str:
        return valkey.server_mark(self.data.resolve() / "redis")


def _signal(name: str, mark: str, sent: signal.Signals) -> None:
    hit = find(name, mark)
    assert hit, f"no {name} is running"
    for process in hit:
        process.send_signal(sent)
    if sent not in (signal.SIGSTOP, signal.SIGCONT):
        wait_gone(hit, 20)


def wait_until(holds: Callable[[], bool], *, seconds: float = _PATIENCE) -> None:
    """Look again and again; the test fails when it never comes true."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(_LOOK_SECONDS)


@contextmanager
def run_system(
    data: Path,
    *,
    workers: int = 1,
    worker_command: tuple[str, ...] | None = None,
    proxied: bool = True,
    code: Path | None = None,
    around: tuple[tuple[str, ...], ...] = (),
    listen: str = "127.0.0.1",
    niceness: int = 0,
) -> Iterator[RunningSystem]:
    """The system on a data folder of its own; the test's process has its settings too.

    `proxied` puts the proxy between everybody and Redis, which costs time. `code` is a checkout
    whose programs run in place of ours. `around` is by what each worker, and last the sweeper, is
    run (`tests.system.shifted`, `tests.system.apart`); `listen` is where the proxy does.
    `niceness` is how far workers yield.
    """
    command = worker_command or lines.worker_command(2)
    runners = around or ((),) * (workers + 1)
    commands = [(*runner, *_named(command, n)) for n, runner in enumerate(runners[:-1])]
    sweeper = (*runners[-1], "workers.sweep")
    system = _prepared(data, commands, sweeper, proxied=proxied, listen=listen, niceness=niceness)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in system.environment.items():
            patch.setenv(name, value)
        get_settings.cache_clear()
        if code is not None:
            patch.chdir(code)
        try:
            for program in system.programs:
                program.start()
            wait_until(lambda: _answers(system, "/readyz" if code is None else "/healthz"))
            yield system
        finally:
            for program in reversed(system.programs):
                program.stop(lambda: False)
            system.redis.stop()
            stop_redis(data)
            remove_postgres(data)
    get_settings.cache_clear()


def _prepared(
    data: Path,
    workers: list[tuple[str, ...]],
    sweeper: tuple[str, ...],
    *,
    proxied: bool,
    listen: str,
    niceness: int,
) -> RunningSystem:
    server, broker = start_postgres(data), start_redis(data)
    upgrade(server.owner_url)
    proxy = TcpProxy(Path(unquote(urlsplit(broker.url).path)), listen)
    proxy.start()
    (data / "keys").write_text(KEY_LINE)
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        "PHANHOI_DATABASE_URL": server.app_url,
        "PHANHOI_REDIS_URL": f"redis://127.0.0.1:{proxy.port}/0" if proxied else broker.celery_url,
        "PHANHOI_KEY_FILE": str(data / "keys"),
        "PHANHOI_ENVIRONMENT": "development",
        "PHANHOI_PUBLIC_URL": address,
    }
    program = _maker(data, environment)
    return RunningSystem(
        data,
        address,
        server,
        proxy,
        environment,
        api=program("api", *lines.api_command("127.0.0.1", port)),
        workers=tuple(
            program(f"worker-{n}", *command, niceness=niceness) for n, command in enumerate(workers)
        ),
        sweeper=program("sweeper", *sweeper),
    )


def _named(command: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Two workers on one machine need names of their own."""
    return tuple(f"main{number}@%h" if part == "main@%h" else part for part in command)


def _maker(data: Path, environment: Mapping[str, str]) -> Callable[..., Program]:
    def program(name: str, *command: str, niceness: int = 0) -> Program:
        return Program(
            name,
            command,
            log=data / "logs" / f"{name}.log",
            environment={**os.environ, **environment},
            patience=20,
            niceness=niceness,
        )

    return program


def _answers(system: RunningSystem, path: str) -> bool:
    assert system.api.is_running(), system.api.last_words()
    try:
        return (
            httpx2.get(f"{system.address}{path}", trust_env=False, verify=False).status_code == 200
        )
    except httpx2.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
