"""Three people and one reply: written, sent back, mended, approved on a phone, posted once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from api.app import create_app
from moderation import setup
from moderation.intake.deliveries import take_events
from moderation.models import Page
from moderation.queries import cases as case_queries
from moderation.queries.doors import due_acts
from moderation.replies import connections
from moderation.replies.connections import Credentials
from moderation.sealing import Keyring
from moderation.settings import Settings, get_settings
from moderation.vocabulary import CaseStatus, Platform, Role
from tests.browser.living import DESKTOP, PHONE, Person, serve, sign_in, suggest
from tests.emulators import Emulator
from tests.factories import KEY_LINE, PASSWORD, House, event
from workers import networks, runtime
from workers.publish import publish_intents

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from commands.embedded import EmbeddedPostgres

pytestmark = pytest.mark.browser

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
        context.set_default_timeout(10_000)
        return sign_in(context, self.url, self.house, role, faults=[])

    def ask(self) -> int:
        """A citizen asks below a post; the number of the case that comes of it."""
        house, emulator = self.house, self.emulator
        emulator.do("add_page", network="facebook", id="10158", name="Phường Hoa Mai")
        post = emulator.do(
            "add_post", network="facebook", page_id="10158", text="Lịch cấp căn cước tuần này"
        )["id"]
        where = {"network": "facebook", "page_id": "10158", "post_id": post}
        comment = emulator.do("add_comment", text=QUESTION, **where)["id"]
        with house.database.transaction(house.agency_id) as session:
            admin = house.who(Role.ADMINISTRATOR)
            page = setup.add_page(session, admin, Platform.FACEBOOK, "10158", "Phường Hoa Mai")
            asked = event(comment, QUESTION, at=datetime.now(UTC) - timedelta(minutes=9), post=post)
            take_events(house.agency_id, session, page, [asked], received_at=datetime.now(UTC))
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
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Story]:
    """Console, worker and emulated network on one set of keys."""
    keys = tmp_path / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY_LINE, encoding="ascii")
    facts = {"DATABASE_URL": postgres.app_url, "KEY_FILE": str(keys), "ENVIRONMENT": "development"}
    for name, value in facts.items():
        monkeypatch.setenv(f"PHANHOI_{name}", value)
    caches: list[Callable[..., object]] = [get_settings, runtime.database, networks.keyring]
    for cache in caches:
        cache.cache_clear()  # type: ignore[attr-defined]
    with Emulator(tmp_path / "ledger.jsonl") as emulator:
        serving = serve(create_app(Settings()))
        yield Story(house, emulator, next(serving), Keyring.read(keys), browser)
        next(serving, None)
    for cache in caches:
        cache.cache_clear()  # type: ignore[attr-defined]


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


def test_a_reply_is_sent_back_mended_approved_and_posted_once(story: Story) -> None:
    """The whole way of one answer, and the citizen sees it once."""
    case_id = story.ask()
    story.connect()
    lan = story.person(Role.TRIAGE, DESKTOP)
    write_reply(lan, case_id, "approval-1-draft")

    minh = story.person(Role.SPOKESPERSON, PHONE)
    assert minh.page.url.endswith("/approvals")
    minh.judge("approval-2-list-phone")
    minh.page.locator(".approvals .row").first.click()
    minh.page.wait_for_selector("#approval-title")
    minh.judge("approval-3-card-phone")
    minh.page.get_by_role("button", name="Trả lại…").click()
    minh.page.get_by_label("Thiếu nguồn, căn cứ").check()
    minh.page.fill("#note", "Nêu rõ giờ làm việc sáng thứ bảy")
    minh.judge("approval-4-return-phone")
    minh.page.get_by_role("button", name="Trả lại", exact=True).click()
    minh.page.get_by_role("heading", name="Đã duyệt hết").wait_for()
    minh.judge("approval-5-none-left-phone")

    lan.open(f"/cases/{case_id}")
    assert "Nêu rõ giờ làm việc sáng thứ bảy" in lan.page.locator("#reply").inner_text()
    lan.judge("approval-6-returned")
    lan.page.get_by_role("link", name="Soạn tiếp").click()
    lan.page.wait_for_selector("#text")
    lan.page.locator("#text").press("Control+End")
    lan.page.locator("#text").type(" Sáng thứ bảy làm việc từ 7 giờ 30 đến 11 giờ 30.")
    lan.page.wait_for_function(
        "() => document.querySelector('.preview-text').textContent.includes('11 giờ 30')"
    )
    submit(lan)

    minh.open("/approvals")
    minh.page.locator(".approvals .row").first.click()
    minh.page.wait_for_selector("#approval-title")
    assert "Đã trả lại trước đây" in minh.page.locator("#approval").inner_text()
    assert "11 giờ 30" in minh.page.locator(".changes").inner_text()
    minh.judge("approval-7-again-phone")
    minh.page.get_by_role("button", name="Duyệt", exact=True).tap()
    prove(minh)
    approve(minh)
    assert "tự đăng sau 60 giây" in minh.page.locator("#approval").inner_text()
    minh.page.get_by_role("link", name="Xem hoặc rút lại").click()
    minh.page.wait_for_selector("[data-countdown]")
    minh.judge("approval-8-leaving-phone")
    assert story.emulator.ledger() == []

    story.let_a_minute_pass()
    story.let_a_minute_pass()

    [accepted] = [one for one in story.emulator.ledger() if one["act"] == "reply"]
    assert "11 giờ 30" in str(accepted["text"])
    assert story.emulator.look("facebook", "10158").count("11 giờ 30") == 1
    assert story.status(case_id) is CaseStatus.ANSWERED
    minh.page.get_by_text("Câu trả lời đã lên trang").wait_for()
    minh.judge("approval-9-published-phone")
    assert minh.faults == lan.faults == []


def test_a_phone_that_loses_the_network_keeps_the_card(story: Story) -> None:
    """The tap is told to have failed, nothing is lost, and the next tap approves once."""
    case_id = story.ask()
    story.connect()
    write_reply(story.person(Role.TRIAGE, DESKTOP), case_id, "approval-draft-again")
    minh = story.person(Role.SPOKESPERSON, PHONE, dark=True)
    minh.open("/account/prove?next=/approvals")
    prove(minh)
    minh.page.locator(".approvals .row").first.click()
    minh.page.wait_for_selector("#approval-title")

    # The answer is lost on its way back: the server has done it, the phone does not know.
    minh.page.route("**/approve", lambda route: (route.fetch(), route.abort()))
    minh.page.get_by_role("button", name="Duyệt", exact=True).tap()
    minh.page.get_by_text("Chưa liên lạc được máy chủ").wait_for()
    minh.faults.clear()  # the browser notes the lost request by itself
    minh.judge("approval-lost-phone")
    minh.page.unroute("**/approve")
    minh.page.get_by_role("button", name="Duyệt", exact=True).tap()
    minh.page.get_by_role("heading", name="Đã duyệt hết").wait_for()

    story.let_a_minute_pass()
    assert [one["act"] for one in story.emulator.ledger()] == ["reply"]


def test_approving_is_reached_by_keyboard_and_by_no_single_key(story: Story) -> None:
    """What is public is not done by a slip; the focus is never under the bar."""
    case_id = story.ask()
    write_reply(story.person(Role.TRIAGE, DESKTOP), case_id, "approval-draft-keys")
    minh = story.person(Role.SPOKESPERSON, DESKTOP)
    minh.open("/account/prove?next=/approvals")
    prove(minh)
    minh.page.locator(".approvals .row").first.click()
    minh.page.wait_for_selector("#approval-title")
    minh.judge("approval-card-desktop")
    minh.press(*"abcdefghijklmnopqrstuvwxyz1234567890", "Enter", "Space")
    assert minh.page.locator("#approval-title").count() == 1

    minh.open(minh.page.url.removeprefix(story.url))
    for _ in range(40):
        minh.page.keyboard.press("Tab")
        if minh.page.evaluate("() => document.activeElement.textContent.trim() === 'Duyệt'"):
            break
    minh.page.keyboard.press("Enter")
    minh.page.get_by_role("heading", name="Đã duyệt hết").wait_for()
    assert story.status(case_id) is CaseStatus.APPROVED
