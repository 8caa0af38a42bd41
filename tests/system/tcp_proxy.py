"""A TCP proxy that misbehaves as told: the network between a process and its Redis."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from threading import Thread

__all__ = ["TcpProxy"]

_CHUNK = 65_536


class TcpProxy:
    """Listens on a free port of an address of this machine and speaks to a unix socket.

    In a black hole connections are still taken and nothing is ever answered, as behind a firewall
    that drops packets: no reset tells either side.
    """

    def __init__(self, upstream: Path, listen: str = "127.0.0.1") -> None:
        self.port = 0
        self.delay_seconds = 0.0
        self._upstream, self._listens_at = upstream, listen
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._open.set()
        self._server: asyncio.Server | None = None
        self._thread = Thread(target=self._run, name="tcp-proxy", daemon=True)

    def start(self) -> None:
        """Begin to listen; `port` says where."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def swallow(self) -> None:
        """From now on a black hole."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def pass_on(self) -> None:
        """Let through again, what was held back first."""
        self._loop.call_soon_threadsafe(self._open.set)

    def reset(self) -> None:
        """Cut every connection in the middle, with a reset."""
        self._loop.call_soon_threadsafe(self._abort)

    def stop(self) -> None:
        """Cut everything and listen no more."""
        self.reset()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, self._listens_at, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._open.wait()
            inner = await asyncio.open_unix_connection(str(self._upstream))
        except OSError:  # the server behind is away: as if nobody listened
            writer.transport.abort()
            return
        self._writers.add(inner[1])
        await asyncio.gather(self._pump(reader, inner[1]), self._pump(inner[0], writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK):
                await asyncio.sleep(self.delay_seconds)
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        self._writers.discard(writer)
        writer.close()

    def _abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
