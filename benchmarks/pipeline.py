"""From accepted comment to routed case, classifier on, against Celery doing nothing at all.

Everything stands on this machine: PostgreSQL, Redis, API, one worker of two processes, sweeper.
The no-op rate is Celery's own with the same settings, one message a comment, in the same run.
"""

from __future__ import annotations

import csv
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psutil

from commands.demo.story import arrivals, backlog
from commands.programs import Program
from commands.up import _worker_command
from moderation.intake import imports
from moderation.vocabulary import Role
from platforms.exports import open_export
from tests.system.driver import Driver, driving
from tests.system.ledgers import settle
from tests.system.running import RunningSystem, run_system, wait_until

_FULL = os.environ.get("PHANHOI_BENCH_SIZE") == "full"
_COMMENTS = 20_000 if _FULL else 2_000
_NO_OPS = 10_000 if _FULL else 2_000
_WEBHOOK_SECONDS = 60 if _FULL else 3
_PROBES = 40 if _FULL else 12
_EACH = 50  # comments in a delivery
_MIB = 2**20

Rows = list[tuple[str, str, str]]


def main() -> None:
    """Print each figure as it is measured, as a ratio of the no-op rate where it is a rate."""
    with _system() as system:
        driver = driving(system)
        _send_some(driver)  # the first comments load the model
        settle(system)
        _say("memory, idle", f"{_memory():,.0f}", "MiB")
        no_op = _no_op_rate(system)
        _say("Celery doing nothing, one message a comment", f"{no_op:,.0f}", "messages/s")
        _say("accepted to in its queue, quiet, p95", f"{_until_seen(system, driver):.2f}", "s")
        _rate("webhook batch to routed case", _webhook_rate(system, driver), no_op)
        _rate("import file to routed case", _import_rate(system, driver), no_op)
        p99, busy = _answers_while_busy(system, driver)
        unit = f"ms at {busy:.0f} requests/s"
        _say("webhook answer p99, pipeline busy", f"{p99 * 1000:.0f}", unit)
        comments = system.count("SELECT count(*) FROM comments")
        _say(f"memory, after {comments:,} comments", f"{_memory():,.0f}", "MiB")
    with _system(workers=1, processes=1) as system:
        one = _webhook_rate(system, driving(system))
    with _system(workers=2, processes=1) as system:
        two = _webhook_rate(system, driving(system))
    _say("one worker more (1 → 2)", f"{two / one:.2f}", "×")


def _rate(name: str, rate: float, no_op: float) -> None:
    _say(name, f"{rate / no_op:.2f}", f"× the no-op rate ({rate:,.0f} comments/s)")


def _say(name: str, figure: str, unit: str) -> None:
    print(f"{name:<48}{figure:>10}  {unit}", flush=True)


@contextmanager
def _system(*, workers: int = 1, processes: int = 2) -> Iterator[RunningSystem]:
    with tempfile.TemporaryDirectory() as folder:
        command = _worker_command(processes)
        with run_system(
            Path(folder), workers=workers, worker_command=command, proxied=False
        ) as system:
            yield system


def _send_some(driver: Driver) -> None:
    driver.send("warm", 200, per_second=1e9, each=_EACH, words=_words())


def _words() -> Callable[[int], str]:
    """Texts of the demo's people, each with a number of its own so that few are copies."""
    texts = [comment.text for comment in [*arrivals(), *backlog()]]
    return lambda n: f"{texts[n % len(texts)]} (hồ sơ {n * 7919 % 100_003})"


_labels = count()


def _webhook_rate(system: RunningSystem, driver: Driver) -> float:
    """Comments a second from the first delivery to the last case."""
    label = f"w{next(_labels)}"
    began = time.monotonic()
    driver.send(label, _COMMENTS, per_second=1e9, each=_EACH, words=_words())
    settle(system)
    return _COMMENTS / (time.monotonic() - began)


def _import_rate(system: RunningSystem, driver: Driver) -> float:
    """Comments a second from the confirmation of a file to the last case."""
    text, words, label = io.StringIO(newline=""), _words(), f"f{next(_labels)}"
    writer = csv.writer(text)
    writer.writerow(["Mã bình luận", "Thời gian", "Nội dung"])
    at = f"{datetime.now(UTC):%d/%m/%Y %H:%M}"
    writer.writerows([f"{label}-{n}", at, words(n + 11)] for n in range(_COMMENTS))
    content, house = text.getvalue().encode(), driver.house
    mapping = open_export("a.csv", content, limit_bytes=64 * _MIB).guess_mapping().to_dict()
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        kept = imports.start(session, admin, house.page_id, "a.csv", content)
    began = time.monotonic()
    with house.database.transaction(house.agency_id) as session:
        imports.confirm(session, admin, kept.id, mapping)
    _ring(kept.id, house.agency_id)
    found = f"SELECT count(*) FROM comments WHERE external_id LIKE '{label}-%' AND state = 'done'"
    settle(system)
    wait_until(lambda: system.count(found) == _COMMENTS)
    return _COMMENTS / (time.monotonic() - began)


def _ring(import_id: int, agency_id: int) -> None:
    """The house of tests has no bell of its own."""
    from moderation.vocabulary import Job
    from workers.runtime import send

    send(Job.READ_IMPORT, agency_id, [import_id])


def _answers_while_busy(system: RunningSystem, driver: Driver) -> tuple[float, float]:
    """The p99 of answers while a flood is being worked, and the pace that was held."""
    driver.seconds.clear()
    began, rate = time.monotonic(), 200
    driver.send(f"b{next(_labels)}", rate * _WEBHOOK_SECONDS, per_second=rate, each=1)
    pace = len(driver.seconds) / (time.monotonic() - began)
    settle(system)
    return driver.percentile(0.99), pace


def _until_seen(system: RunningSystem, driver: Driver) -> float:
    """From the sender's post to a case in the tables that an open queue page reads."""
    took = []
    for _ in range(_PROBES):
        label = f"p{next(_labels)}"
        began = time.monotonic()
        driver.send(label, 1, per_second=1e9, words=_words())
        found = (
            f"SELECT count(*) FROM comments WHERE external_id = '{label}-0' AND case_id IS NOT NULL"
        )
        wait_until(lambda found=found: system.count(found) == 1)  # type: ignore[misc]
        took.append(time.monotonic() - began)
        time.sleep(0.2)
    return statistics.quantiles(took, n=20)[-1]


def _no_op_rate(system: RunningSystem) -> float:
    """Messages a second through Celery when each does nothing."""
    from benchmarks._no_op import QUEUE, nothing

    options = ("--pool=prefork", "--concurrency=2", "-Q", QUEUE, "-n", "no-op@%h")
    quiet = ("--without-gossip", "--without-mingle", "--loglevel=WARNING")
    worker = Program(
        "no-op",
        ("celery", "-A", "benchmarks._no_op", "worker", *options, *quiet),
        log=system.data / "logs/no-op.log",
        environment={**os.environ, **system.environment},
        patience=10,
    )
    with ThreadPoolExecutor(4) as senders:
        list(senders.map(nothing.delay, range(_NO_OPS)))
    worker.start()
    try:

        def left() -> int:
            return int(system.command_redis("LLEN", f"phanhoi:no-op:{QUEUE}")[0])

        wait_until(lambda: left() < _NO_OPS)
        began, first = time.monotonic(), left()
        wait_until(lambda: left() == 0, seconds=300)
        return first / (time.monotonic() - began)
    finally:
        worker.stop(lambda: True)


def _memory() -> float:
    """MiB of every process below this one, each page that several share counted once (PSS)."""
    held = 0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # a server's helper that ends just now
            held += process.memory_full_info().pss
    return held / _MIB


if __name__ == "__main__":
    main()
