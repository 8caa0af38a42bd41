"""The services of one installation: what is started, how, and what it leaves in the log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from commands.embedded import (
    postgres_is_running,
    redis_is_running,
    start_postgres,
    start_redis,
    stop_postgres,
    stop_redis,
)
from commands.embedded.accounts import recorded_home
from commands.embedded.processes import dies_with_parent, log_tail

__all__ = ["Program", "postgres_service", "redis_service", "rotate"]


class Program:
    """A child process with its log."""

    def __init__(
        self,
        title: str,
        command: tuple[str, ...],
        *,
        log: Path,
        environment: Mapping[str, str],
        patience: int,
        niceness: int = 0,
    ) -> None:
        self.title = title
        self._niceness = niceness  # how far it yields to the others
        self._command = (sys.executable, "-m", *command)
        self._log = log
        self._environment = environment
        self._patience = patience  # seconds that it has to stop by itself
        self._process: subprocess.Popen[bytes] | None = None
        rotate(log)

    @property
    def pid(self) -> int | None:
        """The number of its process."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start it in a session of its own: the terminal's Ctrl-C is ours to pass on, in order."""
        ask_for_end = dies_with_parent(signal.SIGTERM)

        def begin() -> None:
            os.nice(self._niceness)
            ask_for_end()

        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environment,
                start_new_session=True,
                preexec_fn=begin,  # noqa: PLW1509  # no threads here
            )

    def is_running(self) -> bool:
        """Whether it is alive."""
        return self._process is not None and self._process.poll() is None

    def last_words(self) -> str:
        """Its exit code and the end of its log."""
        code = None if self._process is None else self._process.poll()
        return f"mã thoát {code}; nhật ký {self._log}: {log_tail(self._log)}"

    def stop(self, hurried: Callable[[], bool]) -> None:
        """SIGTERM, then SIGKILL to its whole session when it takes too long or we are hurried."""
        if self._process is None:
            return
        if self.is_running():
            self._process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + self._patience
        while self.is_running() and time.monotonic() < deadline and not hurried():
            time.sleep(0.02)
        with suppress(ProcessLookupError):  # also what a killed one's own children still do
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class _Server:
    """A server that the installation brings along."""

    def __init__(
        self,
        title: str,
        data: Path,
        *,
        start: Callable[[Path], object],
        is_running: Callable[[Path], bool],
        stop: Callable[[Path], None],
        log: Path,
    ) -> None:
        self.title = title
        self._data = data
        self._start, self._is_running, self._stop = start, is_running, stop
        self._log = log

    def start(self) -> None:
        """Start it; its address stays what it was."""
        self._start(self._data)

    def is_running(self) -> bool:
        """Whether it is alive."""
        return self._is_running(self._data)

    def last_words(self) -> str:
        """The end of its log."""
        return f"nhật ký {self._log}: {log_tail(self._log)}"

    def stop(self, hurried: Callable[[], bool]) -> None:
        """Stop it; it takes a moment, and data is worth that moment also in a hurry."""
        del hurried
        self._stop(self._data)


def postgres_service(data: Path) -> _Server:
    """The private PostgreSQL of a data folder."""
    return _Server(
        "PostgreSQL",
        data,
        start=start_postgres,
        is_running=postgres_is_running,
        stop=stop_postgres,
        log=recorded_home(data) / "postgres.log",
    )


def redis_service(data: Path) -> _Server:
    """The private Redis of a data folder."""
    return _Server(
        "Redis",
        data,
        start=start_redis,
        is_running=redis_is_running,
        stop=stop_redis,
        log=data / "redis/redis.log",
    )


def rotate(log: Path) -> None:
    """Put the last run's log aside."""
    log.parent.mkdir(mode=0o700, exist_ok=True)
    if log.exists():
        log.replace(log.with_suffix(".previous.log"))
