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

from commands.command_lines import WORKERS_YIELD, worker_command
from commands.demo.story import arrivals, backlog
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
        command = worker_command(processes)
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
    """The beginning of one text of the demo's people and the end of another.

    So a comment is as long as real ones are (72 letters in the mean; 66 in 15,272 of Facebook and
    YouTube) and hardly two are alike.
    """
    texts = [comment.text.split() for comment in [*arrivals(), *backlog()]]
    size = len(texts)

    def made(number: int) -> str:
        first, second = texts[number % size], texts[(number * 31 + number // size * 7) % size]
        return " ".join([*first[: (len(first) + 1) // 2], *second[len(second) // 2 :]])

    return made


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
