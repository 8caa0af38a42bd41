"""Who runs on a data folder: the lock that keeps it to one, and the note that says where it is."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from commands.embedded.processes import lives, wait_gone
from moderation.errors import ConflictError

__all__ = [
    "ProcessMark",
    "Running",
    "end_leftovers",
    "hold",
    "mark_of",
    "read_running",
    "refuse_taken_port",
    "write_running",
]

_LEFTOVER_SECONDS = 5
_SAME_START_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """A process by its number and its start (seconds of the epoch): numbers are used again."""

    pid: int
    started: float


@dataclass(frozen=True, slots=True)
class Running:
    """What `phanhoi up` notes in `<data>/running.json` while it runs."""

    pid: int
    address: str
    port: int
    database_url: str | None = None
    owner_database_url: str | None = None
    redis_url: str | None = None
    key_file: str | None = None
    children: tuple[ProcessMark, ...] = ()


@contextmanager
def hold(data: Path) -> Iterator[None]:
    """Keep a data folder to ourselves; raises `ConflictError` when another `up` has it.

    The kernel lets go of the lock when its holder dies, however it dies.
    """
    with (data / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConflictError(_already_running(data)) from error
        try:
            yield
        finally:
            (data / "running.json").unlink(missing_ok=True)


def write_running(data: Path, running: Running) -> None:
    """Write the note in one piece; it may hold passwords, so only its owner may read it."""
    new = data / "running.json.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(running), file)
    new.replace(data / "running.json")


def read_running(data: Path) -> Running | None:
    """The note of the `up` that runs on a data folder, or of one that was killed."""
    try:
        facts = json.loads((data / "running.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    marks = tuple(ProcessMark(**mark) for mark in facts.pop("children"))
    return Running(**facts, children=marks)


def mark_of(pid: int) -> ProcessMark | None:
    """Note a process, if it is still there."""
    try:
        return ProcessMark(pid, psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


def end_leftovers(marks: Sequence[ProcessMark]) -> int:
    """End what a killed `up` left: each child with its whole session. Returns how many there were.

    They were told to stop at their parent's death; here they get a few seconds more.
    """
    left = [process for mark in marks if (process := _still_there(mark)) is not None]
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    wait_gone(left, _LEFTOVER_SECONDS)
    for process in left:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return len(left)


def refuse_taken_port(host: str, port: int) -> None:
    """Raise `ConflictError` when the address can't be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConflictError(_port_refusal(host, port, error)) from error


def _port_refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Cổng {port} trên {host} đang có chương trình khác dùng; hãy chọn cổng khác, "
            f"ví dụ `phanhoi up --port {port + 1}`."
        )
    return f"Máy này không cho mở cổng {port} trên {host}; hãy chọn địa chỉ hoặc cổng khác."


def _already_running(data: Path) -> str:
    running = read_running(data)
    where = f" (tiến trình {running.pid}, {running.address})" if running else ""
    return f"Phản Hồi đang chạy trên thư mục {data}{where}; không khởi động thêm lần nữa."


def _still_there(mark: ProcessMark) -> psutil.Process | None:
    try:
        process = psutil.Process(mark.pid)
        same = abs(process.create_time() - mark.started) < _SAME_START_SECONDS
        return process if same and lives(process) else None
    except psutil.NoSuchProcess:
        return None
