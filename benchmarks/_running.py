"""The whole system running for a measurement, what is sent to it, and how a figure is printed.

Everything stands on this machine: PostgreSQL, Redis, API, workers, sweeper, and whoever sends.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psutil

from commands.demo.story import arrivals, backlog
from commands.up import WORKERS_YIELD, _worker_command
from tests.system.driver import Driver, driving
from tests.system.ledgers import settle
from tests.system.running import RunningSystem, run_system

__all__ = ["FULL", "label", "memory", "running", "say", "warm", "webhook_rate", "words"]

FULL = os.environ.get("PHANHOI_BENCH_SIZE") == "full"
_EACH = 50  # comments in a delivery
_MIB = 2**20
_numbers = count()


@contextmanager
def running(*, workers: int = 1, processes: int = 2) -> Iterator[RunningSystem]:
    """A system of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        command = _worker_command(processes)
        with run_system(
            Path(folder),
            workers=workers,
            worker_command=command,
            proxied=False,
            niceness=WORKERS_YIELD,
        ) as system:
            yield system


def warm(system: RunningSystem) -> Driver:
    """An agency that sends; its first comments make the workers load the model."""
    driver = driving(system)
    driver.send(label(), 200, per_second=1e9, each=_EACH, words=words())
    settle(system)
    return driver


def words() -> Callable[[int], str]:
    """Two texts of the demo's people after each other, so that nine in ten open a case."""
    texts = [comment.text for comment in [*arrivals(), *backlog()]]
    size = len(texts)
    return lambda n: f"{texts[n % size]} {texts[(n * 31 + n // size * 7) % size]}"


def label() -> str:
    """A name for what is sent next."""
    return f"do{next(_numbers)}"


def webhook_rate(system: RunningSystem, drivers: list[Driver], comments: int) -> float:
    """Comments a second from the first delivery to the last case, all agencies at once."""
    name, share = label(), comments // len(drivers)
    began = time.monotonic()
    with ThreadPoolExecutor(len(drivers)) as all_at_once:
        for driver in drivers:
            all_at_once.submit(driver.send, name, share, per_second=1e9, each=_EACH, words=words())
    settle(system)
    return share * len(drivers) / (time.monotonic() - began)


def memory() -> float:
    """MiB of every process below this one, each page that several share counted once (PSS)."""
    held = 0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # a server's helper that ends just now
            held += process.memory_full_info().pss
    return held / _MIB


def say(name: str, figure: str, unit: str) -> None:
    """One figure, at once."""
    print(f"{name:<48}{figure:>10}  {unit}", flush=True)
