"""The duties besides answering, in a real browser: rules, contributions, hidden criticism."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderation.vocabulary import Label, Platform, Role
from tests.api.test_console_hiding import case_on
from tests.browser.living import DESKTOP, PHONE, Person
from tests.factories import House, event

pytestmark = pytest.mark.browser

SignIn = Callable[..., Person]


def test_a_manager_and_an_officer_keep_the_duties_together(house: House, person: SignIn) -> None:
    """One at a desk, one on a phone; every page judged."""
    case_id = case_on(house, Platform.FACEBOOK, words="Cán bộ phường vô học, hành dân")
    house.take(event("g1", "Nên mở một cửa thêm sáng thứ bảy"))
    house.triage(lambda _: Label.FEEDBACK)
    minh = person(house, Role.MANAGER, size=DESKTOP)
    lan = person(house, Role.TRIAGE, size=PHONE)

    minh.open("/duties")
    minh.judge("duties-index")
    minh.page.get_by_role("link", name="Quy tắc ứng xử và nội quy bình luận").click()
    minh.page.fill("#note", "Nội quy 12/QĐ-UBND")
    minh.page.get_by_role("button", name="Ban hành", exact=True).click()
    minh.page.wait_for_selector("text=Bản 1, ban hành")
    minh.judge("duties-rules")

    lan.open("/duties/rules")
    lan.page.get_by_role("button", name="Tôi đã đọc bản 1").click()
    lan.page.wait_for_selector("text=Anh/chị đã xác nhận đọc")
    lan.judge("duties-rules-phone")

    lan.open(f"/cases/{case_id}")
    lan.press("h")
    lan.page.check("#hide input[value=insult]")
    lan.page.click("#hide button.primary")
    lan.page.wait_for_selector("text=Chờ một người khác quyết định")
    lan.judge("duties-proposed-phone")

    minh.open("/hidden")
    minh.page.click("text=Cán bộ phường vô học")
    minh.page.get_by_role("button", name="Không ẩn").click()
    minh.page.wait_for_selector("text=quyết định đề nghị ẩn: không đồng ý")
    minh.open("/duties/contributions?since=2026-11-01&until=2026-11-30")
    minh.judge("duties-contributions")
    minh.page.click("table a[href^='/cases/'] >> nth=0")
    minh.page.click("text=Ghi kết quả tiếp thu góp ý…")
    minh.page.check("input[name=outcome][value=adopted]")
    minh.page.get_by_role("button", name="Ghi kết quả").click()
    minh.page.wait_for_selector("text=ghi kết quả góp ý: đã tiếp thu")
