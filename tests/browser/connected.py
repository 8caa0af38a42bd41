"""A house with a Facebook page on the emulator, its console and its worker: for whole stories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from api.app import create_app
from moderation import setup
from moderation.intake.deliveries import take_events
from moderation.models import Comment, Page, PublishIntent
from moderation.queries import cases as case_queries
from moderation.queries.doors import due_acts
from moderation.replies import connections
from moderation.replies.connections import Credentials
from moderation.sealing import Keyring
from moderation.settings import Settings
from moderation.vocabulary import CaseStatus, CommentVerb, Platform, Role
from platforms import CommentEvent
from tests.as_worker import as_worker
from tests.browser.living import PHONE, Person, serve, sign_in, suggest
from tests.emulators import Emulator
from tests.factories import PASSWORD, House, event
from workers.publish import publish_intents

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from commands.embedded import EmbeddedPostgres

__all__ = ["Story", "approve", "prove", "story", "submit", "write_reply"]

QUESTION = "Cho em hỏi thứ bảy phường mình có làm căn cước cho trẻ em không ạ?"


@dataclass(frozen=True, slots=True)
class Story:
    """A house with a Facebook page on the emulator, and the console in front of it."""

    house: House
    emulator: Emulator
    url: str
    keys: Keyring
    browser: Browser

    def person(self, role: Role, size: tuple[int, int], *, dark: bool = False) -> Person:
        """Somebody signs in at a screen of this size."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=size == PHONE,
        )
        context.set_default_timeout(30_000)
        return sign_in(context, self.url, self.house, role, faults=[])

    def ask(self, askers: int = 1) -> int:
        """So many citizens ask the same below a post; the number of the case that comes of it."""
        house, emulator = self.house, self.emulator
        emulator.do("add_page", network="facebook", id="10158", name="Phường Hoa Mai")
        post = emulator.do(
            "add_post", network="facebook", page_id="10158", text="Lịch cấp căn cước tuần này"
        )["id"]
        where = {"network": "facebook", "page_id": "10158", "post_id": post}
        comments = [emulator.do("add_comment", text=QUESTION, **where)["id"] for _ in range(askers)]
        with house.database.transaction(house.agency_id) as session:
            admin = house.who(Role.ADMINISTRATOR)
            page = setup.add_page(session, admin, Platform.FACEBOOK, "10158", "Phường Hoa Mai")
            at = datetime.now(UTC) - timedelta(minutes=9)
            asked = [event(comment, QUESTION, at=at, post=post) for comment in comments]
            take_events(house.agency_id, session, page, asked, received_at=datetime.now(UTC))
        house.triage()
        suggest(house, "can-cuoc-noi-lam")
        with house.database.transaction(house.agency_id) as session:
            [found] = case_queries.list_cases(house.agency_id, session, case_queries.CaseFilter())
            return found.case.id

    def connect(self) -> None:
        """Let replies on the page leave by themselves."""
        house = self.house
        with house.database.transaction(house.agency_id) as session:
            page = session.query(Page).filter_by(external_id="10158").one()
            connections.connect(
                session,
                house.who(Role.ADMINISTRATOR),
                page.id,
                self.keys,
                Credentials("token-10158", "secret-10158"),
                can_reply=True,
                base_url=f"{self.emulator.url}/facebook",
            )

    def let_a_minute_pass(self) -> None:
        """The time for second thoughts is over; what the sweeper and the worker then do."""
        house = self.house
        with house.database.transaction(house.agency_id) as session:
            session.execute(text("UPDATE publish_intents SET not_before = now()"))
        with house.database.doorway() as door:
            due = [one for one in due_acts(door, limit=10) if one.agency_id == house.agency_id]
        for one in due:
            publish_intents(house.agency_id, list(one.ids))

    def hear(self, told: CommentEvent) -> None:
        """The network tells of something, now."""
        house = self.house
        with house.database.transaction(house.agency_id) as session:
            page = session.query(Page).filter_by(external_id="10158").one()
            take_events(house.agency_id, session, page, [told], received_at=datetime.now(UTC))

    def asked(self) -> Comment:
        """The citizen's comment."""
        with self.house.database.transaction(self.house.agency_id) as session:
            return session.query(Comment).filter_by(is_own=False).one()

    def echo(self) -> None:
        """The network tells of the page's own reply."""
        with self.house.database.transaction(self.house.agency_id) as session:
            act = session.query(PublishIntent).order_by(PublishIntent.id.desc()).first()
            assert act is not None
        above = self.asked().external_id
        now = datetime.now(UTC)
        self.hear(event(act.remote_id or "", act.text, at=now, author="10158", parent=above))

    def citizen_edits(self, words: str) -> None:
        """The citizen changes what they asked."""
        now = datetime.now(UTC)
        self.hear(event(self.asked().external_id, words, verb=CommentVerb.EDITED, at=now))

    def status(self, case_id: int) -> CaseStatus:
        """Where the case stands."""
        with self.house.database.transaction(self.house.agency_id) as session:
            found = case_queries.find_case(self.house.agency_id, session, case_id)
            assert found is not None
            return found.case.status


@pytest.fixture
def story(
    house: House,
    postgres: EmbeddedPostgres,
    browser: Browser,
    tmp_path: Path,
) -> Iterator[Story]:
    """Console, worker and emulated network on one set of keys."""
    with as_worker(postgres, tmp_path) as keys, Emulator(tmp_path / "ledger.jsonl") as emulator:
        serving = serve(create_app(Settings()))
        yield Story(house, emulator, next(serving), keys, browser)
        next(serving, None)


def write_reply(lan: Person, case_id: int, picture: str) -> None:
    """Begin from the suggested template, fill its blanks and submit."""
    lan.open(f"/cases/{case_id}")
    lan.page.get_by_role("button", name="Nơi làm, giấy tờ mang theo").click()
    lan.page.wait_for_selector("#draft")
    for blank in lan.page.locator("#draft-form input[id^=field_]").all():
        blank.fill("bộ phận một cửa")
    lan.page.wait_for_function("() => !document.querySelector('#draft-live .is-blocking')")
    lan.judge(picture)
    submit(lan)


def submit(lan: Person) -> None:
    """Put it before the spokesperson."""
    lan.page.get_by_role("button", name="Trình duyệt").click()
    lan.page.wait_for_function("() => !document.querySelector('#draft')")


def prove(minh: Person) -> None:
    """Say once a session who it is, as the first approval asks."""
    minh.page.wait_for_url("**/account/prove**")
    minh.page.fill("#proof", PASSWORD)
    minh.page.click("main button.primary")
    minh.page.wait_for_selector("#approval-title, .approvals")
    minh.faults.clear()  # the browser notes the refusal by itself


def approve(minh: Person) -> None:
    """Tap the button of the last card."""
    minh.page.get_by_role("button", name="Duyệt", exact=True).tap()
    minh.page.get_by_role("heading", name="Đã duyệt hết").wait_for()
