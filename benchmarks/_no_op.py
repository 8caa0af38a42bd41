"""A Celery application with one task that does nothing, on the product's own settings."""

from __future__ import annotations

from celery import Celery

from moderation.broker import producer_settings
from moderation.settings import get_settings
from workers.app import WORKER_SETTINGS

__all__ = ["QUEUE", "app", "nothing"]

QUEUE = "no-op"


def _make() -> Celery:
    url = get_settings().redis_url
    made = Celery("no-op", broker=url.get_secret_value() if url else None)
    unused: dict[str, object] = {"imports": [], "beat_schedule": {}}
    made.conf.update({**producer_settings("no-op"), **WORKER_SETTINGS, **unused})
    return made


app = _make()


@app.task(name="no_op.nothing", queue=QUEUE)  # type: ignore[untyped-decorator]
def nothing(_comment: int) -> None:
    """Nothing, once for each comment."""
