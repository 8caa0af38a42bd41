"""What waits for one and the same thing is done together, by threads of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from queue import Full
from threading import Condition, Thread
from typing import Generic, TypeVar

import structlog

__all__ = ["Gathering"]

_log = structlog.get_logger(__name__)
Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")


class Gathering(Generic[Key, Item]):
    """Items in a line for each key; whoever comes to a line takes all that stands in it.

    One thread at a time works for a key, so that under load more gathers meanwhile and each costs
    less, while one that comes alone waits for nobody. Lines are served in turn.
    """

    def __init__(
        self,
        work: Callable[[Key, list[Item]], None],
        *,
        name: str,
        threads: int,
        most_together: int,
        most_waiting: int,
        most_in_line: int,
        most_weight: int,
        weigh: Callable[[Item], int],
    ) -> None:
        self._work, self._name, self._threads = work, name, threads
        self._most_together, self._most_waiting = most_together, most_waiting
        self._most_in_line, self._most_weight, self._weigh = most_in_line, most_weight, weigh
        self._changed = Condition()
        self._lines: dict[Key, deque[Item]] = {}
        self._free: deque[Key] = deque()  # lines that nobody serves just now
        self._served: set[Key] = set()
        self._waiting = 0
        self._weight = 0  # of all that waits or is worked on
        self._idle = self._started = 0

    def put(self, key: Key, item: Item) -> None:
        """Let it stand in its line; raises `queue.Full` at once where too much waits."""
        weight = self._weigh(item)
        with self._changed:
            if (
                self._waiting >= self._most_waiting
                or len(self._lines.get(key, ())) >= self._most_in_line
                or self._weight + weight > self._most_weight
            ):
                raise Full
            self._waiting += 1
            self._weight += weight
            if key not in self._lines:
                self._lines[key] = deque()
                if key not in self._served:
                    self._free.append(key)
            self._lines[key].append(item)
            self._wake()

    def _wake(self) -> None:
        """See that the lines are served; a thread more only where those that are have work."""
        if self._idle < len(self._free) and self._started < self._threads:
            self._started += 1
            Thread(target=self._serve, name=self._name, daemon=True).start()
        self._changed.notify()

    def _serve(self) -> None:
        while True:
            key, items = self._next()
            try:
                self._work(key, items)
            except Exception as error:  # noqa: BLE001 - the thread must outlive it
                _log.warning("gathered_work_failed", work=self._name, error=type(error).__name__)
            self._let_go(key, sum(map(self._weigh, items)))

    def _next(self) -> tuple[Key, list[Item]]:
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._free)
            self._idle -= 1
            key = self._free.popleft()
            line = self._lines[key]
            items = [line.popleft() for _ in range(min(len(line), self._most_together))]
            if not line:
                del self._lines[key]
            self._served.add(key)
            self._waiting -= len(items)
            return key, items

    def _let_go(self, key: Key, weight: int) -> None:
        with self._changed:
            self._weight -= weight
            self._served.discard(key)
            if key in self._lines:
                self._free.append(key)  # whoever let go comes back for it
