"""What a worker process holds: its database and, once needed, the classifier."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from celery.signals import beat_init, worker_init, worker_process_init

from classifiers import Classifier, load_classifier
from moderation.database import Database
from moderation.errors import PhanHoiError
from moderation.production import refuse_unsafe
from moderation.sealing import Keyring
from moderation.settings import get_settings
from moderation.vocabulary import Job
from workers.app import app

__all__ = ["after_fork", "begin", "classifier", "database", "send"]


@lru_cache(maxsize=1)
def database() -> Database:
    """The way to PostgreSQL of this process."""
    settings = get_settings()
    return Database(
        settings.named_database(),
        pool_size=4,
        statement_timeout_ms=max(settings.statement_timeout_ms, 60_000),
        send=send,
        keys=Keyring.read(settings.key_file) if settings.key_file else None,
    )


@lru_cache(maxsize=1)
def classifier() -> Classifier:
    """The trained artefact; loaded once, before the pool forks where possible."""
    return load_classifier(own_pages=True)


def send(job: Job, agency_id: int, ids: Sequence[int]) -> None:
    """Ring the bell: one message with the agency and the rows' ids."""
    app.send_task(job.value, args=[agency_id, list(ids)])


@worker_init.connect  # type: ignore[untyped-decorator]
@beat_init.connect  # type: ignore[untyped-decorator]
def begin(**_: object) -> None:
    """Called once as a process starts: ends it, with one sentence, where a setting is unsafe."""
    try:
        refuse_unsafe(get_settings(), database())
    except PhanHoiError as error:
        raise SystemExit(f"✗ {error.message}") from error


@worker_process_init.connect  # type: ignore[untyped-decorator]
def after_fork(**_: object) -> None:
    """A child must not share its parent's connections."""
    if database.cache_info().currsize:
        database().forget_connections()
