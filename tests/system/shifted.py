"""Run a module as `python -m` does, on a machine whose clock is so many hours off.

`python -m tests.system.shifted HOURS MODULE …`: the clock of the process and of those it forks.
"""

from __future__ import annotations

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine

if __name__ == "__main__":
    hours, module, *_ = sys.argv[1:]
    sys.argv = sys.argv[2:]
    there = datetime.now(UTC) + timedelta(hours=float(hours))
    time_machine.travel(there, tick=True).start()
    runpy.run_module(module, run_name="__main__", alter_sys=True)
