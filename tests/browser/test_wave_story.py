"""A wave of spam, handled by keys alone in a real browser over the real system."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderation.casework import bulk, claims
from moderation.models import BulkAct
from moderation.queries import cases as queries
from moderation.queries.cases import CaseFilter
from moderation.vocabulary import Label, Role
from tests.browser.living import PHONE, Person
from tests.factories import House, event

pytestmark = pytest.mark.browser

SignIn = Callable[..., Person]


def flood(house: House, count: int) -> None:
    """So many cases of spam, and one question that has nothing to do with them."""
    house.take(
        *(event(f"s{n}", f"vay nhanh {n} triệu, giải ngân liền tay, ib") for n in range(count)),
        event("q", "Phường mình có làm căn cước thứ bảy không ạ"),
    )
    house.triage(lambda text: Label.SPAM if "vay" in text else Label.POLICY_QUESTION)


def work_off(house: House, *, batches: int = 10) -> None:
    """What the worker does with the newest act, so many batches of it at most."""
    with house.database.transaction(house.agency_id) as session:
        act = session.query(BulkAct).order_by(BulkAct.id.desc()).first()
        assert act is not None
    for _ in range(batches):
        with house.database.transaction(house.agency_id) as session:
            bulk.carry_on(session, None, act.id, agency_id=house.agency_id, most=100)


def spam_left(house: House) -> int:
    """How many cases of spam are open."""
    with house.database.transaction(house.agency_id) as session:
        return len(
            queries.list_cases(house.agency_id, session, CaseFilter(label=Label.SPAM), limit=600)
        )


def test_a_wave_of_five_hundred_is_closed_by_three_keys_and_reopened_by_one(
    house: House, person: SignIn
) -> None:
    """All that match, why, done: with what is left out told first, and one undo for the whole."""
    flood(house, 500)
    lan = person(house, Role.TRIAGE)
    lan.open("/queues/spam")
    with house.database.transaction(house.agency_id) as session:
        held = queries.list_cases(house.agency_id, session, CaseFilter(label=Label.SPAM), limit=1)
        claims.claim(session, house.who(Role.SPOKESPERSON), held[0].case.id)

    lan.press("q")
    lan.judge("wave-chosen")
    lan.press("b")
    lan.page.wait_for_selector("dialog[open] #bulk-title")
    lan.judge("wave-preview")
    assert "499" in lan.page.locator("#bulk-title").inner_text()
    assert "1 vụ đang có người xử lý: Chị spokesperson" in lan.page.locator("#bulk").inner_text()
    lan.press("5")
    lan.page.wait_for_selector("#bulk-progress progress")
    work_off(house)
    lan.page.wait_for_selector("#bulk-progress:not(:has(progress))")
    lan.judge("wave-done")
    assert spam_left(house) == 1

    lan.press("z")
    lan.page.wait_for_selector("#bulk-progress:has-text('Hoàn tác 499 vụ') progress")
    work_off(house, batches=1)
    assert spam_left(house) == 101


def test_a_choice_is_stretched_by_keys_and_holds_the_card_still(
    house: House, person: SignIn
) -> None:
    """Three chosen by Shift and J; a digit then does not file the case on the card.

    Where the last are closed and no list is left, the bar that takes it back is still seen.
    """
    flood(house, 6)
    lan = person(house, Role.TRIAGE)
    lan.open("/queues/spam")

    for keys in (("x", "Shift+J"), ("Shift+J",)):
        with lan.page.expect_response("**/cases/*"):
            lan.press(*keys)
    lan.press("4")
    assert lan.page.locator("[data-picked-count]").inner_text() == "Đã chọn 3 vụ"
    assert spam_left(house) == 6
    lan.press("p")
    lan.page.wait_for_selector("dialog[open] #bulk-title")
    lan.press("4")
    lan.page.wait_for_selector("#bulk-progress:has-text('3 trên 3 xong')")

    assert spam_left(house) == 3
    assert lan.page.locator("#picked").is_hidden()
    lan.press("q")
    lan.press("b")
    lan.page.wait_for_selector("dialog[open] #bulk-title")
    lan.press("5")
    lan.page.wait_for_selector("#bulk-progress:has-text('Đóng 3 vụ')")
    lan.page.get_by_role("button", name="Hoàn tác", exact=True).wait_for(state="visible")
    assert spam_left(house) == 0
    assert lan.faults == []


def test_a_wave_is_closed_on_a_phone(house: House, person: SignIn) -> None:
    """Boxes and buttons large enough for a thumb, nothing wider than the screen."""
    flood(house, 3)
    lan = person(house, Role.TRIAGE, size=PHONE)
    lan.open("/queues/spam")
    lan.page.locator("[data-pick]").nth(1).check()
    lan.judge("wave-phone")
    lan.page.get_by_role("button", name="Đóng…").click()
    lan.page.wait_for_selector("dialog[open] #bulk-title")
    lan.judge("wave-phone-preview")
    lan.page.get_by_role("button", name="Tin rác").click()
    lan.page.wait_for_selector("#bulk-progress:has-text('1 trên 1 xong')")

    assert spam_left(house) == 2
