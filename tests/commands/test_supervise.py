"""Children are mended when they crash, one run has a data folder, and refusals are sentences."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands import COMMANDS, command_line
from commands.doctor import Places, examine
from commands.programs import Program
from commands.running import (
    Running,
    end_leftovers,
    hold,
    mark_of,
    read_running,
    refuse_taken_port,
    write_running,
)
from commands.supervise import FIRST_PAUSE, HEALTHY_SECONDS, Watched
from moderation.errors import ConflictError

ROOT = Path(__file__).parents[2]


def program(folder: Path, body: str, patience: int = 5) -> Program:
    """A child that runs a few lines of Python, as a module of its own."""
    (folder / "child_of_test.py").write_text(body)
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    log = folder / "logs/child.log"
    return Program(
        "Tiến trình thử", ("child_of_test",), log=log, environment=environment, patience=patience
    )


def wait_for_end(child: Program) -> None:
    """Wait until a child is gone."""
    while child.is_running():
        time.sleep(0.01)


def test_a_crash_is_told_in_one_line_with_the_end_of_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the child, the pause, the exit code and what the log said last."""
    child = program(tmp_path, "print('hết bộ nhớ'); raise SystemExit(3)")
    child.start()
    wait_for_end(child)
    Watched(child).tend(0.0)
    told = capsys.readouterr().out
    assert told.count("\n") == 1
    for part in ("Tiến trình thử", "1,0 giây", "mã thoát 3", "hết bộ nhớ"):
        assert part in told


def test_the_pause_grows_to_thirty_seconds_and_shrinks_after_a_healthy_minute(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1, 2, 4, 8, 16, 30, 30 seconds; and 1 again once a restart has held for a minute."""
    child = program(tmp_path, "raise SystemExit(1)")
    child.start()
    watched, now, pauses = Watched(child), time.monotonic(), []
    for _ in range(7):
        wait_for_end(child)
        watched.tend(now)
        pause = capsys.readouterr().out.split("sau ")[1].split(" giây")[0]
        pauses.append(float(pause.replace(",", ".")))
        assert not watched.tend(now + pauses[-1] - 0.1)
        now += pauses[-1]
        assert watched.tend(now)
        capsys.readouterr()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    wait_for_end(child)
    (tmp_path / "child_of_test.py").write_text("import time; time.sleep(600)")
    watched.tend(now)
    assert watched.tend(now + 30)
    watched.tend(time.monotonic() + HEALTHY_SECONDS)
    os.kill(child.pid or 0, signal.SIGKILL)
    wait_for_end(child)
    capsys.readouterr()
    watched.tend(now)
    assert f"{FIRST_PAUSE:.1f}".replace(".", ",") in capsys.readouterr().out
    child.stop(lambda: False)


def test_a_child_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    """A second Ctrl-C does not wait for a child that ignores SIGTERM."""
    body = "import signal, time\nsignal.signal(15, signal.SIG_IGN)\nprint('x', flush=True)\n"
    child = program(tmp_path, body + "time.sleep(600)", patience=600)
    child.start()
    while not (tmp_path / "logs/child.log").read_text():
        time.sleep(0.01)
    child.stop(lambda: True)
    assert not child.is_running()


def test_a_data_folder_has_one_run(tmp_path: Path) -> None:
    """A second run is told who has the folder and where; the lock ends with its holder."""
    with hold(tmp_path):
        write_running(tmp_path, Running(pid=42, address="http://127.0.0.1:8000", port=8000))
        with (
            pytest.raises(ConflictError, match=r"đang chạy.*42, http://127.0.0.1:8000"),
            hold(tmp_path),
        ):
            pass
    with hold(tmp_path):
        assert read_running(tmp_path) is None


def test_the_note_of_a_run_is_for_its_owner_only(tmp_path: Path) -> None:
    """It may hold passwords of a database, so its mode is 0600; it reads back as written."""
    mark = mark_of(os.getpid())
    assert mark is not None
    noted = Running(pid=1, address="http://[::1]:9", port=9, children=(mark,))
    write_running(tmp_path, noted)
    assert stat.S_IMODE((tmp_path / "running.json").stat().st_mode) == 0o600
    assert read_running(tmp_path) == noted


def test_what_a_killed_run_left_is_ended_and_nobody_else(tmp_path: Path) -> None:
    """A child is known by its number and its start: a number used again is left alone."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as stranger:
        left = program(tmp_path, "import time; time.sleep(600)")
        left.start()
        mark, other = mark_of(left.pid or 0), mark_of(stranger.pid)
        assert mark is not None
        assert other is not None
        reused = type(other)(pid=other.pid, started=other.started - 100)
        assert end_leftovers([mark, reused]) == 1
        wait_for_end(left)
        assert stranger.poll() is None
        stranger.kill()


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    """The sentence names the port and offers the next one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConflictError, match=f"Cổng {port} .*--port {port + 1}"):
            refuse_taken_port("127.0.0.1", port)
    refuse_taken_port("127.0.0.1", port)


def test_help_lists_every_command_and_loads_none() -> None:
    """`phanhoi --help` imports neither the database nor the classifier."""
    script = (
        "import sys, commands; commands.command_line(None);"
        "print([m for m in ('sqlalchemy', 'numpy', 'celery', 'psycopg') if m in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert loaded.stdout == "[]\n"
    shown = CliRunner().invoke(command_line(None), ["--help"]).output
    assert all(name in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    """`phanhoi <command> --help` works without settings, servers or data."""
    assert CliRunner().invoke(command_line(name), [name, "--help"]).exit_code == 0


def test_the_doctor_says_what_is_missing_and_goes_on(tmp_path: Path) -> None:
    """With no server at all, each part is still looked at, and a loose key file is a failure."""
    keys = tmp_path / "keys"
    keys.touch(0o644)
    found = {
        one.name: one.state
        for one in examine(
            Places(
                data=tmp_path,
                database_url=f"postgresql+psycopg://nobody@/x?host={tmp_path}",
                owner_database_url=None,
                redis_url=f"redis+socket://{tmp_path}/none.sock?virtual_host=0",
                key_file=keys,
            )
        )
    }
    for name in ("Cơ sở dữ liệu", "Cấu trúc dữ liệu", "Redis", "Tệp khóa"):
        assert found[name] == "failed"
    assert found["Python"] == "well"
    assert found["Ổ đĩa"] in {"well", "advice"}
