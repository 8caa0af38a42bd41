"""Keeping children alive: a crash is reported and mended, with a growing pause between tries."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Protocol

from commands.steps import say, vietnamese_seconds
from moderation.errors import UnavailableError

__all__ = ["Interrupts", "Service", "Watched", "stop_all"]

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
HEALTHY_SECONDS = 60.0


class Service(Protocol):
    """Something that runs beside us."""

    title: str

    def start(self) -> None:
        """Start it; raises `UnavailableError` when it will not start."""

    def is_running(self) -> bool:
        """Whether it is alive."""

    def last_words(self) -> str:
        """How it ended, in one line with the end of its log."""

    def stop(self, hurried: Callable[[], bool]) -> None:
        """Stop it gently, and at once as soon as `hurried` says so."""


class Watched:
    """A service with its history of crashes. Times are in seconds of the monotonic clock."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.crashes = 0
        self._pause = FIRST_PAUSE
        self._started = time.monotonic()
        self._restart_at: float | None = None

    def tend(self, now: float) -> bool:
        """Look after it once; true when it was started again."""
        if self._restart_at is not None:
            return now >= self._restart_at and self._start_again(now)
        if not self.service.is_running():
            self._report(self.service.last_words(), now)
        elif now - self._started >= HEALTHY_SECONDS:
            self._pause = FIRST_PAUSE
        return False

    def _start_again(self, now: float) -> bool:
        try:
            self.service.start()
        except UnavailableError as error:
            self._report(error.message, now)
            return False
        self._restart_at = None
        self._started = time.monotonic()
        say(f"✓ {self.service.title} đã chạy lại.")
        return True

    def _report(self, last_words: str, now: float) -> None:
        self.crashes += 1
        self._restart_at = now + self._pause
        say(
            f"✗ {self.service.title} dừng đột ngột, sẽ chạy lại sau "
            f"{vietnamese_seconds(self._pause)}: {last_words}"
        )
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


class Interrupts:
    """Ctrl-C, SIGTERM and a closed terminal: the first asks to stop, the second to hurry.

    The first raises `KeyboardInterrupt` wherever the main thread is, unless the stop has begun. A
    third ends the process at once; its children then end by the kernel's signal.
    """

    def __init__(self) -> None:
        self.heard = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def begin_stop(self) -> None:
        """From here on a signal only means to hurry."""
        self.heard = max(self.heard, 1)

    def hurried(self) -> bool:
        """Whether somebody has asked twice."""
        return self.heard > 1

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.heard += 1
        if self.heard == 1:
            raise KeyboardInterrupt
        signal.signal(number, signal.SIG_DFL)


def stop_all(services: Sequence[Service], hurried: Callable[[], bool]) -> None:
    """Stop services in the opposite order of their start, each reported in a line."""
    for service in reversed(services):
        began = time.monotonic()
        service.stop(hurried)
        say(f"■ {service.title} đã dừng … {vietnamese_seconds(time.monotonic() - began)}")
