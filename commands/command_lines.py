"""How each program of an installation is called, after `python -m`."""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "SEALER",
    "SWEEPER",
    "WORKERS_YIELD",
    "api_command",
    "publisher_command",
    "schedule_command",
    "worker_command",
]

WORKERS_YIELD = 5
"""How far work that nobody waits for yields to what must answer (`nice`)."""
SWEEPER = ("workers.sweep",)
SEALER = ("workers.seal",)

_CELERY = ("celery", "-A", "workers.app")


def worker_command(processes: int) -> tuple[str, ...]:
    """What reads: files, deliveries, comments; and housekeeping."""
    return _worker("main", "intake,classify,maintenance", processes)


def publisher_command(processes: int = 2) -> tuple[str, ...]:
    """By itself, so that a restart of the classifiers never cuts a call to a network in two."""
    return _worker("publish", "publish,watch", processes)


def schedule_command(kept: Path) -> tuple[str, ...]:
    """What is due by the clock; when it last was is kept in a file."""
    return (*_CELERY, "beat", "--pidfile=", "-s", str(kept))


def api_command(host: str, port: int) -> tuple[str, ...]:
    """The web server."""
    # Open event streams would otherwise hold a stop for ever.
    limits = ("--no-server-header", "--timeout-graceful-shutdown", "5")
    where = ("--host", host, "--port", str(port))
    return ("uvicorn", "api.app:create_app", "--factory", *where, *limits)


def _worker(name: str, queues: str, processes: int) -> tuple[str, ...]:
    pool = ("--pool=prefork", f"--concurrency={processes}", "-Q", queues, "-n", f"{name}@%h")
    return (*_CELERY, "worker", *pool, "--without-gossip", "--without-mingle")
