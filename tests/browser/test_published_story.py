"""What becomes of a reply after the yes: void, unknown, on the page, edited, taken away."""

from __future__ import annotations

import pytest

from moderation.vocabulary import CaseStatus, Role
from tests.browser.connected import Story, approve, prove, story, submit, write_reply
from tests.browser.living import DESKTOP, PHONE, Person

__all__ = ["story"]

pytestmark = pytest.mark.browser

BETTER = "Dạ, sáng thứ bảy từ 7 giờ 30 đến 11 giờ, tại bộ phận một cửa ạ."


def take_card(minh: Person) -> None:
    """Open the one card that waits."""
    minh.open("/approvals")
    minh.page.locator(".approvals .row").first.click()
    minh.page.wait_for_selector("#approval-title")


def told(who: Person, case_id: int) -> str:
    """What a case's page says of its reply."""
    who.open(f"/cases/{case_id}")
    return who.page.locator("#reply").inner_text()


def ready(story: Story, askers: int = 1) -> tuple[int, Person, Person]:
    """A question, one who writes at a desk, one who approves on a phone and has proved it."""
    case_id = story.ask(askers)
    story.connect()
    lan, minh = story.person(Role.TRIAGE, DESKTOP), story.person(Role.SPOKESPERSON, PHONE)
    write_reply(lan, case_id, "published-0-draft")
    minh.open("/account/prove?next=/approvals")
    prove(minh)
    take_card(minh)
    approve(minh)
    return case_id, lan, minh


def test_a_published_reply_is_echoed_edited_and_taken_away(story: Story) -> None:
    """Each step by two people; the page shows one reply, then the better one, then none."""
    case_id, lan, minh = ready(story)
    story.let_a_minute_pass()
    story.echo()
    assert "Đã thấy trên trang lúc" in told(lan, case_id)

    lan.page.get_by_role("button", name="Sửa câu đã đăng…").click()
    lan.page.fill("#edit-reply textarea", BETTER)
    lan.judge("published-1-edit")
    lan.page.locator("#edit-reply button.primary").click()
    lan.page.get_by_text("Dự thảo đang chờ người khác duyệt").first.wait_for()
    take_card(minh)
    minh.judge("published-2-edit-phone")
    approve(minh)
    story.let_a_minute_pass()
    assert story.emulator.look("facebook", "10158").count(BETTER) == 1
    assert "Câu mới đã thay câu cũ" in told(minh, case_id)

    told(lan, case_id)
    lan.page.get_by_role("button", name="Gỡ câu đã đăng…").click()
    lan.page.fill("#remove-reply input[name=reason]", "Giờ làm việc đã thay đổi")
    lan.page.locator("#remove-reply button.primary").click()
    lan.page.get_by_text("Dự thảo đang chờ người khác duyệt").first.wait_for()
    take_card(minh)
    minh.judge("published-3-remove-phone")
    approve(minh)
    story.let_a_minute_pass()

    assert BETTER not in story.emulator.look("facebook", "10158")
    assert story.status(case_id) is CaseStatus.OPEN
    lan.open(f"/cases/{case_id}")
    lan.judge("published-4-removed")
    assert minh.faults == lan.faults == []


def test_one_answer_goes_to_each_of_those_who_asked_the_same(story: Story) -> None:
    """Written once and approved once; everyone reads it below their own words, and nobody twice."""
    case_id, lan, minh = ready(story, askers=3)
    assert "0/3 bình luận" in told(minh, case_id)
    minh.judge("published-8-three-phone")
    for _ in range(5):
        story.let_a_minute_pass()

    replied = [one["comment_id"] for one in story.emulator.ledger() if one["act"] == "reply"]
    assert len(replied) == len(set(replied)) == 3
    assert story.status(case_id) is CaseStatus.ANSWERED
    assert "3/3 bình luận" in told(lan, case_id)
    lan.judge("published-9-three")
    assert minh.faults == lan.faults == []


def test_a_citizens_edit_voids_the_yes_and_what_nobody_knows_a_person_settles(
    story: Story,
) -> None:
    """Nothing leaves for words that changed; an outcome without an answer waits for people."""
    case_id, lan, minh = ready(story)
    story.citizen_edits("À thôi em hỏi chủ nhật cơ ạ")
    story.let_a_minute_pass()
    assert "Người dân đã sửa bình luận" in told(minh, case_id)
    minh.judge("published-5-void-phone")
    assert story.emulator.ledger() == []

    told(lan, case_id)
    lan.page.get_by_role("link", name="Soạn tiếp").click()
    lan.page.wait_for_selector("#text")
    submit(lan)
    take_card(minh)
    approve(minh)
    story.emulator.do("set_faults", queue=["accept_then_drop"], read={"server_error": 1.0})
    story.let_a_minute_pass()
    assert "Chưa rõ câu trả lời đã lên trang" in told(minh, case_id)
    minh.judge("published-6-unknown-phone")
    assert "Chưa rõ câu trả lời đã lên trang" in told(lan, case_id)
    lan.judge("published-7-unknown")
    lan.page.get_by_role("button", name="Đã thấy trên trang").click()
    lan.page.wait_for_selector("#reply.notice-good")

    assert story.status(case_id) is CaseStatus.ANSWERED
    assert [one["act"] for one in story.emulator.ledger()] == ["reply"]
    assert "Câu trả lời đã lên trang" in told(minh, case_id)
