"""The demo on the whole system in earnest, and the system under a worker's sudden death."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from itertools import cycle, islice

import pytest

from commands.demo import fill, prepare, settled
from commands.demo.agency import PAGES
from commands.demo.memory import recall
from commands.demo.story import arrivals, backlog, happened
from commands.installation import agency_named, open_database, operator
from moderation.intake import imports
from moderation.policy import RoleGrant, Who
from moderation.reporting import overview as reports
from moderation.reporting.minutes import MIN_FOR_PERCENTILES
from moderation.setup import default_calendar
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import Actor, Role
from platforms.exports import open_export
from tests.system.ledgers import everything_holds_together
from tests.system.running import RunningSystem, wait_until

pytestmark = [pytest.mark.system, pytest.mark.timeout(900)]

ROWS = 2000


def demo(system: RunningSystem) -> None:
    """Load the demo and wait until it lies in its cases; harmless when it does already."""
    prepare(system.data)
    fill(system.data, system.address)
    wait_until(lambda: settled(system.data))


def test_the_demo_comes_in_by_the_road_of_real_comments(running_system: RunningSystem) -> None:
    """Half by file and half by webhook, every comment ends in one case, and nothing comes twice."""
    system = running_system
    demo(system)
    told = recall(system.data).counted_from
    assert told is not None
    expected = happened(datetime.fromisoformat(told), default_calendar())
    ids = {one.event.external_id for one in expected}
    assert system.count("SELECT count(*) FROM comments WHERE external_id NOT LIKE 'giet-%'") == len(
        ids
    )
    files = "SELECT count(*) FROM deliveries WHERE import_id IS NOT NULL"
    signed = "SELECT count(*) FROM deliveries WHERE source LIKE 'endpoint:%'"
    assert system.count(files) >= 2
    assert system.count(signed) >= 4
    everything_holds_together(system)
    before = system.rows("SELECT count(*), max(id) FROM events")
    demo(system)
    assert system.rows("SELECT count(*), max(id) FROM events") == before


def test_the_demo_shows_queues_groups_and_figures(running_system: RunningSystem) -> None:
    """Every queue has something in it, copies lie together, and n allows a median and a p90."""
    system = running_system
    demo(system)
    queues = system.rows("SELECT DISTINCT queue_key FROM cases WHERE closed_at IS NULL")
    assert len(queues) >= 6
    assert system.count("SELECT max(comments_count)::int FROM cases") >= 12
    assert system.count("SELECT count(*) FROM cases WHERE status = 'dismissed'") >= 10
    now = datetime.now(UTC)
    database = open_database(system.data)
    agency_id = agency_named(database, "hoa-mai")
    who = Who(agency_id, Actor.PERSON, None, "Lãnh đạo", (RoleGrant(Role.MANAGER),))
    with database.transaction(agency_id) as session:
        seen = reports.overview(session, who, now=now, days=21)
    database.engine.dispose()
    assert seen.responses[None].n >= 5 * MIN_FOR_PERCENTILES
    assert seen.responses[None].office is not None
    assert 0 < seen.late < seen.waiting


def test_the_source_of_new_comments_survives_without_api_and_stops_when_told(
    running_system: RunningSystem,
) -> None:
    """With nobody at the address it waits on, and SIGTERM ends it with nothing said."""
    system = running_system
    command = [sys.executable, "-m", "commands.demo", "http://127.0.0.1:9", str(system.data)]
    environment = {**os.environ, **system.environment}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as source:
        time.sleep(3)
        assert source.poll() is None
        source.send_signal(signal.SIGTERM)
        _, said = source.communicate(timeout=30)
    assert source.returncode == 0
    assert said == b""


def test_killing_the_worker_in_the_middle_loses_and_doubles_nothing(
    running_system: RunningSystem,
) -> None:
    """Four times the worker and its processes die at once; the import is whole nevertheless."""
    system = running_system
    demo(system)
    import_id = import_rows(system)
    mine = "FROM comments WHERE external_id LIKE 'giet-%'"
    moments = (
        f"SELECT count(*) FROM deliveries WHERE import_id = {import_id}",
        f"SELECT count(*) {mine}",
        f"SELECT count(*) {mine} AND state = 'running'",
        f"SELECT greatest(count(*) - {ROWS // 4}, 0) {mine} AND case_id IS NOT NULL",
    )
    interrupted = 0
    for moment in moments:
        wait_until(lambda moment=moment: system.count(moment) > 0)  # type: ignore[misc]
        system.kill_worker()
        interrupted += system.unfinished() > 0
        system.let_leases_run_out()
        system.worker.start()
    assert interrupted >= 3
    wait_until(lambda: system.unfinished() == 0, seconds=400)
    assert system.count(f"SELECT count(*) {mine}") == ROWS
    assert system.count(f"SELECT count(DISTINCT external_id) {mine}") == ROWS
    taken = "SELECT sum(comments_new)::int, sum(comments_known)::int FROM deliveries"
    assert system.rows(f"{taken} WHERE import_id = {import_id}") == [(ROWS, 0)]
    assert system.rows(f"SELECT rows_read, rows_bad FROM imports WHERE id = {import_id}") == [
        (ROWS, 0)
    ]
    everything_holds_together(system)


def import_rows(system: RunningSystem) -> int:
    """Upload and confirm a file of many comments, half of them copies of others."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Mã bình luận", "Thời gian", "Người bình luận", "Nội dung", "Mã bài viết"])
    words = [comment.text for comment in [*arrivals(), *backlog()]]
    for number, body in enumerate(islice(cycle(words), ROWS)):
        house = f" (nhà số {number})" if number % 2 else ""
        at = datetime.now(VIETNAM)
        writer.writerow(
            [f"giet-{number}", f"{at:%d/%m/%Y %H:%M}", f"Dân {number % 300}", body + house, "bai-x"]
        )
    content = text.getvalue().encode()
    database = open_database(system.data)
    agency_id = agency_named(database, "hoa-mai")
    page = system.count(f"SELECT id::int FROM pages WHERE external_id = '{PAGES['ward'][0]}'")
    mapping = open_export("giet.csv", content, limit_bytes=1 << 24).guess_mapping().to_dict()
    who = operator(agency_id)
    with database.transaction(agency_id) as session:
        kept = imports.start(session, who, page, "giet.csv", content)
        imports.confirm(session, who, kept.id, mapping)
    database.engine.dispose()
    return kept.id
