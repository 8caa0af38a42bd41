"""Webhooks on their way: signed, in order or not, once or twice, again where nobody said 200."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from dataclasses import dataclass
from types import ModuleType

import httpx2

from tests.emulators.world import Comment, Page

_RETRY_SECONDS = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
_KEPT = 1000
Change = tuple[Page, dict[str, object]]


@dataclass
class _Parcel:
    page: Page
    body: bytes
    headers: dict[str, str]
    tries: int = 0


class Deliveries:
    """The sending side. While held, changes pile up and can be let go in any order."""

    def __init__(self, networks: dict[str, ModuleType]) -> None:
        self._networks = networks
        self._queue: asyncio.Queue[_Parcel] = asyncio.Queue()
        self._waiting = 0
        self.held = False
        self.pile: list[Change] = []
        self.taken = 0
        self.lost = 0
        self.attempts: deque[dict[str, object]] = deque(maxlen=_KEPT)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is on its way."""
        return self._waiting == 0

    def tell(self, page: Page, comment: Comment, verb: str) -> None:
        """Something happened to a comment."""
        change = self._networks[page.network].change(page, comment, verb)
        if change is None or page.callback is None:
            return
        if self.held:
            self.pile.append((page, change))
        else:
            self._send(page, [change])

    def release(
        self, *, order: str = "as_is", duplicates: float = 0, batch: int = 1, seed: int = 1
    ) -> int:
        """Let the pile go: `as_is`, `reversed` or `shuffled`; the number of changes sent."""
        chance = random.Random(seed)  # noqa: S311
        changes, self.pile = self.pile, []
        changes += [each for each in changes if chance.random() < duplicates]
        if order == "reversed":
            changes.reverse()
        elif order == "shuffled":
            chance.shuffle(changes)
        for page, group in _grouped(changes, batch, self._networks):
            self._send(page, group)
        return len(changes)

    async def run(self) -> None:
        """Send one after another, until cancelled."""
        async with httpx2.AsyncClient(timeout=20, trust_env=False) as client:
            while True:
                await self._deliver(client, await self._queue.get())

    def _send(self, page: Page, changes: list[dict[str, object]]) -> None:
        body, headers = self._networks[page.network].delivery(page, changes)
        self._waiting += 1
        self._queue.put_nowait(_Parcel(page, body, headers))

    async def _deliver(self, client: httpx2.AsyncClient, parcel: _Parcel) -> None:
        parcel.tries += 1
        status = 0
        with contextlib.suppress(httpx2.HTTPError):
            url = parcel.page.callback or ""
            answer = await client.post(url, content=parcel.body, headers=parcel.headers)
            status = answer.status_code
        self.attempts.append({"page_id": parcel.page.id, "try": parcel.tries, "status": status})
        if status == 200:
            self.taken += 1
            self._waiting -= 1
        elif parcel.tries > len(_RETRY_SECONDS):
            self.lost += 1
            self._waiting -= 1
        else:
            loop = asyncio.get_running_loop()
            loop.call_later(_RETRY_SECONDS[parcel.tries - 1], self._queue.put_nowait, parcel)


def _grouped(
    changes: list[Change], batch: int, networks: dict[str, ModuleType]
) -> list[tuple[Page, list[dict[str, object]]]]:
    """Neighbours of one page in one body, where the network does that."""
    groups: list[tuple[Page, list[dict[str, object]]]] = []
    for page, change in changes:
        most = batch if networks[page.network].BATCHES else 1
        if groups and groups[-1][0] is page and len(groups[-1][1]) < most:
            groups[-1][1].append(change)
        else:
            groups.append((page, [change]))
    return groups
