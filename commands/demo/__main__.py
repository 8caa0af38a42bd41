"""`python -m commands.demo ADDRESS DATA`: new invented comments keep coming until told to stop."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from threading import Event

from commands.demo.trickle import run


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(sys.argv[1], Path(sys.argv[2]), stop)


if __name__ == "__main__":
    main()
