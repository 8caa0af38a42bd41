"""A sender that takes next to nothing of the machine, so that a figure is about the server.

Every request is signed and written out before the clock starts. Each goes out at its own time
whatever became of the one before: how long an answer took counts from when it was due.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from platforms import standard
from tests.factories import event
from tests.system.driver import Driver

__all__ = ["Sent", "prepared", "send_at"]

_AGAIN_SECONDS = 0.25
_KEPT_SECONDS = 2.0  # the server lets go of a quiet connection after five
_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Sent:
    """What a sender saw: seconds from when each was due until it heard 200."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    took: float = 0.0

    def percentile(self, share: float) -> float:
        """The time below which this share of the answers lies."""
        return sorted(self.seconds)[min(int(len(self.seconds) * share), len(self.seconds) - 1)]

    @property
    def pace(self) -> float:
        """Answers a second, from the first request to the last answer."""
        return len(self.seconds) / self.took


def prepared(driver: Driver, label: str, comments: int, words: Callable[[int], str]) -> list[bytes]:
    """Signed requests of one comment each, as they go over the wire."""
    now, parts = datetime.now(UTC), urlsplit(driver.url)
    head = f"POST {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\n"
    return [
        _request(head, driver.signed(f"{label}-d{n}", body, now), body)
        for n in range(comments)
        for body in [standard.dump([event(f"{label}-{n}", words(n), at=now)])]
    ]


def send_at(url: str, requests: list[bytes], *, per_second: float) -> Sent:
    """Send them at this pace and come back when all are taken."""
    return asyncio.run(_Sender(url).send(requests, per_second))


class _Sender:
    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname, parts.port
        self._idle: list[tuple[_Connection, float]] = []
        self._sent = Sent()

    async def send(self, requests: list[bytes], per_second: float) -> Sent:
        began = time.monotonic()
        async with asyncio.TaskGroup() as under_way:
            for number, request in enumerate(requests):
                due = began + number / per_second
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                under_way.create_task(self._insist(request, due))
        self._sent.took = time.monotonic() - began
        for (_, writer), _since in self._idle:
            writer.close()
        return self._sent

    async def _insist(self, request: bytes, due: float) -> None:
        while not await self._post(request):
            self._sent.refused += 1
            await asyncio.sleep(_AGAIN_SECONDS)
        self._sent.seconds.append(time.monotonic() - due)

    async def _post(self, request: bytes) -> bool:
        try:
            reader, writer = connection = await self._connection()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
        except (OSError, asyncio.IncompleteReadError):
            return False
        self._idle.append((connection, time.monotonic()))
        return int(head.split(b" ", 2)[1]) == HTTPStatus.OK

    async def _connection(self) -> _Connection:
        while self._idle:
            connection, since = self._idle.pop()
            if time.monotonic() - since < _KEPT_SECONDS:
                return connection
            connection[1].close()
        return await asyncio.open_connection(self._host, self._port)


def _request(head: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{head}{lines}content-length: {len(body)}\r\n\r\n".encode() + body


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
