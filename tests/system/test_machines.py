"""Machines that misbehave as a whole: a full disk, wrong clocks, a cable that is pulled."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from commands.embedded import postgres, postgres_is_running, start_postgres, stop_postgres
from commands.embedded.accounts import data_folder, recorded_home, server_account, server_home
from tests.system.apart import machines
from tests.system.driver import driving
from tests.system.ledgers import everything_holds_together, judge, settle
from tests.system.running import run_system, wait_until

pytestmark = [pytest.mark.system, pytest.mark.long]

Say = Callable[[str], None]


@contextmanager
def small_disk(data: Path, *, mib: int) -> Iterator[Path]:
    """A file system of its own, of so many MiB, below the files of PostgreSQL."""
    home = server_home(data_folder(data), server_account())
    owner = home.stat()
    options = f"size={mib}m,uid={owner.st_uid},gid={owner.st_gid},mode=0700"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(home)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk, and not in every container")
    try:
        yield home
    finally:
        subprocess.run(["umount", "--lazy", str(home)], check=True)


def fill(disk: Path) -> Path:
    """A file that leaves nothing free."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free)
    return ballast


@pytest.mark.parametrize("part", ["tables", "log"])
def test_no_room_left_for_the_database(tmp_path: Path, say: Say, part: str) -> None:
    """R9: the tables find no room, or the log needs some and PostgreSQL ends itself."""
    with small_disk(tmp_path, mib=300) as disk, run_system(tmp_path) as system:
        driver = driving(system)
        driver.send("r9-before", 100, per_second=100)
        ballast = fill(disk)
        with driver.sending("r9", 2000, per_second=100):
            if part == "log":
                with suppress(psycopg.Error):
                    system.rows("SELECT pg_switch_wal()")
                    system.rows("CREATE TABLE next_piece_of_the_log AS SELECT 1")
            wait_until(lambda: driver.answers[503] > 0)
            time.sleep(20)
            fell = not postgres_is_running(tmp_path)
            ballast.unlink()
            if not postgres_is_running(tmp_path):
                start_postgres(tmp_path)
        rested = settle(system)
        verdict = judge(system, driver)
        say(
            f"R9 no room for PostgreSQL's {part}{', it fell' if fell else ''},"
            f" answers {dict(driver.answers)}, {verdict}, at rest {rested:.0f} s after"
        )
        assert set(driver.answers) <= {200, 503}
        assert (verdict.lost, verdict.doubled, verdict.dead) == (0, 0, 0), verdict
        everything_holds_together(system)


@pytest.mark.parametrize("hours", [(1, 1, 1), (-1, -1, -1), (1, -1, 1)])
def test_clocks_of_worker_machines_that_are_wrong(
    tmp_path: Path, say: Say, hours: tuple[float, ...]
) -> None:
    """R10: one worker ahead, one behind, the sweeper too; leases and dues are the database's."""
    around = tuple(("tests.system.shifted", str(hour)) for hour in hours)
    with run_system(tmp_path, workers=2, around=around) as system:
        driver = driving(system)
        with driver.sending("r10", 1000, per_second=100):
            time.sleep(5)
            system.kill_worker(0)
            system.workers[0].start()
        settle(system)
        verdict = judge(system, driver)
        say(f"R10 clocks of two workers and the sweeper {hours} hours off, {verdict}")
        assert (verdict.lost, verdict.doubled, verdict.dead) == (0, 0, 0), verdict
        everything_holds_together(system)


def test_two_worker_machines_and_a_cable_that_is_pulled(
    tmp_path: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R12: each has nothing but its network to the services; the sweeper is on the one cut off."""
    with machines(2) as (one, two):
        gateways = f"{one.gateway},{two.gateway}"
        monkeypatch.setitem(postgres.SERVER_SETTINGS, "listen_addresses", gateways)
        around = (one.runner, two.runner, one.runner)
        let_in(tmp_path)
        with run_system(tmp_path, workers=2, around=around, listen="0.0.0.0") as system:  # noqa: S104
            driver = driving(system)

            def there() -> set[str]:
                found = system.rows(
                    "SELECT DISTINCT host(client_addr) FROM pg_stat_activity"
                    " WHERE client_addr IS NOT NULL"
                )
                return {str(address) for (address,) in found}

            with driver.sending("r12", 2000, per_second=50):
                wait_until(lambda: there() == {one.address, two.address})
                one.cut()
                began = time.monotonic()
                wait_until(lambda: there() == {two.address})
                noticed = time.monotonic() - began
                one.join()
            settle(system)
            verdict = judge(system, driver)
            say(
                f"R12 two worker machines, one cut off for {noticed:.0f} s until PostgreSQL let go"
                f" of it, {verdict}"
            )
            assert (verdict.lost, verdict.doubled, verdict.dead) == (0, 0, 0), verdict
            everything_holds_together(system)


def let_in(data: Path) -> None:
    """Make the cluster of a data folder, and let those at the cables in."""
    start_postgres(data)
    with (recorded_home(data) / "cluster/pg_hba.conf").open("a") as rules:
        rules.write("host all all 10.231.0.0/16 trust\n")
    stop_postgres(data)
