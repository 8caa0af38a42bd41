"""The Celery application, and every setting of it with its reason.

Celery on Redis is the doorbell; the rows in PostgreSQL are the queue of record. So a message that
is lost or comes twice costs seconds, and nothing here tries to make Redis a database.
"""

from __future__ import annotations

import socket
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

from moderation.settings import get_settings
from workers import runtime
from workers.logs import configure_logs

__all__ = ["app", "make_app"]

QUEUES = ("intake", "classify", "maintenance")


def make_app() -> Celery:
    """Build the application from the settings."""
    settings = get_settings()
    if settings.redis_url is None:
        raise RuntimeError("PHANHOI_REDIS_URL is not set")
    made = Celery("phanhoi", broker=settings.redis_url.get_secret_value())
    made.conf.update(_conf(settings.deployment))
    return made


def _conf(deployment: str) -> dict[str, Any]:
    return {
        # The database holds every result; nothing waits for a message's answer.
        "result_backend": None,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        # A worker that dies in the middle leaves its message to be delivered again; the claim in
        # the database makes the second run harmless, and the attempt counter ends a loop.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_acks_on_failure": True,
        "task_acks_on_timeout": True,
        "task_track_started": False,
        "task_soft_time_limit": 90,
        "task_time_limit": 110,  # under the claim's 120 seconds
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 1000,
        "worker_max_memory_per_child": 600_000,  # KiB
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_soft_shutdown_timeout": 20.0,
        "worker_enable_soft_shutdown_on_idle": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "task_publish_retry": True,
        "task_publish_retry_policy": {
            "max_retries": 2,
            "interval_start": 0,
            "interval_step": 0.2,
            "interval_max": 0.5,
        },
        "broker_connection_retry": True,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_channel_error_retry": True,
        "broker_connection_timeout": 4,
        "task_default_queue": "maintenance",
        "task_queues": None,
        "task_create_missing_queues": True,
        "task_routes": {
            "intake.*": {"queue": "intake"},
            "classify.*": {"queue": "classify"},
        },
        "imports": ["workers.intake", "workers.classify"],
        "timezone": "Asia/Ho_Chi_Minh",
        "enable_utc": True,
        "broker_transport_options": {
            # Longer than the longest task and one that waits behind it; the same in every process,
            # because the shortest wins.
            "visibility_timeout": 300,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "global_keyprefix": f"phanhoi:{deployment}:",
            "socket_timeout": 15,
            "socket_connect_timeout": 4,
            "socket_keepalive": True,
            "socket_keepalive_options": _keepalive(),
            "health_check_interval": 25,
            "retry_on_timeout": True,
        },
    }


def _keepalive() -> dict[int, int]:
    """Notice a dead peer within a minute instead of the kernel's two hours."""
    wanted = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
    return {getattr(socket, name): value for name, value in wanted.items() if hasattr(socket, name)}


@setup_logging.connect
def _set_up_logs(**_: object) -> None:
    configure_logs()


@worker_process_init.connect
def _after_fork(**_: object) -> None:
    runtime.after_fork()


app = make_app()
