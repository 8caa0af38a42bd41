"""One worker process more: comments a second of two against one, four agencies sending at once.

With one agency's one page the two would wait for each other where copies are looked for.
"""

from __future__ import annotations

from benchmarks._running import FULL, running, say, warm, webhook_rate

_AGENCIES = 4
_COMMENTS = 8_000 if FULL else 1_000


def main() -> None:
    """Print both rates and their ratio."""
    one, two = _rate_of(1), _rate_of(2)
    unit = f"× ({one:,.0f} → {two:,.0f} comments/s)"
    say("one worker more (1 → 2)", f"{two / one:.2f}", unit)


def _rate_of(workers: int) -> float:
    with running(workers=workers, processes=1) as system:
        drivers = [warm(system) for _ in range(_AGENCIES)]
        return webhook_rate(system, drivers, _COMMENTS)
