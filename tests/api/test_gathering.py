"""What waits for one and the same thing is done together."""

from __future__ import annotations

import threading
from queue import Full

import pytest

from api.gathering import Gathering


class _Work:
    """Notes who was served with what; waits at a gate, and fails where it is told to."""

    def __init__(self, awaited: int) -> None:
        self.gate, self.came, self.done = (threading.Event() for _ in range(3))
        self.served: list[tuple[str, list[int]]] = []
        self._awaited = awaited

    def __call__(self, key: str, items: list[int]) -> None:
        self.came.set()
        assert self.gate.wait(30)
        self.served.append((key, items))
        if sum(len(items) for _, items in self.served) == self._awaited:
            self.done.set()
        if -1 in items:
            raise ValueError


def _gathering(work: _Work, *, threads: int = 1, together: int = 3) -> Gathering[str, int]:
    return Gathering(
        work,
        name="test",
        threads=threads,
        most_together=together,
        most_waiting=6,
        most_in_line=5,
        most_weight=100,
        weigh=abs,
    )


def test_what_comes_meanwhile_is_done_together_in_its_order_and_lines_take_turns() -> None:
    """The first goes alone; then three at a time of one line, and the other is not forgotten."""
    work = _Work(awaited=7)
    line = _gathering(work)
    line.put("a", 0)
    assert work.came.wait(30)
    for number in range(1, 6):
        line.put("a", number)
    line.put("b", 6)
    work.gate.set()
    assert work.done.wait(30)
    assert [items for key, items in work.served if key == "a"] == [[0], [1, 2, 3], [4, 5]]
    assert work.served.index(("b", [6])) < 3


def test_a_line_is_served_by_one_at_a_time() -> None:
    """However many threads there are: a row that all of a line write is fought over by nobody."""
    work = _Work(awaited=4)
    line = _gathering(work, threads=4)
    line.put("a", 0)
    assert work.came.wait(30)
    for number in range(1, 4):
        line.put("a", number)
    work.gate.set()
    assert work.done.wait(30)
    assert work.served == [("a", [0]), ("a", [1, 2, 3])]


def test_too_many_are_refused_at_once_and_a_failure_ends_nothing() -> None:
    """Whoever is refused can say so; the line of what failed goes on with the next."""
    work = _Work(awaited=7)
    line = _gathering(work)
    line.put("a", -1)
    assert work.came.wait(30)
    for number in range(5):
        line.put("a", number)
    with pytest.raises(Full):  # one line may not take the room of all
        line.put("a", 5)
    line.put("b", 5)
    with pytest.raises(Full):
        line.put("b", 7)
    work.gate.set()
    assert work.done.wait(30)


def test_what_waits_or_is_worked_on_may_not_weigh_too_much() -> None:
    """Few that are large fill the memory as many that are small do."""
    work = _Work(awaited=2)
    line = _gathering(work)
    line.put("a", 60)
    assert work.came.wait(30)
    with pytest.raises(Full):
        line.put("b", 41)
    line.put("b", 40)
    work.gate.set()
    assert work.done.wait(30)
