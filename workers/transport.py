"""The way of messages from Redis: kombu's own, which also ends well when Redis dies in the middle.

A worker that loses Redis closes its channels and connects anew. kombu 5.7 reads what is under way
before it closes a channel; where that read fails, the channel stays half closed, is closed once
more after the connection has forgotten its address, and hands back what is not acknowledged over
none: an `AttributeError` that Celery calls unrecoverable, and the worker's process is over.
"""

from __future__ import annotations

from contextlib import suppress
from queue import Empty

from kombu.transport import TRANSPORT_ALIASES, redis

__all__ = ["Transport", "carry_messages"]


class _Channel(redis.Channel):
    def close(self) -> None:
        """Read what is under way, if it can be read; then close, once and whole."""
        if self._in_poll:
            with suppress(Empty, *self.connection_errors):
                self._brpop_read()  # type: ignore[no-untyped-call]
        super().close()  # type: ignore[no-untyped-call]


class Transport(redis.Transport):
    """Redis, with channels that close whole."""

    Channel = _Channel


def carry_messages() -> None:
    """Let every address of Redis mean this one: one with a socket takes it from its scheme alone.

    To be called before the first connection.
    """
    way = f"{Transport.__module__}:{Transport.__name__}"
    TRANSPORT_ALIASES.update(redis=way, rediss=way)
