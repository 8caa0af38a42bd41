"""One command runs the whole system, keeps it running, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from commands.embedded import remove_postgres, start_postgres, stop_postgres, stop_redis
from commands.running import Running, read_running
from moderation.database import Database
from moderation.migrations import upgrade
from moderation.queries.authors import vault_of
from tests.factories import KEYS, make_house

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
PATIENCE = 120


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder, whose servers and files are removed afterwards."""
    yield tmp_path / "data"
    stop_redis(tmp_path / "data")
    remove_postgres(tmp_path / "data")


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    return _free_port()


def phanhoi(*arguments: str | Path, folder: Path) -> subprocess.Popen[str]:
    """Run the command line from a folder that is not the project's."""
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(ROOT))))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHANHOI_")}
    script = "import commands; commands.main()"
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=folder,
        env={**kept, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def lines_until(run: subprocess.Popen[str], wanted: str) -> list[str]:
    """What a run says up to the line that begins so."""
    assert run.stdout is not None
    said: list[str] = []
    for line in run.stdout:
        said.append(line.rstrip("\n"))
        if line.startswith(wanted):
            return said
    raise AssertionError("\n".join(said))


@contextmanager
def up(data: Path, port: int, *more: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The system, ready; killed at the end if it is still there."""
    with phanhoi("up", "--data", data, "--port", str(port), *more, folder=data.parent) as run:
        try:
            yield run, lines_until(run, "Ready:")
        finally:
            run.kill()


@dataclass(frozen=True, slots=True)
class Standing:
    """A system that is up, for the tests that leave it so."""

    run: subprocess.Popen[str]
    data: Path
    port: int


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """One start for several tests: it takes longer than they do."""
    data, port = tmp_path_factory.mktemp("up") / "data", _free_port()
    with up(data, port) as (run, _):
        yield Standing(run, data, port)
        stop(run)
    remove_postgres(data)


def noted(data: Path) -> Running:
    """The note of the run."""
    running = read_running(data)
    assert running is not None
    return running


def stop(run: subprocess.Popen[str]) -> list[str]:
    """SIGTERM, and what the run says until it has ended with code 0."""
    run.send_signal(signal.SIGTERM)
    said, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0
    return said.splitlines()


def status(port: int) -> int:
    """What `/readyz` answers."""
    with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:  # our own
        return int(answer.status)


def test_up_says_ready_when_it_is_and_stops_cleanly_in_order(data: Path, port: int) -> None:
    """One `Ready:` line with the address; a stop is told part by part and leaves no process."""
    with up(data, port) as (run, said):
        assert said[-1] == f"Ready: http://127.0.0.1:{port}"
        assert status(port) == 200
        children = [psutil.Process(mark.pid) for mark in noted(data).children]
        stopped = [line.split(" đã dừng")[0] for line in stop(run) if "đã dừng" in line]
    assert stopped == [
        "■ Máy chủ web",
        "■ Bộ hẹn giờ",
        "■ Bộ niêm phong nhật ký",
        "■ Bộ quét việc tồn",
        "■ Bộ đăng trả lời",
        "■ Bộ phân loại",
        "■ Redis",
        "■ PostgreSQL",
    ]
    assert not any(child.is_running() for child in children)
    assert read_running(data) is None


def test_the_demo_says_where_its_pages_are_and_finds_them_as_they_were(
    data: Path, port: int
) -> None:
    """The emulated network starts with it, and its pages stay from one run to the next."""
    for _ in range(2):
        with up(data, port, "--demo") as (run, _):
            shown = lines_until(run, "  Trang mô phỏng")[-1].rpartition(" ")[2]
            with urlopen(f"{shown}/facebook/trang-phuong-hoa-mai", timeout=5) as page:  # noqa: S310
                seen = page.read().decode()
            assert seen.count("<li") > 100
            assert any("Mạng xã hội mô phỏng" in line for line in stop(run))


def test_the_doctor_finds_the_running_system_well(standing: Standing) -> None:
    """`phanhoi doctor --json` finds servers and workers by the data folder and exits 0."""
    data, deadline, code = standing.data, time.monotonic() + PATIENCE, 1
    while code and time.monotonic() < deadline:  # workers go on starting after `Ready:`
        with phanhoi("doctor", "--json", "--data", data, folder=data.parent) as doctor:
            said, _ = doctor.communicate(timeout=PATIENCE)
        code = doctor.returncode
    found = {one["name"]: one["state"] for one in json.loads(said)}
    assert [name for name, state in found.items() if state == "failed"] == []
    assert {"Việc đang chờ", "Bộ quét việc tồn", "Bộ niêm phong", "Worker"} <= found.keys()
    assert code == 0


def test_a_second_up_is_refused_in_one_sentence(standing: Standing) -> None:
    """It names the process and the address of the first, and exits 1."""
    data, port = standing.data, standing.port
    with phanhoi("up", "--data", data, "--port", str(port), folder=data.parent) as second:
        said, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert said.count("\n") == 1
    assert re.search(f"đang chạy.*{standing.run.pid}, http://127.0.0.1:{port}", said)


def test_a_killed_child_comes_back(standing: Standing) -> None:
    """The web server's death by SIGKILL is told and mended, and it serves again."""
    children = [psutil.Process(mark.pid) for mark in noted(standing.data).children]
    web = next(child for child in children if "uvicorn" in child.cmdline())
    web.kill()
    assert "mã thoát -9" in lines_until(standing.run, "✗ Máy chủ web")[-1]
    lines_until(standing.run, "✓ Máy chủ web đã chạy lại")
    assert _eventually(lambda: status(standing.port) == 200)


def test_the_servers_come_back_with_what_they_held(standing: Standing) -> None:
    """PostgreSQL and Redis killed by SIGKILL are started again at the same addresses."""
    before = noted(standing.data)
    for child in psutil.Process(standing.run.pid).children():
        if child.name() in {"postgres", "valkey-server"}:
            child.kill()
    lines_until(standing.run, "✓ Redis đã chạy lại")
    assert _eventually(lambda: status(standing.port) == 200)
    assert noted(standing.data).database_url == before.database_url
    assert noted(standing.data).redis_url == before.redis_url


def test_a_killed_up_is_cleared_away_by_the_next(data: Path, port: int) -> None:
    """After SIGKILL of `up` itself the next start works on the same port, with the same keys."""
    with up(data, port) as (run, _):
        left = [mark.pid for mark in noted(data).children]
        keys = (data / "keys").read_text()
        run.kill()
    with up(data, port) as (run, _):
        assert status(port) == 200
        assert (data / "keys").read_text() == keys
        assert stat.S_IMODE((data / "keys").stat().st_mode) == 0o600
        assert set(left).isdisjoint(mark.pid for mark in noted(data).children)
        stop(run)


def test_no_new_keys_are_made_beside_data_that_others_sealed(data: Path, port: int) -> None:
    """Whoever lost the key file reads so at once, and finds no new one to take for the old."""
    server = start_postgres(data)
    upgrade(server.owner_url)
    database = Database(server.app_url, pool_size=1, keys=KEYS)
    house = make_house(database, 1)
    with database.transaction(house.agency_id) as session:
        vault_of(house.agency_id, session)
    database.engine.dispose()
    stop_postgres(data)

    with phanhoi("up", "--data", data, "--port", str(port), folder=data.parent) as refused:
        said, _ = refused.communicate(timeout=PATIENCE)

    assert refused.returncode == 1
    assert "Không thấy tệp khóa" in said
    assert not (data / "keys").exists()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if holds():
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False
