"""Three people at their first day, in a real browser over the real system."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moderation.queries import cases as queries
from moderation.vocabulary import Label, Role
from tests.browser.living import DESKTOP, PHONE, PICTURES, Person, suggest, ward
from tests.factories import House, event

pytestmark = pytest.mark.browser

FILE = (
    "mã,nội dung bình luận,thời gian\n"
    "b1,Cho hỏi giờ làm việc của phường,20/11/2026 08:15\n"
    "b2,Đường ngõ 12 ngập quá ạ,20/11/2026 09:30\n"
    "b3,,20/11/2026 10:00\n"
).encode()
SignIn = Callable[..., Person]


def labels(house: House) -> list[Label]:
    """The labels of all open cases in the order of the list."""
    with house.database.transaction(house.agency_id) as session:
        found = queries.list_cases(house.agency_id, session, queries.CaseFilter(), limit=200)
        return [one.case.label for one in found]


def shown(person: Person) -> str:
    """The case on the card."""
    return person.page.locator("#case").get_attribute("data-case") or ""


def decide(person: Person, key: str) -> str:
    """Press a key that decides, and wait for the next case; the one that was decided."""
    before = shown(person)
    person.press(key)
    moved_on(person, before)
    return before


def moved_on(person: Person, before: str) -> None:
    """Wait for another case than this one on the card."""
    person.page.wait_for_function(
        "before => document.querySelector('#case')?.dataset.case !== before", arg=before
    )


def test_a_page_administrator_works_ten_cases_by_keyboard_alone(
    house: House, person: SignIn
) -> None:
    """One key a decision, the next case by itself, and a slip taken back at once."""
    ward(house)
    lan = person(house, Role.TRIAGE)
    lan.open("/queues/all")
    lan.judge("queue")
    for key in "4266512":
        decide(lan, key)
    slip = decide(lan, "5")
    lan.press("z")
    lan.page.wait_for_selector(f'#case[data-case="{slip}"]')
    decide(lan, "4")
    decide(lan, "1")
    lan.judge("queue-after")

    assert lan.page.locator("#undo").inner_text().startswith("Đã xếp vụ")
    assert lan.page.url.endswith(f"case={shown(lan)}")


def test_a_case_opened_by_a_reload_is_the_same_with_its_list(house: House, person: SignIn) -> None:
    """The address always says what is on the screen."""
    ward(house)
    lan = person(house, Role.TRIAGE)
    lan.open("/queues/feedback")
    lan.press("j")
    lan.page.wait_for_function("() => location.search.includes('case=')")
    case = shown(lan)

    lan.page.reload()

    assert shown(lan) == case
    assert lan.page.locator("[data-row]").count() == 3


def test_a_case_is_closed_escalated_and_recorded_by_dialogs(house: House, person: SignIn) -> None:
    """What needs a reason asks for it, names the case, and moves on."""
    ward(house)
    lan = person(house, Role.TRIAGE)
    lan.open("/queues/feedback")
    before = shown(lan)
    lan.press("b")
    lan.judge("dismiss")
    lan.press("3")
    moved_on(lan, before)
    assert "Đã ghi nhận góp ý" in lan.page.locator("#undo").inner_text()
    before = shown(lan)
    lan.press("c", "2")
    assert lan.page.get_by_label("Lãnh đạo").is_checked()
    lan.press("Enter")
    moved_on(lan, before)
    lan.press("l")
    lan.page.locator("#answered button.primary").click()
    lan.page.wait_for_function(
        "() => document.querySelector('#undo').textContent.includes('đã trả lời')"
    )

    lan.open("/queues/recent")
    lan.judge("recent")
    assert lan.page.locator("[data-row]").count() == 3
    lan.open("/queues/escalated")
    assert lan.page.locator("[data-row]").count() == 1


def test_two_people_on_one_case_are_told_and_lose_nothing(house: House, person: SignIn) -> None:
    """The second decision is refused in words, with the case as the first one left it."""
    ward(house)
    lan, minh = person(house, Role.TRIAGE), person(house, Role.MANAGER)
    lan.open("/queues/spam")
    minh.open("/queues/spam")
    decide(minh, "4")
    lan.press("5")
    lan.page.wait_for_selector("#notice [data-answer]")
    lan.faults.clear()  # the browser notes the refusal's status by itself
    lan.judge("conflict")

    assert "đã thay đổi từ lúc anh/chị mở" in lan.page.locator("#notice").inner_text()
    assert "Góp ý" in lan.page.locator("#case .certainty").inner_text()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_spokesperson_picks_a_template_fills_it_and_submits(
    house: House, person: SignIn, size: tuple[int, int]
) -> None:
    """The blanks are filled beside the text; what the public will see stands below."""
    ward(house)
    suggest(house, "can-cuoc-noi-lam")
    minh = person(house, Role.SPOKESPERSON, size=size)
    name = "phone" if size == PHONE else "desktop"
    minh.open("/queues/policy_question")
    if size == PHONE:
        minh.judge("queue-phone")
        minh.page.locator("[data-row]").first.click()
        minh.page.wait_for_url("**/cases/**")
        minh.judge("case-phone")
    minh.page.get_by_role("button", name="Nơi làm, giấy tờ mang theo").click()
    minh.page.wait_for_selector("#draft")
    minh.judge(f"draft-{name}")
    for field in minh.page.locator("#draft-form input[id^=field_]").all():
        field.fill("tại bộ phận một cửa")
    minh.page.wait_for_function("() => !document.querySelector('#draft-live .is-blocking')")
    assert "tại bộ phận một cửa" in minh.page.locator(".preview-text").inner_text()
    minh.page.locator("#text").press("End")
    minh.page.locator("#text").type(" Trân trọng!")
    minh.page.wait_for_function(
        "() => document.querySelector('.preview-text').textContent.includes('Trân trọng!')"
    )
    case = shown(minh)
    minh.page.get_by_role("button", name="Trình duyệt").click()
    moved_on(minh, case)
    assert minh.faults == []
    minh.open(f"/cases/{case}")
    assert "đang chờ người khác duyệt" in minh.page.locator("#case").inner_text()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_manager_reads_the_figures_and_follows_one(
    house: House, person: SignIn, size: tuple[int, int]
) -> None:
    """The day begins with one honest sentence; a figure leads to its cases."""
    ward(house)
    hoa = person(house, Role.MANAGER, size=size)
    hoa.judge(f"dashboard-{size[0]}")
    assert "14 đang chờ" in hoa.page.locator("h1").inner_text()
    assert "chưa đủ số liệu" in hoa.page.locator("h1").inner_text()

    hoa.page.locator("a.due-late").first.click()

    assert "due=late" in hoa.page.url
    assert hoa.page.locator("[data-row]").count() == 2


def test_a_page_administrator_works_on_a_phone(house: House, person: SignIn) -> None:
    """List and case are two pages; the thumb decides and the next case follows."""
    ward(house)
    lan = person(house, Role.TRIAGE, size=PHONE)
    lan.open("/queues/feedback")
    lan.page.locator("[data-row]").first.click()
    lan.page.wait_for_url("**/cases/**")
    before = shown(lan)
    lan.page.get_by_role("button", name="Câu hỏi").click()
    moved_on(lan, before)
    lan.judge("phone-after")
    lan.page.get_by_role("button", name="Hoàn tác", exact=True).click()
    lan.page.wait_for_selector(f'#case[data-case="{before}"]')


def test_an_administrator_brings_a_file_in_and_opens_an_address(
    house: House, person: SignIn
) -> None:
    """Columns are seen before anything is written; a key is seen once."""
    an = person(house, Role.ADMINISTRATOR)
    an.open("/imports/new")
    an.page.set_input_files(
        "#file", {"name": "thang-11.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    an.page.click("main button.primary")
    an.page.wait_for_url("**/mapping")
    an.judge("import-mapping")
    an.page.click("main .form-acts button.primary")
    an.page.wait_for_url(lambda url: url.rsplit("/", 1)[1].isdecimal())
    an.judge("import-progress")
    an.open("/pages")
    an.page.get_by_role("button", name="Mở địa chỉ nhận").click()
    an.page.wait_for_selector(".secret code")
    an.judge("secret")
    an.open("/pages")
    assert an.page.locator(".secret").count() == 0


def test_the_documentation_of_the_interface_runs_under_the_policy(
    house: House, person: SignIn
) -> None:
    """No file from elsewhere, no style or script that the policy refuses."""
    an = person(house, Role.ADMINISTRATOR)
    an.open("/api/v1/docs")
    an.page.wait_for_selector(".opblock")
    an.page.wait_for_timeout(500)
    an.page.screenshot(path=PICTURES / "docs.png")

    assert an.faults == []


def test_news_is_announced_and_the_list_stays_still(house: House, person: SignIn) -> None:
    """A case that comes while somebody reads waits behind a button."""
    ward(house)
    lan = person(house, Role.TRIAGE)
    lan.open("/queues/policy_question")
    house.take(event("late-1", "Cho hỏi lịch tiếp dân của chủ tịch phường ạ"))
    house.triage()

    lan.page.wait_for_selector("[data-news]:not([hidden])", timeout=15_000)

    assert lan.page.locator("[data-news-words]").inner_text() == "Có 1 bình luận mới"
    assert lan.page.locator("[data-row]").count() == 4
    lan.page.locator("[data-news] button").click()
    lan.page.wait_for_function("() => document.querySelectorAll('[data-row]').length === 5")
