"""The memory of the whole system: idle, on top of an archive, and while thousands more come in.

A million comments through the pipeline take hours on a small machine, so the archive is filled by
statements over sets; what the processes hold after reading is then sampled round by round, which
shows whether it grows with the rows or with the work.
"""

from __future__ import annotations

from benchmarks._running import FULL, memory, running, say, warm, webhook_rate
from benchmarks.growth import fill

_ARCHIVE = 1_000_000 if FULL else 20_000
_ROUNDS = 5
_SENT_BEFORE = 1_000  # more than are sent to load the model
_COMMENTS = 1_500 if FULL else 300


def main() -> None:
    """Print what all processes together hold, each page that several share counted once."""
    with running() as system:
        driver = warm(system)
        say("idle, model loaded", f"{memory():,.0f}", "MiB")
        fill(system.postgres, driver.house.agency_id, _ARCHIVE, after=_SENT_BEFORE)
        say(f"an archive of {_ARCHIVE:,} comments", f"{memory():,.0f}", "MiB")
        for number in range(1, _ROUNDS + 1):
            webhook_rate(system, [driver], _COMMENTS)
            say(f"and {number * _COMMENTS:,} read on top of it", f"{memory():,.0f}", "MiB")
