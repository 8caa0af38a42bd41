"""Ringing the workers' bell by name; the API knows no task."""

from __future__ import annotations

from collections.abc import Sequence

from celery import Celery

from moderation.broker import producer_settings
from moderation.database import JobSender
from moderation.settings import Settings
from moderation.vocabulary import Job

__all__ = ["make_sender"]


def make_sender(settings: Settings) -> JobSender | None:
    """A sender for this process; None without Redis, when the sweeper alone rings."""
    if settings.redis_url is None:
        return None
    producer = Celery("phanhoi", broker=settings.redis_url.get_secret_value())
    producer.conf.update(producer_settings(settings.deployment))

    def send(job: Job, agency_id: int, ids: Sequence[int]) -> None:
        producer.send_task(job.value, args=[agency_id, list(ids)], expires=600)

    return send
