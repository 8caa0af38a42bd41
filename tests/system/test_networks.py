"""A comment at a network becomes a case and its answer, by real processes alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.command_lines import publisher_command
from commands.programs import Program
from moderation import setup
from moderation.database import Database
from moderation.intake import endpoints, watching
from moderation.queries import cases as case_queries
from moderation.replies import approvals, connections, drafts
from moderation.replies.connections import Credentials
from moderation.sealing import Keyring
from moderation.vocabulary import CaseStatus, Platform, Role
from platforms import watched
from tests.emulators import Emulator
from tests.factories import House, make_house
from tests.system.running import RunningSystem, run_system, wait_until

pytestmark = [pytest.mark.system, pytest.mark.timeout(600)]

SECRET = "khoa-cua-ung-dung"
ASKED = {
    Platform.FACEBOOK: "Thứ bảy này phường có làm căn cước không ạ?",
    Platform.YOUTUBE: "Cho tôi hỏi thủ tục đăng ký tạm trú làm ở đâu ạ?",
}
NAMES = {Platform.FACEBOOK: "10158", Platform.YOUTUBE: "UCphuong"}
REPLY = "Dạ, mời anh/chị đến bộ phận một cửa sáng thứ bảy."


@dataclass(frozen=True, slots=True)
class Place:
    """The running system, the networks, and an agency with a page on two of them."""

    system: RunningSystem
    emulator: Emulator
    house: House

    def cases(self) -> list[case_queries.CaseSummary]:
        """The agency's cases, open or closed."""
        with self.house.database.transaction(self.house.agency_id) as session:
            wanted = case_queries.CaseFilter(is_open=None)
            return case_queries.list_cases(self.house.agency_id, session, wanted)

    def approve(self) -> None:
        """Two people write and approve a reply to each; the minute for second thoughts passes."""
        drafter, chief = self.house.who(Role.DRAFTER), self.house.who(Role.SPOKESPERSON)
        for one in self.cases():
            with self.house.database.transaction(self.house.agency_id) as session:
                drafts.save_draft(session, drafter, one.case.id, REPLY, version=0)
                sent = approvals.submit(session, drafter, one.case.id, draft_version=1)
                approvals.approve(session, chief, sent.id, shown_sha256=sent.content_sha256)
        self.system.rows("UPDATE publish_intents SET not_before = now() - interval '1 second'")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """One page is delivered, the other is only looked at."""
    with run_system(tmp_path) as system, Emulator(tmp_path / "ledger.jsonl") as emulator:
        caller = Program(
            "publisher",
            publisher_command(2),
            log=tmp_path / "logs/publisher.log",
            environment=system.environment,
            patience=5,
        )
        caller.start()
        database = Database(system.postgres.app_url)
        keys = Keyring.read(Path(system.environment["PHANHOI_KEY_FILE"]))
        house = make_house(database, 1)
        try:
            yield Place(system, emulator, _settled(house, emulator, system.address, keys))
        finally:
            caller.stop(lambda: True)
            database.engine.dispose()


def _settled(house: House, emulator: Emulator, address: str, keys: Keyring) -> House:
    who, now = house.who(Role.ADMINISTRATOR), datetime.now(UTC)
    for network, name in NAMES.items():
        given = emulator.do("add_page", network=network.value, id=name, secret=SECRET)
        with house.database.transaction(house.agency_id) as session:
            page = setup.add_page(session, who, network, name, f"Trang {network.value}")
            watching.start(house.agency_id, session, page.id, watched(network), now=now)
            connections.connect(
                session,
                who,
                page.id,
                keys,
                Credentials(given["token"], given["secret"]),
                can_reply=True,
                base_url=f"{emulator.url}/{network.value}",
            )
    with house.database.transaction(house.agency_id) as session:
        made = endpoints.add_network_endpoint(session, who, Platform.FACEBOOK, keys, SECRET)
        token = endpoints.verify_tokens(made, [SECRET])[0]
        callback = f"{address}/webhooks/facebook/{made.public_id}"
    where = {"network": "facebook", "page_id": NAMES[Platform.FACEBOOK]}
    emulator.do("set_page", verify_token=token, **where)
    assert emulator.do("subscribe", callback=callback, **where)["accepted"]
    return house


def test_comments_are_delivered_and_found_and_answered_once(place: Place) -> None:
    """By webhook at one network and by looking at the other; both answers stand there once."""
    for network, words in ASKED.items():
        where = {"network": network.value, "page_id": NAMES[network]}
        post = place.emulator.do("add_post", text="Lịch tiếp dân", **where)["id"]
        place.emulator.do("add_comment", text=words, post_id=post, **where)
    place.system.rows("UPDATE watches SET due_at = now() WHERE due_at > now()")
    wait_until(lambda: len(place.cases()) == len(ASKED))

    place.approve()
    wait_until(lambda: all(one.case.status is CaseStatus.ANSWERED for one in place.cases()))

    replies = [one for one in place.emulator.ledger() if one["act"] == "reply"]
    assert sorted(str(one["network"]) for one in replies) == ["facebook", "youtube"]
    for network, name in NAMES.items():
        assert place.emulator.look(network.value, name).count(REPLY) == 1
