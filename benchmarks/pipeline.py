"""From accepted comment to routed case, classifier on, against Celery doing nothing at all.

One agency and one page, one worker of two processes. The no-op rate is Celery's own with the same
settings, one message a comment, in the same run.
"""

from __future__ import annotations

import csv
import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from benchmarks._running import FULL, label, running, say, warm, webhook_rate, words
from commands.programs import Program
from moderation.intake import imports
from moderation.vocabulary import Job, Role
from platforms.exports import open_export
from tests.system.driver import Driver
from tests.system.ledgers import settle
from tests.system.running import RunningSystem, wait_until

_COMMENTS = 20_000 if FULL else 2_000
_MESSAGES = 10_000 if FULL else 2_000
_LIMIT_BYTES = 64 * 2**20


def main() -> None:
    """Print each rate as it is measured, as a multiple of the no-op rate."""
    with running() as system:
        driver = warm(system)
        no_op = _no_op_rate(system)
        say("Celery doing nothing, one message a comment", f"{no_op:,.0f}", "messages/s")
        _rate("webhook batch to routed case", webhook_rate(system, [driver], _COMMENTS), no_op)
        _rate("import file to routed case", _import_rate(system, driver), no_op)
        [(comments, cases)] = system.rows(
            "SELECT (SELECT count(*) FROM comments), (SELECT count(*) FROM cases)"
        )
        print(f"({comments:,} comments in {cases:,} cases)")


def _rate(name: str, rate: float, no_op: float) -> None:
    say(name, f"{rate / no_op:.2f}", f"× the no-op rate ({rate:,.0f} comments/s)")


def _import_rate(system: RunningSystem, driver: Driver) -> float:
    """Comments a second from the confirmation of a file to the last case."""
    text, word, name = io.StringIO(newline=""), words(), label()
    writer = csv.writer(text)
    writer.writerow(["Mã bình luận", "Thời gian", "Nội dung"])
    at = f"{datetime.now(UTC):%d/%m/%Y %H:%M}"
    writer.writerows([f"{name}-{n}", at, word(n + _COMMENTS)] for n in range(_COMMENTS))
    content, house = text.getvalue().encode(), driver.house
    mapping = open_export("a.csv", content, limit_bytes=_LIMIT_BYTES).guess_mapping().to_dict()
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        kept = imports.start(session, admin, house.page_id, "a.csv", content)
    began = time.monotonic()
    with house.database.transaction(house.agency_id) as session:
        imports.confirm(session, admin, kept.id, mapping)
    _ring(kept.id, house.agency_id)
    found = f"SELECT count(*) FROM comments WHERE external_id LIKE '{name}-%' AND state = 'done'"
    settle(system)
    wait_until(lambda: system.count(found) == _COMMENTS)
    return _COMMENTS / (time.monotonic() - began)


def _ring(import_id: int, agency_id: int) -> None:
    """The house of tests has no bell, and the real one reads the settings as it is imported."""
    from workers.runtime import send

    send(Job.READ_IMPORT, agency_id, [import_id])


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
        list(senders.map(nothing.delay, range(_MESSAGES)))
    worker.start()
    try:

        def left() -> int:
            return int(system.command_redis("LLEN", f"phanhoi:no-op:{QUEUE}")[0])

        wait_until(lambda: left() < _MESSAGES)
        began, first = time.monotonic(), left()
        wait_until(lambda: left() == 0, seconds=300)
        return first / (time.monotonic() - began)
    finally:
        worker.stop(lambda: True)
