"""How long a sender waits while the pipeline is busy, and until a comment stands in its queue.

Both from the sender's side, network stack and all, on the same machine. What is sent is signed
before the clock starts, and an answer's time counts from when its request was due.
"""

from __future__ import annotations

import statistics
import time

from benchmarks._running import FULL, label, running, say, warm, words
from benchmarks._sender import Sent, prepared, send_at
from tests.system.driver import Driver
from tests.system.ledgers import settle
from tests.system.running import RunningSystem, wait_until

_SECONDS = 15 if FULL else 3
_PER_SECOND = 200
_PROBES = 60 if FULL else 12
_QUIET_SECONDS = 0.2


def main() -> None:
    """Print the quiet system's delay, then the busy one's answers."""
    with running() as system:
        driver = warm(system)
        say("accepted to in its queue, quiet, p95", f"{_until_seen(system, driver):.2f}", "s")
        sent = _answers_while_busy(system, driver)
        median = sent.percentile(0.5) * 1000
        unit = f"ms at {sent.pace:.0f} requests/s of one comment each (median {median:.0f} ms)"
        say("webhook answer p99, pipeline busy", f"{sent.percentile(0.99) * 1000:.0f}", unit)


def _answers_while_busy(system: RunningSystem, driver: Driver) -> Sent:
    """What a sender of one comment at a time sees while what it brings is being worked."""
    requests = prepared(driver, label(), _PER_SECOND * _SECONDS, words())
    sent = send_at(driver.url, requests, per_second=_PER_SECOND)
    began = time.monotonic()
    settle(system)
    took = time.monotonic() - began
    say("until the last of them is in its queue", f"{took:.0f}", "s after the last answer")
    return sent


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
