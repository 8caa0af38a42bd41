"""Who speaks for the agency: a template of its own, a delegation, and what voids an approval.

The pictures named `guide-…` are those of docs/user-guide/spokesperson.md (`make pictures`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import CommentVerb, Label, Role
from tests.browser.living import DESKTOP, PHONE, Person
from tests.factories import NOW, PASSWORD, House, event

pytestmark = pytest.mark.browser

SitDown = Callable[..., Person]
TODAY = datetime.now(VIETNAM).date()
ASKED = "Đèn đường ngõ 12 hỏng cả tháng nay, phường cho hỏi bao giờ sửa"
REPLY = (
    "Cảm ơn ông/bà đã phản ánh. Tổ hạ tầng đã nhận việc sáng nay và sửa trong tuần. "
    "Theo dõi kết quả tại https://hoamai.gov.vn/ha-tang."
)


def write(lan: Person, case_id: int, reply: str) -> None:
    """Write a reply in one's own words; the checks have read it."""
    lan.open(f"/cases/{case_id}/draft")
    lan.page.fill("#text", reply)
    lan.page.wait_for_function(
        "said => document.querySelector('.preview-text').textContent.includes(said)",
        arg=reply[-20:],
    )


def submit(lan: Person) -> None:
    """Put it before whoever may approve."""
    lan.page.get_by_role("button", name="Trình duyệt").click()
    lan.page.wait_for_function("() => !document.querySelector('#draft')")


def prove(who: Person) -> None:
    """Say once a session who it is."""
    who.page.wait_for_url("**/account/prove**")
    who.page.fill("#proof", PASSWORD)
    who.page.click("main button.primary")
    who.page.wait_for_selector("#approval-title")
    who.faults.clear()  # the browser notes the refusal by itself


def ask(house: House, name: str, words: str) -> int:
    """A citizen writes; the case that comes of it."""
    house.take(event(name, words))
    house.triage(lambda _: Label.FEEDBACK)
    with house.database.transaction(house.agency_id) as session:
        return int(session.execute(text("SELECT max(id) FROM cases")).scalar_one())


def delegate(boss: Person, name: str) -> None:
    """The administrator writes a decision down."""
    boss.open("/authorities")
    boss.page.select_option("#user", label=name)
    boss.page.fill("#number", "45/QĐ-UBND")
    boss.page.fill("#valid_to", str(TODAY + timedelta(days=7)))
    boss.page.get_by_role("button", name="Ghi thẩm quyền", exact=True).click()
    boss.page.get_by_text("45/QĐ-UBND").first.wait_for()
    boss.judge("guide-authorities")


def test_a_delegate_answers_on_a_phone_and_every_change_asks_again(
    house: House, person: SitDown
) -> None:
    """Three people: who gives the right, who writes, who approves in the spokesperson's stead."""
    boss = person(house, Role.ADMINISTRATOR, size=DESKTOP)
    delegate(boss, "Chị viewer")
    lan = person(house, Role.TRIAGE, size=DESKTOP)
    case_id = ask(house, "den", ASKED)
    write(lan, case_id, "Số căn cước 001099012345 của ông KHÔNG ĐƯỢC ghi ở đây, xem bit.ly/abc")
    lan.page.locator("#draft-live .is-blocking").first.wait_for()
    lan.judge("guide-checks")
    write(lan, case_id, REPLY)
    submit(lan)

    deputy = person(house, Role.VIEWER, size=PHONE)
    deputy.open("/approvals")
    deputy.page.locator(".approvals .row").first.click()
    deputy.page.wait_for_selector("#approval-title")
    deputy.judge("guide-card-phone")
    deputy.page.get_by_role("button", name="Duyệt", exact=True).click()
    prove(deputy)
    deputy.page.get_by_role("button", name="Duyệt", exact=True).click()
    deputy.page.get_by_role("heading", name="Đã duyệt hết").wait_for()

    # An edit after the approval: what was approved no longer holds, and the case says so.
    write(lan, case_id, REPLY + " Xin cảm ơn.")
    lan.open(f"/cases/{case_id}")
    assert "Dự thảo đã được sửa" in lan.page.locator("#reply").inner_text()
    lan.page.get_by_role("link", name="Soạn tiếp").click()
    lan.page.wait_for_selector("#text")
    submit(lan)

    # The citizen changes the words while the card is open.
    deputy.open("/approvals")
    deputy.page.locator(".approvals .row").first.click()
    deputy.page.wait_for_selector("#approval-title")
    edited = event("den", "Đèn sửa rồi, cảm ơn phường", verb=CommentVerb.EDITED, at=NOW)
    house.take(edited, received_at=NOW)
    deputy.page.get_by_role("button", name="Duyệt", exact=True).click()
    deputy.page.get_by_text("Người dân đã sửa bình luận").first.wait_for()
    deputy.faults.clear()  # the refusal is noted by the browser too
    assert deputy.page.get_by_role("button", name="Duyệt", exact=True).count() == 0
    deputy.judge("guide-void-phone")


def test_a_template_of_the_agencys_own_is_written_tried_and_used(
    house: House, person: SitDown
) -> None:
    """In plain brackets; the preview shows both lengths; the catalogue has it."""
    minh = person(house, Role.SPOKESPERSON, size=DESKTOP)
    minh.open("/templates/new")
    minh.page.fill("#title", "Sửa đèn đường")
    minh.page.get_by_label("Góp ý, phản ánh").check()
    minh.page.fill(
        "#body", "Cảm ơn [xưng hô]. [Đơn vị sửa] sửa trong [Thời hạn].[[ Mã việc: [Mã việc].]]"
    )
    minh.page.fill("#hints", "Đơn vị sửa: Tổ hạ tầng\nThời hạn: tuần này")
    minh.page.fill("#tone", "cầu thị")
    minh.page.fill("#owner", "Tổ hạ tầng")
    minh.page.fill("#review_by", str(TODAY + timedelta(days=200)))
    minh.page.get_by_role("button", name="Xem thử").last.click()
    minh.page.get_by_text("Khi bỏ các ô không bắt buộc").wait_for()
    minh.judge("guide-template")
    minh.page.get_by_role("button", name="Lưu và đưa vào dùng").click()
    minh.page.wait_for_url("**/templates?kind=own")
    assert "Sửa đèn đường" in minh.page.locator(".catalogue").inner_text()
    minh.judge("templates-own")
    phone = person(house, Role.SPOKESPERSON, size=PHONE)
    phone.open("/templates/new")
    phone.judge("template-phone")
    phone.open("/authorities")
    phone.judge("authorities-phone")
