"""Ringing the workers' bell by name; the API knows no task."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from queue import Full
from threading import Condition, Thread

import structlog
from celery import Celery

from moderation.broker import producer_settings
from moderation.database import JobSender
from moderation.jobs import BATCH
from moderation.settings import Settings
from moderation.vocabulary import Job

__all__ = ["Ringer", "in_background", "make_sender"]

_MOST_WAITING = 1024
_PAUSE_SECONDS = 0.05
_Message = tuple[Job, int, list[int]]
_log = structlog.get_logger(__name__)


def make_sender(settings: Settings) -> JobSender | None:
    """A sender for this process; None without Redis, when the sweeper alone rings."""
    if settings.redis_url is None:
        return None
    producer = Celery("phanhoi", broker=settings.redis_url.get_secret_value())
    producer.conf.update(producer_settings(settings.deployment))

    def send(job: Job, agency_id: int, ids: Sequence[int]) -> None:
        producer.send_task(job.value, args=[agency_id, list(ids)])

    return send


def in_background(sender: JobSender | None) -> Ringer | None:
    """The same sender on a thread of its own, so that a frozen Redis holds up no request.

    The rows are committed by then, and the sweeper rings for those whose message never left. When
    too many messages wait, the sender raises `queue.Full` at once.
    """
    return None if sender is None else Ringer(sender)


class Ringer:
    """Sends what gathered, pauses for a moment, and sends what gathered meanwhile.

    Deliveries of one agency go in one message: one for each would cost API and workers more than
    the comments in them.
    """

    def __init__(self, sender: JobSender) -> None:
        self._sender = sender
        self._changed = Condition()
        self._waiting: list[_Message] = []
        self._unsent = 0
        self._thread: Thread | None = None

    def __call__(self, job: Job, agency_id: int, ids: Sequence[int]) -> None:
        """Let a message go soon; raises `queue.Full` at once where too many wait."""
        with self._changed:
            if self._unsent >= _MOST_WAITING:
                raise Full
            self._unsent += 1
            self._waiting.append((job, agency_id, list(ids)))
            if self._thread is None:  # not before: a server may fork after it was set up
                self._thread = Thread(target=self._ring, name="job-sender", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, seconds: float) -> bool:
        """Wait until all is sent, so long at most; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._unsent, seconds)

    def _ring(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                waiting, self._waiting = self._waiting, []
            for message in _together(waiting):
                self._send(*message)
            with self._changed:
                self._unsent -= len(waiting)
                self._changed.notify_all()
            time.sleep(_PAUSE_SECONDS)

    def _send(self, job: Job, agency_id: int, ids: list[int]) -> None:
        try:
            self._sender(job, agency_id, ids)
        except Exception as error:  # noqa: BLE001 - the row is committed; the sweeper rings again
            _log.warning("job_not_sent", job=job.value, error=type(error).__name__)


def _together(messages: list[_Message]) -> Iterator[_Message]:
    """All as they are but deliveries, of which as many go in a message as may."""
    deliveries: dict[int, list[int]] = {}
    for job, agency_id, ids in messages:
        if job is Job.READ_DELIVERIES:
            deliveries.setdefault(agency_id, []).extend(ids)
        else:
            yield job, agency_id, ids
    for agency_id, ids in deliveries.items():
        for start in range(0, len(ids), BATCH):
            yield Job.READ_DELIVERIES, agency_id, ids[start : start + BATCH]
