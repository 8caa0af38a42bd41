"""Personal data on the screens, in a real browser over the real system."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderation.vocabulary import Label, Role
from tests.browser.living import DESKTOP, PHONE, Person
from tests.factories import House, event

pytestmark = pytest.mark.browser

SignIn = Callable[..., Person]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_masked_number_is_shown_by_one_key_with_a_reason(
    house: House, person: SignIn, size: tuple[int, int]
) -> None:
    """M and Enter; the list beside it stays masked, and the history says who looked."""
    house.take(event("c1", "Rác chất đống trước cổng, gọi 0912 345 678 mãi không ai tới dọn"))
    house.triage(lambda _: Label.FEEDBACK)
    lan = person(house, Role.TRIAGE, size=size)
    lan.open("/queues/feedback")
    if size == PHONE:
        lan.page.click("[data-row]")
        lan.page.wait_for_selector(".comment")
    card = lan.page.locator("#case")
    assert "0912 345 678" not in card.inner_text()
    lan.judge(f"masked-{size[0]}")

    lan.press("m")
    lan.page.wait_for_selector("#reveal[open]")
    lan.judge(f"reveal-{size[0]}")
    lan.press("Enter")
    lan.page.wait_for_function("() => document.body.innerText.includes('0912 345 678')")
    lan.judge(f"revealed-{size[0]}")

    assert "xem thông tin cá nhân" in card.inner_text()
    if size == DESKTOP:
        assert "0912 345 678" not in lan.page.locator("#list").inner_text()
