"""What a person sees while a command works: one line for each step, with how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["say", "step", "vietnamese_seconds"]


def say(line: str) -> None:
    """Write one line at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step on a terminal, and report it when it is done."""
    if sys.stdout.isatty():
        sys.stdout.write(f"… {title}\r")
        sys.stdout.flush()
    began = time.monotonic()
    yield
    say(f"✓ {title} … {vietnamese_seconds(time.monotonic() - began)}")


def vietnamese_seconds(seconds: float) -> str:
    """A duration as Vietnamese writes it: `1,4 giây`."""
    return f"{seconds:.1f}".replace(".", ",") + " giây"
