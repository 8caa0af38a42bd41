"""Telling of what was seen, a page that is lost, a page that passes for ours: in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from moderation.queries.agencies import find_agency
from moderation.vocabulary import Role
from tests.browser.living import DESKTOP, PHONE, Person
from tests.factories import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SignIn = Callable[..., Person]
PICTURE = {
    "name": "man-hinh.png",
    "mimeType": "image/png",
    "buffer": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40,
}


def test_an_officer_tells_on_a_phone_and_a_citizen_without_an_account(
    house: House, person: SignIn, browser: Browser
) -> None:
    """By keyboard alone but for the picture; the receipt finds what came of it."""
    an = person(house, Role.ADMINISTRATOR, size=PHONE)
    page = an.open("/tips/new")
    an.judge("tip-form-360")
    page.fill("#note", "Có nhóm nói phường thu tiền rác theo đầu người")
    page.set_input_files("#picture", PICTURE)
    page.focus("#link")
    page.keyboard.type("mang-xa-hoi.test/nhom/bai-7")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tips?told=1")
    assert "Đã nhận, chờ người xử lý" in page.inner_text("main")
    an.judge("tips-360")
    page.click("text=Mở mẫu")
    page.wait_for_selector("text=Đóng mẫu")

    with house.database.transaction(house.agency_id) as session:
        slug = find_agency(house.agency_id, session).slug
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    stranger = Person(context.new_page(), an.url)
    stranger.open(f"/bao-tin/{slug}")
    stranger.judge("public-tip-360")
    stranger.page.fill("#note", "Trang lạ xin tiền ủng hộ nhân danh phường")
    stranger.page.click("text=Gửi tin báo")
    receipt = stranger.page.inner_text(".receipt code")
    stranger.judge("public-receipt-360")
    stranger.page.click("text=Xem kết quả bằng mã")
    stranger.page.fill("#receipt", receipt.lower())
    stranger.page.keyboard.press("Enter")
    stranger.page.wait_for_selector(".facts")
    assert "chờ người xử lý" in stranger.page.inner_text("main")
    assert "xin tiền" not in stranger.page.inner_text("main")
    context.close()


def test_a_page_that_passes_for_ours_becomes_an_incident_with_its_letters(
    house: House, person: SignIn
) -> None:
    """From the register to the closing report; the index of duties counts both."""
    lan = person(house, Role.MANAGER, size=DESKTOP)
    page = lan.open("/suspects")
    page.fill("#name", "UBND P. Hoa Mai official")
    page.fill("#url", "mang-xa-hoi.test/hoamai.official")
    page.click("button:has-text('Ghi vào sổ')")
    page.wait_for_url("**/suspects/*")
    lan.judge("suspect-1280")
    page.click("text=Ghi thành sự cố")
    page.wait_for_url("**/incidents/new*")
    page.fill("#summary", "Trang giả xin tiền ủng hộ")
    lan.judge("incident-form-1280")
    page.click("main button.primary")
    page.wait_for_selector("details.letter")
    page.click("details.letter >> nth=0")
    assert "hoamai.official" in page.inner_text("details.letter >> nth=0")
    page.fill("#authority", "Công an tỉnh")
    page.click("button:has-text('Đã báo cơ quan chức năng')")
    page.wait_for_selector(".facts >> text=Công an tỉnh")
    page.fill("#report", "Trang giả đã bị gỡ")
    lan.judge("incident-1280")
    page.click("main button.primary")
    page.wait_for_selector(".notice-good")
    lan.open("/duties")
    assert "trang chưa có kết quả" in page.inner_text("main")
    lan.judge("duties-1280")
