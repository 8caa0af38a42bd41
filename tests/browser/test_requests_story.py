"""A citizen's request about their data, from receipt to erasing, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from moderation.vocabulary import Label, Role
from tests.browser.living import DESKTOP, PHONE, Person
from tests.factories import House, event

pytestmark = pytest.mark.browser

SignIn = Callable[..., Person]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_request_is_recorded_found_carried_out_and_closed(
    house: House, person: SignIn, size: tuple[int, int]
) -> None:
    """Every step on the screen, each judged; the case stays without words and name."""
    told = event("c1", "Nhà tôi ở cuối ngõ, cống tắc cả tuần nay")
    house.take(replace(told, author_name="Trần Văn Thử", author_external_id="dan-88"))
    house.triage(lambda _: Label.FEEDBACK)
    an, width = person(house, Role.ADMINISTRATOR, size=size), size[0]
    page = an.open("/privacy")
    an.judge(f"privacy-{width}")

    page.click("a[href='/privacy/requests/new']")
    page.check("input[value=erase]")
    page.fill("#name", "tran van thu")
    page.fill("#contact", "0900 000 000")
    an.judge(f"request-form-{width}")
    page.click("main button.primary")
    page.wait_for_url("**/privacy/requests/*")
    page.click("text=Đã báo cho người dân")
    page.check("input[name=author_id]")
    page.click("text=Đúng là người này")
    page.wait_for_selector("text=Thực hiện")
    an.judge(f"request-{width}")

    page.click("button[data-opens=erase]")
    page.wait_for_selector("#erase[open]")
    an.judge(f"erase-{width}")
    page.click("#erase button.primary")
    page.wait_for_selector("text=Người viết đã xóa")
    page.check("input[value=done]")
    page.click("text=Đóng yêu cầu >> nth=-1")
    page.wait_for_url("**/privacy")
    assert "Đã thực hiện" in page.inner_text("main")
    an.judge(f"privacy-after-{width}")

    an.open("/queues/feedback")
    assert "đã xóa theo quy định" in page.inner_text("body")
    assert "cuối ngõ" not in page.inner_text("body")
