"""How every process speaks to Redis: plain settings for Celery, the same for all.

They stand here because producers and workers must agree: of two visibility timeouts on one Redis
the shortest wins, and `api` and `workers` never import each other.
"""

from __future__ import annotations

import socket
from typing import Any

__all__ = ["QUEUES", "producer_settings"]

QUEUES = ("intake", "classify", "publish", "watch", "maintenance")


def producer_settings(deployment: str) -> dict[str, Any]:
    """What a process needs that only sends messages; workers add their own."""
    return {
        # The database holds every result; nothing waits for a message's answer.
        "result_backend": None,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_default_queue": "maintenance",
        "task_routes": {
            "intake.*": {"queue": "intake"},
            # A person waits for it.
            "bulk.*": {"queue": "intake"},
            "classify.*": {"queue": "classify"},
            "publish.*": {"queue": "publish"},
            "watch.*": {"queue": "watch"},
            "maintenance.*": {"queue": "maintenance"},
        },
        # A request must not hang on a Redis that is away: the row is committed, the sweeper rings.
        "task_publish_retry": True,
        "task_publish_retry_policy": {
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.1,
            "interval_max": 0.2,
        },
        "broker_connection_timeout": 2,
        "broker_transport_options": {
            # Longer than the longest task and one that waits behind it.
            "visibility_timeout": 1200,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "global_keyprefix": f"phanhoi:{deployment}:",
            "socket_timeout": 15,
            "socket_connect_timeout": 2,
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
