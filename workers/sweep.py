"""The sweeper: rings again for rows that stood still.

A process of its own, since a schedule that speaks through Redis can't mend a lost Redis. One
leader at a time, by a lock that the database releases when its holder dies. It never does a
worker's job by another road. `python -m workers.sweep check` ends with 0 while one sweeps.
"""

from __future__ import annotations

import signal
import sys
import time
from dataclasses import dataclass, field
from itertools import chain
from threading import Event

import structlog

from moderation.database import Connection
from moderation.logs import configure_logs
from moderation.models import BulkAct, Comment, Delivery, Import
from moderation.queries.doors import (
    Waiting,
    due_acts,
    due_watches,
    leadership,
    waiting_bulk_acts,
    waiting_rows,
)
from moderation.queries.health import SWEEPER
from moderation.queries.work import MAX_ATTEMPTS, Workable, bury
from moderation.vocabulary import Job
from workers import runtime
from workers.leading import check

__all__ = ["main", "sweep"]

_EVERY_SECONDS = 5.0
_OLD_SECONDS = 15.0
_RING_AGAIN_SECONDS = 30.0
_RING_AGAIN_AT_MOST_SECONDS = 120.0
_RING_AGAIN_TO_CALL_SECONDS = 10.0
_MOST = 4096
_MOST_KNOWN = 32 * _MOST

_ROWS: dict[Job, Workable] = {
    Job.READ_IMPORT: Import,
    Job.READ_DELIVERIES: Delivery,
    Job.CLASSIFY_COMMENTS: Comment,
    Job.BULK: BulkAct,
}

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Rung:
    """Which rows were rung for lately, at which attempt: one that failed since is rung for anew.

    Each ring for the same waits longer than the last, so that rings do not pile up in Redis while
    no worker listens. Messages do not expire for that: a worker compares with its own clock, and
    one that is ahead would throw away every message. Forgetting costs a message, so memory will
    do.
    """

    at: dict[tuple[Job, int, int], tuple[float, float]] = field(default_factory=dict)
    """When each was rung for, and how many seconds it then has."""

    def due(self, waiting: Waiting, now: float) -> list[int]:
        """The rows that were not rung for lately."""
        return [
            row_id
            for row_id in waiting.ids
            if now >= sum(self.at.get((waiting.job, row_id, waiting.attempts), (now, 0.0)))
        ]

    def note(self, waiting: Waiting, ids: list[int], now: float) -> None:
        """Remember a ring.

        What waits for its turn at a network is rung for more often: the one before it takes
        seconds, and a ring for nothing costs a look.
        """
        is_call = waiting.job in {Job.PUBLISH, Job.WATCH}
        for row_id in ids:
            key = (waiting.job, row_id, waiting.attempts)
            longer = min(self.at.get(key, (0.0, 0.0))[1] * 2, _RING_AGAIN_AT_MOST_SECONDS)
            pause = _RING_AGAIN_TO_CALL_SECONDS if is_call else max(longer, _RING_AGAIN_SECONDS)
            self.at[key] = (now, pause)

    def limit(self, now: float) -> int:
        """How far to look: past those that were rung for lately, or they would hide the rest.

        A Redis that lost a hundred thousand messages would else be refilled by `_MOST` rows each
        half minute.
        """
        long_ago = now - 2 * _RING_AGAIN_AT_MOST_SECONDS
        self.at = {key: rung for key, rung in self.at.items() if rung[0] > long_ago}
        quiet = sum(rung_at + pause > now for rung_at, pause in self.at.values())
        return min(_MOST + quiet, _MOST_KNOWN)


def sweep(door: Connection, rung: Rung, now: float) -> int:
    """One round; returns for how many rows it rang."""
    rows, most = 0, rung.limit(now)
    still = waiting_rows(door, older_than_seconds=_OLD_SECONDS, limit=most)
    many = waiting_bulk_acts(door, older_than_seconds=_OLD_SECONDS, limit=_MOST)
    for waiting in chain(still, many):
        if waiting.attempts >= MAX_ATTEMPTS:
            with runtime.database().transaction(waiting.agency_id) as session:
                bury(waiting.agency_id, session, _ROWS[waiting.job], waiting.ids)
            _log.error("rows_set_aside", job=waiting.job.value, ids=waiting.ids[:20])
            continue
        rows += _ring(rung, waiting, now)
    for waiting in chain(due_acts(door, limit=_MOST), due_watches(door, limit=_MOST)):
        rows += _ring(rung, waiting, now)
    return rows


def _ring(rung: Rung, waiting: Waiting, now: float) -> int:
    ids = rung.due(waiting, now)
    if ids:
        runtime.send(waiting.job, waiting.agency_id, ids)
        rung.note(waiting, ids, now)
    return len(ids)


def main() -> None:
    """Sweep every few seconds until told to stop."""
    configure_logs()
    runtime.begin()
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    rung = Rung()
    while not stop.is_set():
        try:
            _lead(rung, stop)
        except Exception as error:  # noqa: BLE001 - whatever is away comes back; the sweeper stays
            _log.warning("sweep_failed", error=type(error).__name__)
            stop.wait(_EVERY_SECONDS)


def _lead(rung: Rung, stop: Event) -> None:
    """Hold the lock and sweep; without it, wait for the leader to go."""
    with runtime.database().doorway() as door, leadership(door, SWEEPER) as mine:
        if not mine:
            stop.wait(_EVERY_SECONDS)
            return
        while not stop.is_set():
            rows = sweep(door, rung, time.monotonic())
            door.commit()
            if rows:
                _log.info("rang_again", rows=rows)
            stop.wait(_EVERY_SECONDS)


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(check(SWEEPER))
    main()
