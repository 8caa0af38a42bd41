"""How quick the office clock is, against counting every minute: `python -m benchmarks.clock`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from moderation.setup import default_calendar
from moderation.timing.calendar import VIETNAM, OfficeCalendar

_FIRST = datetime(2026, 1, 1, tzinfo=VIETNAM)
_ROUNDS = 5
_Stretch = tuple[datetime, datetime]


def main() -> None:
    """Print both speeds and their ratio over stretches of up to ten days."""
    calendar = default_calendar()
    quick = _per_second(calendar.working_minutes_between, _stretches(20_000))
    slow = _per_second(_counted(calendar), _stretches(20))
    print(f"working_minutes_between: {quick:,.0f} a second")
    print(f"minute by minute:        {slow:,.0f} a second")
    print(f"ratio:                   {quick / slow:,.0f}")


def _stretches(count: int) -> list[_Stretch]:
    chance = random.Random(7)  # noqa: S311 - the same stretches each time
    starts = [_FIRST + timedelta(minutes=chance.randrange(500_000)) for _ in range(count)]
    return [(start, start + timedelta(minutes=chance.randrange(14_400))) for start in starts]


def _per_second(ask: Callable[[datetime, datetime], int], stretches: list[_Stretch]) -> float:
    """The best of a few rounds: what the code costs, not what else the machine was doing."""
    rounds = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        for start, end in stretches:
            ask(start, end)
        rounds.append(time.perf_counter() - began)
    return len(stretches) / min(rounds)


def _counted(calendar: OfficeCalendar) -> Callable[[datetime, datetime], int]:
    def count(start: datetime, end: datetime) -> int:
        minutes = 0
        while start < end:
            minutes += calendar.is_open(start)
            start += timedelta(minutes=1)
        return minutes

    return count


if __name__ == "__main__":
    main()
