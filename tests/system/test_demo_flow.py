"""The demo on the whole system in earnest, and the system under a worker's sudden death."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import httpx2
import pytest

from commands.command_lines import publisher_command
from commands.demo import Network, fill, prepare, settled
from commands.demo.cast import PAGES
from commands.demo.memory import page_token, recall
from commands.demo.story import arrivals, backlog, happened
from commands.installation import agency_named, open_database, operator
from commands.programs import Program
from moderation.database import Session
from moderation.intake import imports
from moderation.policy import RoleGrant, Who
from moderation.queries.people import grants_of, user_by_username
from moderation.replies import approvals, drafts
from moderation.reporting import overview as reports
from moderation.reporting.minutes import MIN_FOR_PERCENTILES
from moderation.setup import default_calendar
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import Actor, Role
from platforms.exports import open_export
from tests.emulators import Emulator
from tests.system.ledgers import everything_holds_together
from tests.system.running import RunningSystem, wait_until

pytestmark = [pytest.mark.system, pytest.mark.timeout(900)]

ROWS = 2000
REPLY = "Dạ, trạm y tế tiêm phòng dại cả buổi tối, mời anh/chị đưa cháu đến ngay."
WARD, _ = PAGES["ward"]
IS_ECHOED = (
    "SELECT count(*) FROM comments WHERE is_own AND parent_external_id = '{}' AND external_id IN"
    " (SELECT remote_id FROM publish_intents WHERE state = 'published')"
)


@pytest.fixture(scope="module")
def network(running_system: RunningSystem) -> Iterator[Network]:
    """The emulated network that the demo's pages live on."""
    with Emulator(running_system.data / "ledger.jsonl") as emulator:
        yield Network(emulator.url)


def demo(system: RunningSystem, network: Network) -> None:
    """Load the demo and wait until it lies in its cases; harmless when it does already."""
    prepare(system.data, system.address, network)
    fill(system.data, network)
    wait_until(lambda: settled(system.data))


def test_the_demo_comes_in_by_the_road_of_real_comments(
    running_system: RunningSystem, network: Network
) -> None:
    """Half by file and half by webhook, every comment ends in one case, and nothing comes twice."""
    system = running_system
    demo(system, network)
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
    demo(system, network)
    assert system.rows("SELECT count(*), max(id) FROM events") == before


def test_the_demo_shows_queues_groups_and_figures(
    running_system: RunningSystem, network: Network
) -> None:
    """Every queue has something in it, copies lie together, and n allows a median and a p90."""
    system = running_system
    demo(system, network)
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


def test_the_source_of_new_comments_survives_without_a_network_and_stops_when_told(
    running_system: RunningSystem,
) -> None:
    """With nobody at the address it waits on, and SIGTERM ends it with nothing said."""
    system = running_system
    command = [sys.executable, "-m", "commands.demo", "http://127.0.0.1:9"]
    environment = {**os.environ, **system.environment}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as source:
        wait_until(lambda: minds_sigterm(source.pid))
        assert source.poll() is None
        source.send_signal(signal.SIGTERM)
        _, said = source.communicate(timeout=30)
    assert source.returncode == 0
    assert said == b""


def test_killing_the_worker_in_the_middle_loses_and_doubles_nothing(
    running_system: RunningSystem, network: Network
) -> None:
    """Four times the worker and its processes die at once; the import is whole nevertheless."""
    system = running_system
    demo(system, network)
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


def test_an_approved_reply_appears_on_the_emulated_page_and_is_heard_of_again(
    running_system: RunningSystem, network: Network
) -> None:
    """A visitor writes on the page, two persons answer; the page shows it once and echoes it."""
    system = running_system
    demo(system, network)
    words = "Cho hỏi trạm y tế phường có tiêm phòng dại buổi tối không ạ, con tôi bị mèo cào"
    comment = write_as_a_citizen(network, words)
    wait_until(lambda: case_of(system, comment) is not None)
    with publishing(system):
        approve_reply(system, case_of(system, comment) or 0)
        wait_until(lambda: REPLY in look(network))
        wait_until(lambda: system.count(IS_ECHOED.format(comment)) == 1)
    assert look(network).count(REPLY) == 1
    assert state_of(system, comment) == "answered"
    assert system.count("SELECT count(*) FROM publish_intents") == 1


def test_a_reply_given_on_the_page_itself_closes_the_case_and_stops_the_clock(
    running_system: RunningSystem, network: Network
) -> None:
    """A colleague answers on the network; the case is answered as of that moment."""
    system = running_system
    demo(system, network)
    comment = write_as_a_citizen(
        network, "Nhà văn hóa phường có cho mượn sân tập dưỡng sinh không?"
    )
    wait_until(lambda: case_of(system, comment) is not None)
    answer_on_the_page(system, network, comment)
    wait_until(lambda: state_of(system, comment) == "answered")
    stopped = "SELECT count(*) FROM cases WHERE id = {} AND response_minutes IS NOT NULL"
    assert system.count(stopped.format(case_of(system, comment))) == 1


def minds_sigterm(pid: int) -> bool:
    """Whether a process has come so far as to take the signal itself."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)", status, re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def write_as_a_citizen(network: Network, words: str) -> str:
    """By the form of the emulated page; the comment's name there."""
    page = f"{network.address}/pages/facebook/{WARD}"
    post = re.search(r'<option value="([^"]+)">', httpx2.get(f"{page}/write", verify=False).text)
    assert post is not None
    form = {"post_id": post[1], "author_name": "Chị Mận", "text": words}
    answer = httpx2.post(f"{page}/write", data=form, verify=False)
    return answer.headers["location"].rpartition("#c-")[2]


def answer_on_the_page(system: RunningSystem, network: Network, comment: str) -> None:
    """As somebody of the agency does on Facebook itself."""
    token = page_token(recall(system.data).network_secret, WARD)
    answer = httpx2.post(
        f"{network.address}/facebook/v26.0/{comment}/comments",
        data={"message": "Dạ có ạ, mời bà con đăng ký với cô Tư."},
        headers={"authorization": f"Bearer {token}"},
    )
    answer.raise_for_status()


def look(network: Network) -> str:
    """The ward's page as a citizen sees it."""
    return httpx2.get(f"{network.address}/pages/facebook/{WARD}", verify=False).text


def case_of(system: RunningSystem, comment: str) -> int | None:
    """The case that a comment lies in, if it does already."""
    found = system.rows(f"SELECT case_id FROM comments WHERE external_id = '{comment}'")
    return int(str(found[0][0])) if found and found[0][0] is not None else None


def state_of(system: RunningSystem, comment: str) -> str:
    """How far that case is."""
    [(status,)] = system.rows(f"SELECT status FROM cases WHERE id = {case_of(system, comment)}")
    return str(status)


def approve_reply(system: RunningSystem, case_id: int) -> None:
    """The page administrator writes, the spokesperson approves, and the minute passes."""
    database = open_database(system.data)
    agency_id = agency_named(database, "hoa-mai")
    with database.transaction(agency_id) as session:
        lan, khoa = (
            Who(
                agency_id,
                Actor.PERSON,
                user.id,
                user.full_name,
                grants_of(agency_id, session, user.id),
            )
            for user in (
                user_by_username(agency_id, session, "quantri"),
                user_by_username(agency_id, session, "phatngon"),
            )
            if user is not None
        )
        drafts.save_draft(session, lan, case_id, REPLY, version=0)
        sent = approvals.submit(session, lan, case_id, draft_version=1)
        approvals.approve(session, khoa, sent.id, shown_sha256=sent.content_sha256)
    database.engine.dispose()
    system.rows("UPDATE publish_intents SET not_before = now() WHERE state = 'queued'")


def person(agency_id: int, session: Session, username: str) -> Who:
    """Somebody of the demo, with what they may do."""
    user = user_by_username(agency_id, session, username)
    assert user is not None
    grants = grants_of(agency_id, session, user.id)
    return Who(agency_id, Actor.PERSON, user.id, user.full_name, grants)


@contextmanager
def publishing(system: RunningSystem) -> Iterator[None]:
    """The worker that speaks to the networks."""
    log = system.data / "logs/publisher.log"
    worker = Program(
        "publisher",
        publisher_command(1),
        log=log,
        environment={**os.environ, **system.environment, "PHANHOI_ENVIRONMENT": "demo"},
        patience=5,
    )
    worker.start()
    try:
        yield
    finally:
        worker.stop(lambda: True)
