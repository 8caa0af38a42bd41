"""Child processes that die with their parent, and what a crash left of them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from commands.embedded.accounts import Account, run_as
from moderation.errors import UnavailableError

_PR_SET_PDEATHSIG = 1
_LOG_TAIL_LINES = 3
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

# A parent has to keep its children to reap them; keyed by the mark that `find` looks for.
_children: dict[str, subprocess.Popen[bytes]] = {}


def launch(
    command: Sequence[str | Path],
    *,
    mark: str,
    log: Path,
    on_parent_death: signal.Signals,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that the terminal's Ctrl-C does not reach it.

    On Linux the kernel sends `on_parent_death` when the starting thread ends, however it ends.
    """
    with log.open("ab") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment,
            start_new_session=True,
            preexec_fn=dies_with_parent(on_parent_death),  # noqa: PLW1509  # no other threads yet
            **run_as(account),
        )
    _children[mark] = child
    return child


def dies_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """What a child runs before its program: ask the kernel for a signal at the parent's death."""
    parent = os.getpid()

    def ask() -> None:
        if _LIBC is None:
            return
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # the parent died before the kernel was asked
            os._exit(1)

    return ask


def wait_until(
    ready: Callable[[], bool], child: subprocess.Popen[bytes], *, name: str, log: Path, seconds: int
) -> None:
    """Wait for a server to answer.

    Raises `UnavailableError` with the end of its log when it ends or stays silent instead.
    """
    deadline = time.monotonic() + seconds
    while not ready():
        if child.poll() is not None or time.monotonic() > deadline:
            raise UnavailableError(
                f"{name} không khởi động được; dữ liệu vẫn nguyên vẹn. "
                f"Xem nhật ký {log}: {log_tail(log)}"
            )
        time.sleep(0.01)


def find(name: str, mark: str) -> list[psutil.Process]:
    """The running processes of a program that carry a mark in their command line.

    The command line, because it may be read of any account's process; a container's root may not
    see their working folder.
    """
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == name and mark in " ".join(process.info["cmdline"] or ())
    ]


def end(name: str, mark: str, *, gently: signal.Signals, seconds: int) -> None:
    """Stop a program's processes: the gentle signal, then SIGKILL after so many seconds."""
    for sent, patience in ((gently, seconds), (signal.SIGKILL, 5)):
        processes = find(name, mark)
        for process in processes:
            _send(process, sent)
        wait_gone(processes, patience)
    child = _children.pop(mark, None)
    if child is not None:
        child.wait()


def wait_gone(processes: Sequence[psutil.Process], seconds: float) -> None:
    """Wait until processes, ours or not, have ended, for so many seconds at most."""
    deadline = time.monotonic() + seconds
    while any(map(lives, processes)) and time.monotonic() < deadline:
        time.sleep(0.01)


def lives(process: psutil.Process) -> bool:
    """Whether a process still runs; a zombie does not, though nobody may ever reap it."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def is_running(mark: str) -> bool:
    """Whether the server with this mark, started by this process, is alive."""
    child = _children.get(mark)
    return child is not None and child.poll() is None


def log_tail(log: Path, lines: int = _LOG_TAIL_LINES) -> str:
    """The last lines of a log on one line."""
    if not log.exists():
        return ""
    kept = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return " | ".join(line.strip() for line in kept if line.strip())


def _send(process: psutil.Process, sent: signal.Signals) -> None:
    try:
        process.send_signal(sent)
    except psutil.NoSuchProcess:
        return
