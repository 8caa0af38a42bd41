"""How long a sender waits while the pipeline is busy, and until a comment stands in its queue.

Both from the sender's side, network stack and all, in one process on the same machine.
"""

from __future__ import annotations

import statistics
import time

from benchmarks._running import FULL, label, running, say, warm, words
from tests.system.driver import Driver
from tests.system.ledgers import settle
from tests.system.running import RunningSystem, wait_until

_SECONDS = 60 if FULL else 3
_PER_SECOND = 200
_PROBES = 100 if FULL else 12
_QUIET_SECONDS = 0.2


def main() -> None:
    """Print the quiet system's delay, then the busy one's answers."""
    with running() as system:
        driver = warm(system)
        say("accepted to in its queue, quiet, p95", f"{_until_seen(system, driver):.2f}", "s")
        p50, p99, pace = _answers_while_busy(system, driver)
        unit = f"ms at {pace:.0f} requests/s of one comment each (median {p50 * 1000:.0f} ms)"
        say("webhook answer p99, pipeline busy", f"{p99 * 1000:.0f}", unit)


def _answers_while_busy(system: RunningSystem, driver: Driver) -> tuple[float, float, float]:
    """Median and p99 of the answers while what they bring is being worked, and the pace held."""
    driver.seconds.clear()
    began = time.monotonic()
    comments = _PER_SECOND * _SECONDS
    driver.send(label(), comments, per_second=_PER_SECOND, each=1, words=words())
    pace = len(driver.seconds) / (time.monotonic() - began)
    settle(system)
    return driver.percentile(0.5), driver.percentile(0.99), pace


def _until_seen(system: RunningSystem, driver: Driver) -> float:
    """From the sender's post to a case in the tables that an open queue page reads."""
    took = []
    for _ in range(_PROBES):
        name = label()
        began = time.monotonic()
        driver.send(name, 1, per_second=1e9, words=words())
        found = (
            f"SELECT count(*) FROM comments WHERE external_id = '{name}-0' AND case_id IS NOT NULL"
        )
        wait_until(lambda found=found: system.count(found) == 1)  # type: ignore[misc]
        took.append(time.monotonic() - began)
        time.sleep(_QUIET_SECONDS)
    return statistics.quantiles(took, n=20)[-1]
