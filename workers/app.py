"""The Celery application of the workers, and every setting of it with its reason.

Celery on Redis is the doorbell; the rows in PostgreSQL are the queue of record. So a message that
is lost or comes twice costs seconds, and nothing here tries to make Redis a database.
"""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import celeryd_init, setup_logging

from moderation.broker import producer_settings
from moderation.logs import configure_logs
from moderation.settings import get_settings
from moderation.vocabulary import Job
from workers.transport import carry_messages

__all__ = ["WORKER_SETTINGS", "app"]

WORKER_SETTINGS: dict[str, Any] = {
    # A worker that dies in the middle leaves its message to be delivered again; the claim in the
    # database makes the second run harmless, and the attempt counter ends a loop.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_acks_on_failure": True,
    "task_acks_on_timeout": True,
    "task_track_started": False,
    "task_soft_time_limit": 90,
    "task_time_limit": 110,  # what claims many rows at once stays under the claim's time by itself
    "worker_prefetch_multiplier": 1,
    # Starting a process takes seconds of a core, a task milliseconds: at hundreds of messages a
    # second a thousand tasks are over every few seconds. What grows is held by the next line.
    "worker_max_tasks_per_child": 20_000,
    "worker_max_memory_per_child": 600_000,  # KiB
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "worker_soft_shutdown_timeout": 20.0,
    "worker_enable_soft_shutdown_on_idle": False,
    "worker_send_task_events": False,
    "worker_hijack_root_logger": False,
    "broker_connection_retry": True,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_channel_error_retry": True,
    "imports": [
        "workers.runtime",
        "workers.bulk",
        "workers.intake",
        "workers.classify",
        "workers.publish",
        "workers.watch",
        "workers.maintenance",
        "workers.escalate",
        "workers.reports",
        "workers.letters",
    ],
    # Every scheduled task may run twice or late without harm.
    "beat_schedule": {
        "escalate": {"task": Job.ESCALATE.value, "schedule": crontab(minute="*/5")},
        "letters": {"task": Job.GATHER_LETTERS.value, "schedule": crontab()},
        "reports": {"task": Job.SCHEDULE_REPORTS.value, "schedule": crontab(minute="*/10")},
        "add_up": {"task": Job.ADD_UP.value, "schedule": crontab()},
        "seal_authors": {
            "task": Job.SEAL_AUTHORS.value,
            "schedule": crontab(minute="*/10"),
        },
        "prune": {"task": Job.PRUNE.value, "schedule": crontab(minute="17", hour="3")},
    },
    "timezone": "Asia/Ho_Chi_Minh",
    "enable_utc": True,
}


def _make_app() -> Celery:
    settings = get_settings()
    broker = settings.redis_url.get_secret_value() if settings.redis_url else None
    carry_messages()
    made = Celery("phanhoi", broker=broker)
    made.conf.update({**producer_settings(settings.deployment), **WORKER_SETTINGS})
    return made


@setup_logging.connect  # type: ignore[untyped-decorator]
def _set_up_logs(**_: object) -> None:
    configure_logs()


@celeryd_init.connect  # type: ignore[untyped-decorator]
def _let_calls_end(conf: dict[str, Any], options: dict[str, Any], **_: object) -> None:
    """Losing Redis must not cut a call to a network in two; the claim keeps it from being doubled.

    So the worker that publishes has its process to itself.
    """
    queues = options.get("queues") or ""
    if "publish" in (queues.split(",") if isinstance(queues, str) else queues):
        conf["worker_cancel_long_running_tasks_on_connection_loss"] = False


app = _make_app()
