"""Whatever dies, no comment is lost and none is taken twice: the driver's book is the referee.

Each proof has a short form for every run and a long one for `make prove`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import pytest

from commands.embedded import start_postgres, start_redis
from tests.system.driver import driving
from tests.system.ledgers import Verdict, everything_holds_together, judge, settle
from tests.system.running import RunningSystem, run_system

pytestmark = [pytest.mark.system, pytest.mark.timeout(1500)]

Say = Callable[[str], None]
LONG = pytest.mark.long


def nothing_lost_nothing_twice(system: RunningSystem, verdict: Verdict) -> None:
    """The promise."""
    assert (verdict.lost, verdict.doubled, verdict.dead) == (0, 0, 0), verdict
    everything_holds_together(system)


@pytest.mark.parametrize(
    ("comments", "every", "kills"),
    [(1000, 2.0, 6), pytest.param(10_000, 2.0, 50, marks=LONG)],
)
def test_workers_killed_all_the_time(
    tmp_path: Path, say: Say, comments: int, every: float, kills: int
) -> None:
    """R1: of two workers one is killed with all its processes every other second."""
    with run_system(tmp_path, workers=2) as system:
        driver = driving(system)
        with driver.sending("r1", comments, per_second=100):
            for number, _ in zip(cycle((0, 1)), range(kills), strict=False):
                time.sleep(every)
                system.kill_worker(number)
                system.workers[number].start()
        settle(system)
        verdict = judge(system, driver)
        say(f"R1 worker killed {kills} times, {verdict}")
        nothing_lost_nothing_twice(system, verdict)


@LONG
def test_children_killed_all_the_time(tmp_path: Path, say: Say) -> None:
    """R2: one process of the pool dies every half second, 200 times."""
    with run_system(tmp_path) as system:
        driver = driving(system)
        killed = 0
        with driver.sending("r2", 10_000, per_second=100):
            while killed < 200:
                time.sleep(0.5)
                killed += system.kill_a_child()
        settle(system)
        verdict = judge(system, driver)
        say(f"R2 child killed {killed} times, {verdict}")
        nothing_lost_nothing_twice(system, verdict)


@LONG
def test_redis_killed_and_back_with_its_log(tmp_path: Path, say: Say) -> None:
    """R3: three times Redis dies and stays away for five seconds; no worker is started anew."""
    with run_system(tmp_path) as system:
        driver, pids = driving(system), [worker.pid for worker in system.workers]
        with driver.sending("r3", 3000, per_second=100):
            for _ in range(3):
                time.sleep(7)
                system.kill_redis()
                time.sleep(5)
                start_redis(system.data)
        settle(system)
        verdict = judge(system, driver)
        say(f"R3 Redis killed 3 times, {verdict}")
        assert [worker.pid for worker in system.workers] == pids
        assert all(worker.is_running() for worker in system.workers)
        nothing_lost_nothing_twice(system, verdict)


@pytest.mark.parametrize(("comments", "times"), [(600, 1), pytest.param(10_000, 3, marks=LONG)])
def test_redis_loses_everything(tmp_path: Path, say: Say, comments: int, times: int) -> None:
    """R4: Redis dies, its log is deleted, it starts empty; the tables know what is to be done."""
    with run_system(tmp_path) as system:
        driver = driving(system)
        with driver.sending("r4", comments, per_second=100):
            for _ in range(times):
                time.sleep(comments / 100 / (times + 1))
                system.kill_redis(lose_data=True)
                time.sleep(1)
                start_redis(system.data)
        rested = settle(system)
        verdict = judge(system, driver)
        say(f"R4 Redis lost everything {times} times, {verdict}, at rest {rested:.0f} s after")
        nothing_lost_nothing_twice(system, verdict)


@LONG
def test_redis_gone_for_ten_minutes(tmp_path: Path, say: Say) -> None:
    """R5: intake goes on without Redis, nothing runs around Celery, and all is caught up after."""
    with run_system(tmp_path) as system:
        driver = driving(system)
        system.kill_redis()
        began = time.monotonic()
        driver.send("r5", 1000, per_second=100)
        assert set(driver.answers) == {200}
        while time.monotonic() - began < 600:
            assert system.count("SELECT count(*) FROM cases") == 0
            time.sleep(10)
        start_redis(system.data)
        returned = time.monotonic()
        settle(system)
        verdict = judge(system, driver)
        caught_up = time.monotonic() - returned
        say(f"R5 Redis gone 600 s, answer p99 {driver.percentile(0.99) * 1000:.0f} ms, {verdict}")
        say(f"   caught up {caught_up:.0f} s after it was back")
        nothing_lost_nothing_twice(system, verdict)


@pytest.mark.parametrize("way", ["frozen", pytest.param("black hole", marks=LONG)])
@pytest.mark.parametrize(("comments", "seconds"), [(400, 6), pytest.param(3000, 60, marks=LONG)])
def test_redis_that_answers_nobody_holds_up_no_request(
    tmp_path: Path, say: Say, way: str, comments: int, seconds: int
) -> None:
    """R6: frozen, or behind a firewall that drops packets; the web answers as if nothing were."""
    with run_system(tmp_path) as system:
        driver = driving(system)
        freeze, thaw = {
            "frozen": (system.freeze_redis, system.thaw_redis),
            "black hole": (system.redis.swallow, system.redis.pass_on),
        }[way]
        driver.send("r6-before", 100, per_second=100)
        driver.seconds.clear()
        freeze()
        began = time.monotonic()
        driver.send("r6", comments, per_second=comments / seconds)
        slowest = max(driver.seconds)
        time.sleep(max(0.0, seconds - (time.monotonic() - began)))
        thaw()
        settle(system)
        verdict = judge(system, driver)
        say(f"R6 Redis {way} {seconds} s, slowest answer {slowest * 1000:.0f} ms, {verdict}")
        assert set(driver.answers) == {200}
        nothing_lost_nothing_twice(system, verdict)


@pytest.mark.parametrize(("comments", "away"), [(600, 3), pytest.param(6000, 30, marks=LONG)])
def test_postgres_stopped_in_the_middle(tmp_path: Path, say: Say, comments: int, away: int) -> None:
    """R7: no 200 without a row; the sender is told 503 and when to come back, and comes back."""
    with run_system(tmp_path) as system:
        driver = driving(system)
        with driver.sending("r7", comments, per_second=100):
            time.sleep(comments / 300)
            system.stop_postgres_at_once()
            time.sleep(away)
            start_postgres(system.data)
        settle(system)
        verdict = judge(system, driver)
        say(f"R7 PostgreSQL away {away} s, answers {dict(driver.answers)}, {verdict}")
        assert set(driver.answers) <= {200, 503}
        nothing_lost_nothing_twice(system, verdict)


@LONG
def test_connections_of_postgres_killed_at_random(tmp_path: Path, say: Say) -> None:
    """R8: one connection of the app ends each second for two minutes."""
    with run_system(tmp_path) as system:
        driver = driving(system)
        with driver.sending("r8", 10_000, per_second=80) as sending:
            kills = 0
            while sending.is_alive():
                time.sleep(1)
                system.kill_a_backend()
                kills += 1
        settle(system)
        verdict = judge(system, driver)
        say(f"R8 {kills} connections killed, answers {dict(driver.answers)}, {verdict}")
        assert set(driver.answers) <= {200, 503}
        nothing_lost_nothing_twice(system, verdict)


@LONG
def test_redis_at_its_memory_limit(tmp_path: Path, say: Say) -> None:
    """R9: Redis refuses every write; deliveries are taken, and worked when there is room again."""
    with run_system(tmp_path) as system:
        driver = driving(system)
        limit = system.command_redis("CONFIG", "GET", "maxmemory")[1]
        system.command_redis("CONFIG", "SET", "maxmemory", "1")
        driver.send("r9", 1000, per_second=100)
        assert set(driver.answers) == {200}
        system.command_redis("CONFIG", "SET", "maxmemory", limit)
        settle(system)
        verdict = judge(system, driver)
        say(f"R9 Redis full, {verdict}")
        nothing_lost_nothing_twice(system, verdict)


@LONG
def test_a_comment_that_kills_its_worker_is_set_aside(tmp_path: Path, say: Say) -> None:
    """R11: after five deaths it waits for a person, and all the others have their cases."""
    command = ("celery", "-A", "tests.system.poisoned", "worker", "--pool=prefork")
    options = ("--concurrency=2", "-Q", "intake,classify,maintenance", "-n", "main@%h")
    with run_system(tmp_path, worker_command=(*command, *options)) as system:
        driver = driving(system)
        driver.send("r11", 300, per_second=300)
        driver.send("thuoc-doc", 1, per_second=1)
        settle(system, hurry=True)
        verdict = judge(system, driver)
        say(f"R11 one comment that kills its worker among them, {verdict}")
        dead = system.rows(
            "SELECT external_id, attempts, error_code FROM comments WHERE state = 'dead'"
        )
        assert dead == [("thuoc-doc-0", 5, "worker_lost")]
        assert (verdict.lost, verdict.dead) == (0, 1)
