"""Losing Redis must not end a worker's process: a supervisor starts it anew, but seconds later."""

from __future__ import annotations

from pathlib import Path

import pytest
from kombu.connection import Connection
from kombu.entity import Queue
from kombu.messaging import Consumer
from kombu.transport.virtual import Channel

from commands.embedded import start_redis, stop_redis
from workers.transport import Transport, carry_messages


def test_a_channel_that_holds_a_message_ends_well_when_redis_dies(tmp_path: Path) -> None:
    """One message is being worked on, two channels ask for the next; then Redis is gone.

    Collect and close, one after the other, is how a Celery worker leaves a broken connection.
    """
    carry_messages()
    server = start_redis(tmp_path)
    try:
        connection = Connection(server.celery_url)
        first, second = connection.default_channel, connection.channel()
        _listen(first, "doorbell")
        _listen(second, "orders")
        connection.Producer(first).publish({"case": 1}, routing_key="doorbell")
        connection.drain_events(timeout=5)
        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=0.1)
    finally:
        stop_redis(tmp_path)
    assert isinstance(connection.transport, Transport)
    connection.collect()
    connection.close()
    assert first.closed
    assert second.closed


def _listen(channel: Channel, name: str) -> None:
    queue = Queue(name, channel=channel)
    queue.declare()
    Consumer(channel, [queue], callbacks=[lambda *_: None]).consume()
