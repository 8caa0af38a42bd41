"""Ringing the workers' bell by name; the API knows no task."""

from __future__ import annotations

from collections.abc import Sequence
from queue import Queue
from threading import Lock, Thread

import structlog
from celery import Celery

from moderation.broker import producer_settings
from moderation.database import JobSender
from moderation.settings import Settings
from moderation.vocabulary import Job

__all__ = ["in_background", "make_sender"]

_MOST_WAITING = 1024
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


def in_background(sender: JobSender | None) -> JobSender | None:
    """The same sender on a thread of its own, so that a frozen Redis holds up no request.

    The rows are committed by then, and the sweeper rings for those whose message never left. When
    too many messages wait, the sender raises `queue.Full` at once.
    """
    return None if sender is None else _Ringer(sender).send


class _Ringer:
    def __init__(self, sender: JobSender) -> None:
        self._sender = sender
        self._waiting: Queue[_Message] = Queue(_MOST_WAITING)
        self._starting = Lock()
        self._thread: Thread | None = None

    def send(self, job: Job, agency_id: int, ids: Sequence[int]) -> None:
        self._waiting.put_nowait((job, agency_id, list(ids)))
        with self._starting:
            if self._thread is None:  # not before: a server may fork after it was set up
                self._thread = Thread(target=self._ring, name="job-sender", daemon=True)
                self._thread.start()

    def _ring(self) -> None:
        while True:
            job, agency_id, ids = self._waiting.get()
            try:
                self._sender(job, agency_id, ids)
            except Exception as error:  # noqa: BLE001 - the row is committed; the sweeper rings again
                _log.warning("job_not_sent", job=job.value, error=type(error).__name__)
