"""Two replies under one comment never happen: a network that lies, a worker that dies.

The emulated network accepts and then drops the connection, answers 500, hangs, or asks for
patience, while the worker's processes are killed. Its ledger says what it really took.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg
import pytest

from commands.command_lines import publisher_command
from commands.embedded import (
    EmbeddedPostgres,
    remove_postgres,
    start_postgres,
    start_redis,
    stop_redis,
)
from commands.programs import Program
from moderation import setup
from moderation.database import Database, Session
from moderation.intake.deliveries import take_events
from moderation.migrations import upgrade
from moderation.models import Page
from moderation.queries import cases as case_queries
from moderation.replies import approvals, connections, drafts
from moderation.replies.connections import Credentials
from moderation.sealing import Keyring
from moderation.vocabulary import Platform, Role
from tests.emulators import Emulator
from tests.factories import KEY_LINE, KEYS, House, event, make_house
from tests.system.running import Row, wait_until

pytestmark = [pytest.mark.system]

# Of all calls: accepted and then cut off, accepted and then a lie, hung (half of them accepted
# before), asked for patience, and refused by an error that does not say so.
CHAOS = {
    "accept_then_drop": 0.10,
    "accept_then_500": 0.10,
    "accept_then_hang": 0.025,
    "hang": 0.025,
    "rate_limited": 0.05,
    "server_error": 0.05,
}
A_FEW_HUNG = {**CHAOS, "accept_then_hang": 0.01, "hang": 0.01}
OPEN = ("queued", "sending", "unknown")
_AT_ONCE = 50
_STUCK_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Scene:
    """An agency with connected pages on the emulator, the publishing worker and the sweeper."""

    data: Path
    postgres: EmbeddedPostgres
    emulator: Emulator
    house: House
    pages: list[tuple[Page, str]]
    worker: Program
    sweeper: Program

    def rows(self, statement: str) -> list[Row]:
        """Ask the tables past every wall."""
        url = self.postgres.admin_url.replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def states(self) -> Counter[str]:
        """How many acts stand where."""
        found = self.rows("SELECT state, count(*)::int FROM publish_intents GROUP BY state")
        return Counter({str(state): int(str(count)) for state, count in found})

    def open(self) -> int:
        """Acts that are not at their end."""
        return sum(self.states()[state] for state in OPEN)

    def accepted(self) -> Counter[str]:
        """How often the network took a reply to each comment."""
        return Counter(
            str(entry["comment_id"]) for entry in self.emulator.ledger() if entry["act"] == "reply"
        )

    def wait_for_progress(self) -> None:
        """Until the network took another one, as if every page had rested enough meanwhile."""
        before, began = len(self.emulator.ledger()), time.monotonic()
        while len(self.emulator.ledger()) == before and self.states()["queued"]:
            self.let_waits_pass()
            if time.monotonic() - began > _STUCK_SECONDS:
                self.let_leases_run_out()
            time.sleep(0.5)

    def kill_a_child(self) -> None:
        """SIGKILL to one process of the pool, whatever it is doing."""
        children = psutil.Process(self.worker.pid).children() if self.worker.is_running() else []
        for child in children[:1]:
            child.kill()

    def kill_the_worker(self) -> None:
        """SIGKILL to the whole worker at once."""
        assert self.worker.pid is not None
        os.killpg(self.worker.pid, signal.SIGKILL)
        wait_until(lambda: not self.worker.is_running())

    def let_waits_pass(self) -> None:
        """As if the network's patience and the pauses between tries were over."""
        self.rows("UPDATE connections SET paused_until = now() WHERE paused_until > now()")
        self.rows(
            "UPDATE publish_intents SET not_before = now() - interval '1 second'"
            " WHERE state IN ('queued', 'unknown') AND not_before > now()"
        )

    def let_leases_run_out(self) -> None:
        """As if two minutes had passed since every worker died."""
        self.rows("UPDATE publish_intents SET lease_until = now() WHERE state = 'sending'")

    def let_a_quarter_pass(self) -> None:
        """As if the outcome had been unknown for a quarter of an hour."""
        self.rows(
            "UPDATE publish_intents SET unknown_at = unknown_at - interval '16 minutes'"
            " WHERE state = 'unknown' AND looks > 0"
        )


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Everything but a console: what is proved begins with approved replies."""
    data = tmp_path / "data"
    data.mkdir()
    postgres, redis = start_postgres(data), start_redis(data)
    upgrade(postgres.owner_url)
    keys = data / "keys"
    keys.write_text(KEY_LINE)
    environment = {
        **os.environ,
        "PHANHOI_ENVIRONMENT": "development",
        "PHANHOI_DATABASE_URL": postgres.app_url,
        "PHANHOI_REDIS_URL": redis.celery_url,
        "PHANHOI_KEY_FILE": str(keys),
    }

    def program(name: str, *command: str) -> Program:
        log = data / f"logs/{name}.log"
        return Program(name, command, log=log, environment=environment, patience=5)

    database = Database(postgres.app_url, keys=KEYS)
    worker = program("publisher", *publisher_command(12))
    sweeper = program("sweeper", "workers.sweep")
    with Emulator(data / "ledger.jsonl") as emulator:
        house = make_house(database, 1)
        pages = _connected(house, emulator, Keyring.read(keys), count=24)
        try:
            yield Scene(data, postgres, emulator, house, pages, worker, sweeper)
        finally:
            for started in (sweeper, worker):
                started.stop(lambda: True)
            database.engine.dispose()
            stop_redis(data)
            remove_postgres(data)


def _connected(
    house: House, emulator: Emulator, keys: Keyring, *, count: int
) -> list[tuple[Page, str]]:
    """Pages of the agency that are connected to the emulator, each with a post."""
    made = []
    admin = house.who(Role.ADMINISTRATOR)
    for number in range(count):
        name = f"10{number:03}"
        given = emulator.do("add_page", network="facebook", id=name)
        post = emulator.do("add_post", network="facebook", page_id=name, text="Lịch cấp căn cước")
        with house.database.transaction(house.agency_id) as session:
            page = setup.add_page(session, admin, Platform.FACEBOOK, name, f"Trang {number}")
            connections.connect(
                session,
                admin,
                page.id,
                keys,
                Credentials(given["token"], given["secret"]),
                can_reply=True,
                pace_seconds=0,
                base_url=f"{emulator.url}/facebook",
            )
        made.append((page, post["id"]))
    return made


def approve_replies(scene: Scene, count: int) -> None:
    """So many comments on the network, each with a reply that was approved a minute ago."""
    house, now = scene.house, datetime.now(UTC)
    for place, (page, post) in enumerate(scene.pages):
        numbers = range(place, count, len(scene.pages))
        words = [f"Cho tôi hỏi thủ tục số {number} làm ở đâu" for number in numbers]
        names = [f"{place}_{number}" for number in numbers]
        written = [
            {"verb": "add", "comment": _comment(name, post, text)}
            for name, text in zip(names, words, strict=True)
        ]
        scene.emulator.do(
            "happen", network="facebook", page_id=page.external_id, events=written, told=False
        )
        asked = [
            event(name, text, at=now - timedelta(minutes=5), post=post)
            for name, text in zip(names, words, strict=True)
        ]
        with house.database.transaction(house.agency_id) as session:
            take_events(house.agency_id, session, page, asked, received_at=now)
    while house.triage():
        pass
    with house.database.transaction(house.agency_id) as session:
        wanted = case_queries.CaseFilter()
        ids = [
            one.case.id
            for one in case_queries.list_cases(house.agency_id, session, wanted, limit=count)
        ]
    for start in range(0, len(ids), _AT_ONCE):
        with house.database.transaction(house.agency_id) as session:
            for case_id in ids[start : start + _AT_ONCE]:
                _approve(session, house, case_id)
    scene.let_waits_pass()


def _comment(name: str, post: str, words: str) -> dict[str, object]:
    author = {"author_id": "7001", "author_name": "Nguyễn Văn A"}
    return {"id": name, "post_id": post, "text": words, "created_at": time.time(), **author}


def _approve(session: Session, house: House, case_id: int) -> None:
    drafter, spokesperson = house.who(Role.DRAFTER), house.who(Role.SPOKESPERSON)
    text = f"Dạ, mời anh/chị đến bộ phận một cửa (vụ {case_id})."
    drafts.save_draft(session, drafter, case_id, text, version=0)
    waiting = approvals.submit(session, drafter, case_id, draft_version=1)
    shown = waiting.content_sha256
    approvals.approve(session, spokesperson, waiting.id, shown_sha256=shown)


def run_through(scene: Scene, *, seconds: float, kill_every: float) -> None:
    """Publish while the network lies and processes die; then let all of it settle."""
    scene.sweeper.start()
    scene.worker.start()
    ends, kills = time.monotonic() + seconds, 0
    while time.monotonic() < ends and scene.states()["queued"]:
        scene.wait_for_progress()
        time.sleep(kill_every)
        kills += 1
        if kills % 6 == 0:
            scene.kill_the_worker()
            scene.let_leases_run_out()
            scene.worker.start()
        else:
            scene.kill_a_child()
        scene.let_waits_pass()
    scene.emulator.do("set_faults")
    scene.kill_the_worker()
    scene.let_leases_run_out()
    scene.worker.start()
    deadline = time.monotonic() + 240
    while scene.open():
        assert time.monotonic() < deadline, scene.states()
        scene.let_a_quarter_pass()
        scene.let_waits_pass()
        time.sleep(1)


def told_in_a_line(scene: Scene, count: int) -> str:
    """What was done, lost, doubled, and how long it took until the last outcome was known."""
    accepted, states = scene.accepted(), scene.states()
    believed = scene.rows(
        "SELECT count(*)::int FROM publish_intents i JOIN comments m ON m.agency_id = i.agency_id"
        f" AND m.id = i.comment_id WHERE i.state = 'published' AND m.external_id IN"
        f" ({', '.join(repr(one) for one in accepted)})"
    )
    [(longest,)] = scene.rows(
        "SELECT max(extract(epoch FROM i.finished_at - a.first))::int FROM publish_intents i JOIN"
        " (SELECT intent_id, min(started_at) AS first FROM publish_attempts GROUP BY intent_id) a"
        " ON a.intent_id = i.id"
    )
    [(lost,)] = [(len(accepted) - int(str(known)),) for (known,) in believed]
    doubled = sum(times > 1 for times in accepted.values())
    return (
        f"{count} replies: {len(accepted)} accepted,"
        f" {states['not_published']} given back to people,"
        f" {lost} lost, {doubled} doubled, {states['unknown']} unknown, longest {longest} s"
    )


def everything_is_true(scene: Scene, count: int) -> None:
    """At most one acceptance each, and what we believe is what the network did."""
    accepted = scene.accepted()
    assert max(accepted.values()) == 1
    believed = scene.rows(
        "SELECT m.external_id, i.state, i.remote_id FROM publish_intents i JOIN comments m"
        " ON m.agency_id = i.agency_id AND m.id = i.comment_id"
    )
    assert len(believed) == count
    published = {str(comment) for comment, state, _ in believed if state == "published"}
    assert published == set(accepted)
    assert {str(state) for _, state, _ in believed} <= {"published", "not_published"}
    remote = {entry["remote_id"] for entry in scene.emulator.ledger() if entry["act"] == "reply"}
    assert {remote_id for _, state, remote_id in believed if state == "published"} == remote
    open_attempts = scene.rows("SELECT count(*)::int FROM publish_attempts WHERE outcome IS NULL")
    assert open_attempts == [(0,)]
    answered = scene.rows("SELECT count(*)::int FROM cases WHERE status = 'answered'")
    assert answered == [(len(published),)]


@pytest.mark.timeout(600)
def test_no_reply_is_accepted_twice_whatever_goes_wrong(scene: Scene) -> None:
    """150 replies, a third of the calls going wrong, processes killed every second or so."""
    approve_replies(scene, 150)
    scene.emulator.do("set_faults", publish=A_FEW_HUNG, hang_seconds=22.0, slow_seconds=0.2)
    run_through(scene, seconds=40, kill_every=0.7)
    everything_is_true(scene, 150)


@pytest.mark.long
@pytest.mark.timeout(5400)
def test_no_reply_of_two_thousand_is_accepted_twice(
    scene: Scene, say: Callable[[str], None]
) -> None:
    """The same for 2,000, with processes killed every three seconds."""
    approve_replies(scene, 2000)
    scene.emulator.do("set_faults", publish=CHAOS, read={"server_error": 0.1}, hang_seconds=60.0)
    run_through(scene, seconds=1800, kill_every=3.0)
    say(f"P1 {told_in_a_line(scene, 2000)}")
    everything_is_true(scene, 2000)
