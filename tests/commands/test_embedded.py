"""The servers that the installation brings along: private, durable, and never left behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from commands.embedded import (
    EmbeddedPostgres,
    create_database,
    postgres_is_running,
    redis_is_running,
    remove_postgres,
    start_postgres,
    start_redis,
    stop_postgres,
    stop_redis,
)
from commands.embedded.accounts import recorded_home, recorded_socket_folder

SUPERVISOR = """
import sys, time
from pathlib import Path
from commands.embedded import start_postgres, start_redis
start_postgres(Path(sys.argv[1]))
start_redis(Path(sys.argv[1]))
print("started", flush=True)
time.sleep(600)
"""
Row = tuple[object, ...]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose servers are stopped afterwards."""
    yield tmp_path / "data"
    stop_redis(tmp_path / "data")
    remove_postgres(tmp_path / "data")


def rows(url: str, statement: str) -> list[Row]:
    """Run one statement and return what it says."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def servers(data: Path) -> list[psutil.Process]:
    """Every live process of the data folder's two servers."""
    # Files and sockets may have to lie elsewhere: root's PostgreSQL, a path too long.
    homes = [str(recorded_home(data)), str(recorded_socket_folder(data / "redis"))]
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] in {"postgres", "valkey-server"}
        and any(home in " ".join(process.info["cmdline"] or ()) for home in homes)
    ]


def test_the_roles_own_what_they_should_and_bypass_nothing(data: Path) -> None:
    """The app's role owns nothing; neither role is a superuser or bypasses row-level security."""
    urls = start_postgres(data)
    roles = rows(
        urls.admin_url,
        "SELECT rolname::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
        " FROM pg_roles WHERE rolname LIKE 'phanhoi%' ORDER BY 1",
    )
    assert roles == [
        ("phanhoi_app", False, False, False, False),
        ("phanhoi_owner", False, False, False, False),
    ]
    rows(urls.owner_url, "CREATE TABLE note (body text)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(urls.app_url, "CREATE TABLE mine (body text)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(urls.app_url, "SELECT * FROM note")


def test_vietnamese_is_folded_and_searched_as_such(data: Path) -> None:
    """The database is UTF-8, knows Vietnamese capitals, and has the extensions of search."""
    urls = start_postgres(data)
    asked = "SELECT lower('ĐƯỜNG PHỐ'), unaccent('đường phố'), current_setting('timezone')"
    assert rows(urls.app_url, asked) == [("đường phố", "duong pho", "UTC")]


def test_a_restart_keeps_what_was_written(data: Path) -> None:
    """Both servers come back with their data after a clean stop."""
    urls, broker = start_postgres(data), start_redis(data)
    rows(urls.owner_url, "CREATE TABLE note AS SELECT 'còn đây' AS body")
    redis.Redis.from_url(broker.url).rpush("classify", "một")
    stop_redis(data)
    stop_postgres(data)
    assert servers(data) == []
    urls, broker = start_postgres(data), start_redis(data)
    assert rows(urls.owner_url, "SELECT body FROM note") == [("còn đây",)]
    assert redis.Redis.from_url(broker.url).lrange("classify", 0, -1) == [b"m\xe1\xbb\x99t"]


def test_a_killed_server_recovers_on_the_next_start(data: Path) -> None:
    """SIGKILL of both servers loses no committed row and no entry older than the last second."""
    urls, broker = start_postgres(data), start_redis(data)
    rows(urls.owner_url, "CREATE TABLE note AS SELECT 1 AS body")
    client = redis.Redis.from_url(broker.url)
    client.rpush("classify", "1")
    client.waitaof(1, 0, 5000)
    for process in servers(data):
        process.kill()
    while postgres_is_running(data) or redis_is_running(data):
        time.sleep(0.01)
    urls, broker = start_postgres(data), start_redis(data)
    assert rows(urls.owner_url, "SELECT body FROM note") == [(1,)]
    assert redis.Redis.from_url(broker.url).llen("classify") == 1


def test_a_killed_supervisor_takes_its_servers_along(data: Path) -> None:
    """The servers end when the process that started them is killed, and start again cleanly."""
    script = [sys.executable, "-c", SUPERVISOR, str(data)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(script, stdout=subprocess.PIPE, env=environment) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == b"started\n"
        assert servers(data) != []
        supervisor.send_signal(signal.SIGKILL)
    start_postgres(data)
    start_redis(data)
    running = {process.info["name"]: process.ppid() for process in servers(data)}
    assert running == {"postgres": os.getpid(), "valkey-server": os.getpid()}


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal is Linux's own")
def test_an_orphan_does_not_outlive_its_supervisor(data: Path) -> None:
    """Without any next start, the kernel's signal ends both servers."""
    script = [sys.executable, "-c", SUPERVISOR, str(data)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(script, stdout=subprocess.PIPE, env=environment) as supervisor:
        assert supervisor.stdout is not None
        supervisor.stdout.readline()
        supervisor.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while servers(data) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert servers(data) == []


def test_nobody_else_may_enter_and_nothing_listens_on_tcp(data: Path) -> None:
    """The folders admit only their owner, and neither server has a TCP socket."""
    start_postgres(data)
    start_redis(data)
    assert stat.S_IMODE(data.stat().st_mode) & 0o007 == 0
    for home in (recorded_home(data), data / "redis"):
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
    listening = {connection.pid for connection in psutil.net_connections("tcp")}
    assert listening.isdisjoint(process.pid for process in servers(data))


def test_a_path_too_long_for_a_socket_still_works(data: Path) -> None:
    """A socket's address holds 107 bytes; longer data folders get a private folder elsewhere."""
    deep = data / ("x" * 100)
    urls, broker = start_postgres(deep), start_redis(deep)
    try:
        assert rows(urls.app_url, "SELECT 1") == [(1,)]
        assert redis.Redis.from_url(broker.url).ping()
        elsewhere = Path((deep / "redis/sockets.path").read_text())
        assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o700
    finally:
        stop_redis(deep)
        remove_postgres(deep)
    assert not elsewhere.exists()


def test_a_database_is_made_from_a_template(data: Path) -> None:
    """A copy has the template's tables, belongs to the owner role, and is its own."""
    first: EmbeddedPostgres = start_postgres(data)
    template = create_database(first.admin_url, "template_of_tests")
    rows(template.owner_url, "CREATE TABLE note AS SELECT 1 AS body")
    copy = create_database(first.admin_url, "worker_0", template="template_of_tests")
    rows(copy.owner_url, "INSERT INTO note VALUES (2)")
    assert rows(copy.owner_url, "SELECT count(*) FROM note") == [(2,)]
    assert rows(template.owner_url, "SELECT count(*) FROM note") == [(1,)]
