"""Whom a comment concerns, what the law has a way for, what goes to an authority: in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from classifiers import traits as reading
from commands.embedded import EmbeddedPostgres
from moderation.models import Report
from moderation.queries.triage import put_suggestions
from moderation.vocabulary import Label, Role
from response_templates import load_suggester
from tests.api.seats import listed
from tests.as_worker import as_worker
from tests.browser.living import DESKTOP, PHONE, Person
from tests.factories import PASSWORD, House, event
from workers.reports import make_reports
from workers.suggesting import with_procedures

pytestmark = pytest.mark.browser

SignIn = Callable[..., Person]
KHMER = "តើថ្ងៃសៅរ៍មានធ្វើការទេ"
OF_A_CHILD = "Cháu Minh lớp 5A trường tiểu học Hoa Mai bị bạn đánh hội đồng, mong phường vào cuộc"
ATTACK = "Trẻ khuyết tật thì ở nhà đi, đừng ra đường làm phiền người ta"
COMPLAINT = "Tôi khiếu nại quyết định thu hồi đất của phường, không ai trả lời"
INFORMATION = "Đề nghị phường cung cấp thông tin về dự toán làm đường ngõ 12"
ERASE_ME = "Yêu cầu phường xóa thông tin cá nhân của tôi trên trang"


def heard(house: House, words: str, label: Label, **about: object) -> int:
    """A comment as the machine reads it, with the templates that its traits bring; its case."""
    [found] = reading.find([words])
    house.take(event(words[:12], words))
    house.triage(lambda _: label, traits=found.traits, language=found.language, **about)
    case_id = max(one.case.id for one in listed(house))
    first = with_procedures([], found.traits, load_suggester(), None)
    rows: list[dict[str, object]] = [
        {"case_id": case_id, "rank": at, "template_id": one.template_id, "score": 1.0,
         "reason": one.reason}
        for at, one in enumerate(first, start=1)
    ]  # fmt: skip
    with house.database.transaction(house.agency_id) as session:
        put_suggestions(house.agency_id, session, rows)
    return case_id


def prove(who: Person) -> None:
    """Say once a session who it is."""
    who.page.wait_for_url("**/account/prove**")
    who.page.fill("#proof", PASSWORD)
    who.page.keyboard.press("Enter")
    who.page.wait_for_url(lambda now: "/account/prove" not in now)


def test_whoever_needs_heed_comes_first_masked_and_read_in_their_language(
    house: House, person: SignIn
) -> None:
    """The manager names a reader; on a phone an attack comes first, a child stays unnamed."""
    boss = person(house, Role.MANAGER, size=DESKTOP)
    page = boss.open("/duties/traits")
    drafter = house.who(Role.DRAFTER)
    line = page.locator("li", has_text=drafter.name)
    line.locator("summary").focus()
    page.keyboard.press("Enter")
    line.get_by_label("Khmer").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/duties/traits**")
    page.get_by_text(f"{drafter.name}: tiếng Khmer").wait_for()

    heard(house, "Phường mình mở cửa thứ bảy không", Label.POLICY_QUESTION)
    named = heard(house, OF_A_CHILD, Label.FEEDBACK)
    heard(house, ATTACK, Label.ILLEGAL_CONTENT, reasons=("hate",))
    foreign = heard(house, KHMER, Label.SPAM)

    lan = person(house, Role.TRIAGE, size=PHONE)
    lan.open("/queues/all")
    assert "Trẻ khuyết tật" in lan.page.locator("[data-row]").first.inner_text()
    lan.open(f"/cases/{named}")
    card = lan.page.locator("#case")
    assert "Tổng đài bảo vệ trẻ em: 111" in card.inner_text()
    assert not any(each in card.inner_text() for each in ("Minh", "5A", "Hoa Mai bị"))
    lan.judge("heeded-child-phone")
    lan.press("m")
    lan.page.wait_for_selector("#reveal[open]")
    lan.page.keyboard.press("Enter")
    lan.page.wait_for_function(
        "() => document.querySelector('blockquote.comment').textContent.includes('Cháu Minh')"
    )

    reader = person(house, Role.DRAFTER, size=PHONE)
    reader.open("/notifications")
    reader.page.click(f"main a[href='/cases/{foreign}']")
    reader.page.wait_for_url(f"**/cases/{foreign}")
    assert f"Người đọc được: {drafter.name}" in reader.page.locator("#case").inner_text()
    reader.judge("heeded-language-phone")
    boss.open("/duties/traits")
    boss.judge("heeded-figures")


def test_complaints_and_requests_run_on_the_laws_clock_and_are_told_how_to_file(
    house: House, person: SignIn
) -> None:
    """A complaint is answered with how to file it; a request about data is begun from its card."""
    complaint = heard(house, COMPLAINT, Label.FEEDBACK)
    asked = heard(house, INFORMATION, Label.POLICY_QUESTION)
    erase = heard(house, ERASE_ME, Label.POLICY_QUESTION)

    lan = person(house, Role.TRIAGE, size=DESKTOP)
    page = lan.open(f"/cases/{asked}")
    assert "Cung cấp thông tin: thông tin đơn giản" in page.inner_text("#case")
    lan.judge("heeded-information")
    lan.open(f"/cases/{complaint}")
    assert "Bình luận chưa phải là đơn" in page.inner_text("#case")
    page.get_by_role("button", name="Hướng dẫn gửi đơn khiếu nại đúng cách").click()
    page.wait_for_selector("#draft")
    for blank in page.locator("#draft-form input[id^=field_]").all():
        if not blank.input_value():
            blank.fill("Ban Tiếp công dân")
    page.fill("#field_duong_dan_nguon", "https://vbpl.vn")
    page.wait_for_function("() => !document.querySelector('#draft-live .is-blocking')")
    lan.judge("heeded-how-to-file")
    page.get_by_role("button", name="Trình duyệt").click()
    page.wait_for_function("() => !document.querySelector('#draft')")

    boss = person(house, Role.MANAGER, size=PHONE)
    page = boss.open(f"/cases/{erase}")
    boss.judge("heeded-data-phone")
    page.get_by_role("link", name="Ghi thành yêu cầu về dữ liệu cá nhân").click()
    page.wait_for_selector("#name")
    assert page.input_value("#name") == "Người dân"
    assert ERASE_ME in page.input_value("#note")
    page.check("input[value=erase]")
    page.fill("#contact", "0900 000 000")
    boss.judge("heeded-request-phone")
    page.get_by_role("button", name="Ghi yêu cầu").click()
    page.get_by_text("Đúng là người này").first.wait_for()


def test_a_case_of_unlawful_content_is_filed_referred_and_answered(
    house: House, person: SignIn
) -> None:
    """The file is taken after a proof of identity; the referral is written by keys alone."""
    case_id = heard(
        house, "Bán bằng giả, ib liền nha cả nhà", Label.ILLEGAL_CONTENT,
        reasons=("prohibited_goods",),
    )  # fmt: skip
    lan = person(house, Role.TRIAGE, size=DESKTOP)
    page = lan.open(f"/cases/{case_id}")
    page.get_by_role("link", name="Hồ sơ, chuyển cơ quan").click()
    page.get_by_role("link", name="Tải hồ sơ (ZIP)").wait_for()
    # A download that must first be proved is a page: followed as one.
    lan.open(f"/account/prove?next=/cases/{case_id}/file")
    prove(lan)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải hồ sơ (ZIP)").press("Enter")
    assert taken.value.suggested_filename.endswith(".zip")

    page.focus("#body")
    page.keyboard.type("Phòng An ninh mạng, Công an tỉnh")
    page.keyboard.press("Tab")
    page.keyboard.type("12/CV")
    page.keyboard.press("Enter")
    page.get_by_text("số 12/CV").wait_for()
    assert "Mã băm của hồ sơ đã tải" in page.inner_text("main")
    assert "được giữ theo pháp luật" in page.inner_text("main")
    lan.judge("referred-case")

    phone = person(house, Role.SPOKESPERSON, size=PHONE)
    phone.open("/duties/referrals")
    phone.judge("referrals-phone")
    page = phone.open(f"/cases/{case_id}/file")
    page.click("text=Ghi kết quả…")
    page.locator("[id^=outcome-]").select_option(index=1)
    page.locator("[id^=answered_on-]").fill(page.input_value("#sent_on"))
    page.get_by_role("button", name="Ghi kết quả").click()
    page.locator(".referral .due-done").wait_for()
    phone.judge("referral-answered-phone")
    phone.open(f"/cases/{case_id}")
    history = phone.page.locator("#case").text_content() or ""
    assert "Phòng An ninh mạng" in history


@pytest.fixture
def worker(postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[None]:
    """This process as a worker over the tests' database."""
    with as_worker(postgres, tmp_path):
        yield


@pytest.mark.usefixtures("worker")
def test_the_head_asks_for_last_month_and_reads_it(house: House, person: SignIn) -> None:
    """Asked for on a phone by keys, written by the worker, taken as a PDF."""
    boss = person(house, Role.MANAGER, size=PHONE)
    page = boss.open("/reports")
    page.focus("#period")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Đang lập").wait_for()
    with house.database.transaction(house.agency_id) as session:
        [asked] = session.query(Report).all()
    make_reports(house.agency_id, [asked.id])
    page.reload()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải báo cáo").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    boss.judge("heads-report-phone")
