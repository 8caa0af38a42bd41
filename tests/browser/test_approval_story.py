"""Three people and one reply: written, sent back, mended, approved on a phone, posted once."""

from __future__ import annotations

import pytest

from moderation.vocabulary import CaseStatus, Role
from tests.browser.connected import Story, approve, prove, story, submit, write_reply
from tests.browser.living import DESKTOP, PHONE

__all__ = ["story"]

pytestmark = pytest.mark.browser


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
