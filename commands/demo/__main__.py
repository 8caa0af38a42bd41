"""`python -m commands.demo NETWORK`: new invented comments keep coming until told to stop."""

from __future__ import annotations

import signal
import sys
from threading import Event

from commands.demo.network import Network
from commands.demo.trickle import run


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(Network(sys.argv[1], tries=1), stop)


if __name__ == "__main__":
    main()
