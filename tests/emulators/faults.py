"""Things that go wrong between a network and its caller, by chance or on order.

Wrapped around the whole app. What begins with `accept_` goes wrong after the act was done and
written down: the caller can't know.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.emulators.ledger import FAULT

AFTER = {"accept_then_drop", "accept_then_500", "accept_then_hang", "accept_then_cut", "slow"}
BEFORE = {"drop", "hang"}
REFUSALS = {"server_error", "rate_limited", "blocked", "page_limited", "token_expired"}
_RESET = struct.pack("ii", 1, 0)
_ACTS = {"POST", "PUT", "DELETE"}


@dataclass
class Faults:
    """`publish` and `read` give each fault's share of calls; `queue` is used up first, by acts."""

    publish: dict[str, float] = field(default_factory=dict)
    read: dict[str, float] = field(default_factory=dict)
    queue: list[str | None] = field(default_factory=list)
    slow_seconds: float = 1.0
    hang_seconds: float = 60.0
    seed: int = 1

    def __post_init__(self) -> None:
        named = {*self.publish, *self.read, *filter(None, self.queue)}
        if unknown := named - AFTER - BEFORE - REFUSALS:
            raise ValueError(f"no such fault: {sorted(unknown)}")
        self._chance = random.Random(self.seed)  # noqa: S311

    def next(self, *, is_act: bool) -> str | None:
        """What goes wrong with the next call, if anything."""
        if is_act and self.queue:
            return self.queue.pop(0)
        draw = self._chance.random()
        for name, share in (self.publish if is_act else self.read).items():
            draw -= share
            if draw < 0:
                return name
        return None


class Faulty:
    """The app with faults. Only the networks' own routes are touched, not the tokens' ones."""

    def __init__(self, app: ASGIApp, networks: dict[str, ModuleType]) -> None:
        self._app = app
        self._networks = networks
        self.faults = Faults()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        network = None
        if scope["type"] == "http":
            network = self._networks.get(scope["path"].split("/")[1])
        if network is None:
            await self._app(scope, receive, send)
            return
        fault = self.faults.next(is_act=scope["method"] in _ACTS)
        if fault in REFUSALS:
            await network.refusal(fault)(scope, receive, send)
        elif fault in BEFORE:
            await self._lose(receive, hang=fault == "hang")
        else:
            await self._accepted(fault, network, scope, receive, send)

    async def _accepted(
        self, fault: str | None, network: ModuleType, scope: Scope, receive: Receive, send: Send
    ) -> None:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        token = FAULT.set(fault)
        try:
            await self._app(scope, receive, keep)
        finally:
            FAULT.reset(token)
        if fault == "slow":
            await asyncio.sleep(self.faults.slow_seconds)
        elif fault == "accept_then_500":
            await network.refusal("server_error")(scope, receive, send)
            return
        elif fault == "accept_then_cut":
            start, body = messages[0], messages[1]
            await send(start)
            await send({**body, "body": body["body"][:5], "more_body": True})
            await asyncio.sleep(0.05)
        if fault in {"accept_then_drop", "accept_then_hang", "accept_then_cut"}:
            await self._lose(receive, hang=fault == "accept_then_hang")
            return
        for message in messages:
            await send(message)

    async def _lose(self, receive: Receive, *, hang: bool) -> None:
        """Reset the connection, at once or after the caller's patience."""
        if hang:
            await asyncio.sleep(self.faults.hang_seconds)
        transport: Any = receive.__self__.transport  # type: ignore[attr-defined]
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()
