"""What the console's scripts promise, in a real browser under the real content policy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from api.view_models.case import CaseRow
from api.view_models.doors import ErrorPage
from api.view_models.parts import Notice
from api.view_models.queue import CasePage, QueuePage
from tests.browser.samples import PAGES
from tests.browser.stage import ORIGIN, Answer

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.stage import Stage


def _queue() -> QueuePage:
    view = PAGES["queue"]
    assert isinstance(view, QueuePage)
    return view


def _case_part(stage: Stage, number: int) -> str:
    view = _queue()
    assert view.case is not None
    return stage.pages.part(replace(view, case=replace(view.case, id=number)), "case", locale="vi")


def _next_row() -> CaseRow:
    return _queue().listing.rows[1]


def test_j_opens_the_next_case_and_puts_the_focus_on_its_heading(stage: Stage) -> None:
    """Walking the list by key shows each case beside it and tells a screen reader where one is."""
    number = _next_row().id
    stage.answers[f"GET /cases/{number}"] = Answer(_case_part(stage, number))
    page = stage.open("queue")
    page.keyboard.press("j")
    page.wait_for_selector(f'#case[data-case="{number}"]')
    page.locator("#case-title:focus").wait_for()
    assert page.locator('[data-row][aria-current="true"]').get_attribute("id") == f"row-{number}"
    assert stage.faults == []


def test_a_key_pressed_before_the_next_card_is_there_decides_nothing(stage: Stage) -> None:
    """On a slow line J and 4 in one breath must not file the case that is being left."""
    number = _next_row().id
    stage.answers[f"GET /cases/{number}"] = Answer(_case_part(stage, number))
    page = stage.open("queue")
    held: list[Route] = []
    page.route(f"**/cases/{number}?*", lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request(f"**/cases/{number}?*"):
        page.keyboard.press("j")
    page.keyboard.press("4")
    page.keyboard.press("b")
    assert page.locator("dialog[open]").count() == 0
    while not held:
        page.wait_for_timeout(20)
    held[0].fallback()
    page.wait_for_selector(f'#case[data-case="{number}"]')
    assert stage.posted("/cases/2041/label") is None


def test_the_current_row_is_never_under_the_head_or_the_undo_bar(stage: Stage) -> None:
    """Down and up again through the list, what is worked on can be read."""
    page = stage.open("queue")
    page.set_viewport_size({"width": 1366, "height": 480})
    for key in "jjjjkkkk":
        page.keyboard.press(key)
        assert page.evaluate("""() => {
          const box = what => document.querySelector(what).getBoundingClientRect()
          const row = box('[data-row][aria-current=true]')
          return row.top >= box('.list-head').bottom - 1 && row.bottom <= box('#undo').top + 1
        }"""), key


def test_a_digit_decides_and_the_whole_answer_lands_at_once(stage: Stage) -> None:
    """One key files the case; next case, list, counts, undo bar and announcement come together."""
    view = _queue()
    assert view.case is not None
    answered = replace(
        view,
        case=replace(view.case, id=2044),
        listing=replace(view.listing, rows=view.listing.rows[1:], current_id=2044),
        said="Đã chuyển. Vụ 1 trong 11.",
    )
    body = stage.pages.part(answered, "decided", locale="vi")
    stage.answers["POST /cases/2041/label"] = Answer(body)
    page = stage.open("queue")
    page.keyboard.press("4")
    page.wait_for_selector('#case[data-case="2044"]')
    sent = stage.posted("/cases/2041/label") or ""
    assert "label=feedback" in sent
    assert "version=3" in sent
    assert page.locator("#row-2041").count() == 0
    assert page.locator("#said").inner_text() == "Đã chuyển. Vụ 1 trong 11."
    assert stage.faults == []


def test_keys_answer_again_after_a_decision_and_a_step_in_one_breath(stage: Stage) -> None:
    """The row that was stepped to goes with the old list; nobody waits for its card for ever."""
    view, number = _queue(), _next_row().id
    assert view.case is not None
    rows = view.listing.rows[1:]
    left = replace(
        view, case=replace(view.case, id=number), listing=replace(view.listing, rows=rows)
    )
    stage.answers["POST /cases/2041/label"] = Answer(stage.pages.part(left, "decided", locale="vi"))
    stage.answers[f"GET /cases/{number}"] = Answer(_case_part(stage, number))
    page = stage.open("queue")
    held: list[Route] = []
    page.route("**/cases/*", lambda route: held.append(route))  # noqa: PLW0108
    page.route("**/cases/*/label", lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request("**/cases/2041/label"):
        page.keyboard.press("4")
    with page.expect_request(f"**/cases/{number}?*"):
        page.keyboard.press("j")
    while len(held) < 2:
        page.wait_for_timeout(20)
    for route in held:
        route.fallback()
        page.wait_for_timeout(300)
    page.wait_for_selector(f'#case[data-case="{number}"]')
    page.wait_for_timeout(400)
    page.keyboard.press("b")
    page.wait_for_selector("dialog[open]")


@pytest.mark.parametrize(
    "event",
    [
        {"code": "Digit4", "key": "4", "isComposing": True},
        {"code": "Digit4", "key": "4", "keyCode": 229},
        {"code": "Digit4", "key": "4", "ctrlKey": True},
        {"code": "Digit4", "key": "4", "repeat": True},
        {"code": "Backspace", "key": "Backspace"},
    ],
)
def test_what_a_typing_tool_sends_decides_nothing(stage: Stage, event: dict[str, object]) -> None:
    """Composition, key code 229, modifiers, repeats and Backspace never act on a case."""
    page = stage.open("queue")
    page.evaluate(
        "event => document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...event}))",
        event,
    )
    page.wait_for_timeout(100)
    assert stage.posted("/cases/2041/label") is None


def test_letters_typed_into_a_field_are_only_letters(stage: Stage) -> None:
    """Shortcuts sleep while somebody types, so that "rồi 4 ngày" is a search and no decision."""
    page = stage.open("queue")
    page.keyboard.press("/")
    page.keyboard.type("r 4 z j")
    assert page.locator("#search").input_value() == "r 4 z j"
    assert stage.posted("/cases/2041/label") is None


def test_shortcuts_can_be_turned_off_and_the_server_is_told(stage: Stage) -> None:
    """The switch in the sheet works at once and is kept with the person (WCAG 2.1.4)."""
    page = stage.open("queue")
    page.keyboard.press("Shift+Slash")
    page.get_by_label("Dùng phím tắt một chữ").uncheck()
    assert "Trả lời" in page.locator("#keys dl").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    page.wait_for_timeout(100)
    assert stage.posted("/cases/2041/label") is None
    assert stage.posted("/preferences/keys") == ""


def test_a_moved_key_is_pressed_and_shown_where_it_went(stage: Stage) -> None:
    """N is pressed as 0; the button and the sheet say so, and N alone does nothing."""
    page = stage.open("queue_own_keys")
    taking = page.locator('[data-key="N"]')
    assert taking.locator("kbd").inner_text() == "0"
    page.keyboard.press("n")
    page.wait_for_timeout(100)
    assert stage.posted("/cases/2041/claim") is None
    with page.expect_request("**/cases/2041/claim"):
        page.keyboard.press("0")


def test_a_reply_is_submitted_from_its_field_by_two_keys_at_once(stage: Stage) -> None:
    """From the field of the reply alone: no note sends it, nor Enter in a line of its template."""
    page = stage.open("queue_draft")
    page.locator('[data-key="T"]').click()
    page.locator(".talk-form textarea").press("Control+Enter")
    page.locator("#draft-form input:not([type=hidden])").first.press("Enter")
    for keys in ("Control+Alt+Enter", "Control+Shift+Enter", "Control+Meta+Enter"):
        page.locator("#text").press(keys)
    with page.expect_response("**/cases/2041/submit"):
        page.locator("#text").press("Control+NumpadEnter")
    assert [asked for asked, _ in stage.asked].count("POST /cases/2041/submit") == 1
    assert stage.posted("/cases/2041/draft") is None


def test_a_reply_is_submitted_after_the_saving_that_is_under_way(stage: Stage) -> None:
    """With the version that was saved, or the writer would be refused for their own words."""
    view = PAGES["case_draft"]
    assert isinstance(view, CasePage)
    assert view.case.draft is not None
    saved = replace(view, case=replace(view.case, draft=replace(view.case.draft, version=97)))
    stage.answers["POST /cases/2041/draft"] = Answer(stage.pages.part(saved, "draft", locale="vi"))
    stage.page.clock.install()
    page = stage.open("queue_draft")
    held: list[Route] = []
    page.route("**/cases/2041/draft", lambda route: held.append(route))  # noqa: PLW0108
    page.locator("#text").press_sequentially("Một")
    with page.expect_request("**/cases/2041/draft"):
        page.clock.fast_forward(1000)
    page.locator("#text").press_sequentially(" hai")
    page.locator("#text").press("Control+Enter")
    page.clock.fast_forward(1000)
    assert stage.posted("/cases/2041/submit") is None
    with page.expect_response("**/cases/2041/submit"):
        held[0].fallback()
    sent = stage.posted("/cases/2041/submit") or ""
    assert "draft_version=97&" in sent + "&"
    assert "hai" in sent
    assert [asked for asked, _ in stage.asked].count("POST /cases/2041/submit") == 1


def test_who_types_before_the_script_is_there_keeps_their_place(stage: Stage) -> None:
    """On a slow line the password must not go on, readable, in the field of the name."""
    late: list[Route] = []
    stage.page.route("**/assets/app*.js", lambda route: late.append(route))  # noqa: PLW0108
    stage.page.goto(f"{ORIGIN}/preview/sign_in", wait_until="commit")
    stage.page.locator("[type=password]").press("m")
    while not late:
        stage.page.wait_for_timeout(20)
    late[0].fallback()
    stage.page.wait_for_load_state()
    assert stage.page.locator("[type=password]").evaluate("it => it === document.activeElement")


@pytest.mark.parametrize("part", ["keys-title-2", "", "khong-co"])
def test_that_something_was_kept_is_said_where_it_was_done(stage: Stage, part: str) -> None:
    """Below the tables of a long page nobody sees its top; without a part it is said up there."""
    view = replace(PAGES["people"], shell=replace(_queue().shell, notice=Notice("good", "Đã lưu.")))
    stage.answers["GET /people"] = Answer(stage.pages.page(view, locale="vi"))
    stage.page.goto(f"{ORIGIN}/people?saved=1#{part}")
    said = stage.page.locator(".notice-good")
    where = "#keys-title-2 + .notice-good" if part == "keys-title-2" else "#notice > .notice-good"

    assert stage.page.locator(where).count() == 1
    assert said.count() == 1
    if part != "khong-co":
        stage.page.wait_for_function("document.activeElement.matches('.notice-good')")
    assert "saved" not in stage.page.url


@pytest.mark.parametrize("name", ["people_key", "person_password"])
def test_what_is_shown_once_is_where_one_looks(stage: Stage, name: str) -> None:
    """A key far below the table of permissions would be gone before it was seen."""
    page = stage.open(name)
    assert page.locator(".notice:has(.shown-once)").evaluate("it => it === document.activeElement")
    top = page.locator(".shown-once").bounding_box()
    assert top is not None
    assert 0 <= top["y"] < page.viewport_size["height"]  # type: ignore[index]


def test_on_a_phone_no_field_is_behind_the_bar_of_sections(stage: Stage) -> None:
    """Whoever goes on by Tab sees where they are, and above a field its label."""
    stage.page.set_viewport_size({"width": 390, "height": 844})
    page = stage.open("person_new")
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('main input:not([type=hidden]), .primary')].filter(
          field => {
            field.focus()
            const { bottom } = field.getBoundingClientRect()
            return bottom > document.querySelector('.sections').getBoundingClientRect().top
          }).map(field => field.name)"""
    )
    assert hidden == []


def test_the_choices_of_a_dialog_keep_their_numbers_whatever_was_moved(stage: Stage) -> None:
    """N is pressed as 0 on the page; in the dialog 0 is the tenth reason and is shown as that."""
    page = stage.open("queue_own_keys")
    page.keyboard.press("3")
    tenth = page.locator('#reasons [data-key="0"]')
    assert tenth.locator("kbd").inner_text() == "0"
    page.keyboard.press("0")
    assert tenth.locator("input").is_checked()


def test_foul_words_are_masked_as_the_person_chose_and_shown_by_a_key(stage: Stage) -> None:
    """Until P is pressed the word is not on the page to read; then it stays."""
    page = stage.open("queue_harsh")
    said = page.locator(".comment")
    assert "đéo" not in said.inner_text()
    assert "từ bị che" in said.inner_text()
    page.keyboard.press("p")
    assert "đéo" in said.inner_text()
    assert page.locator("[data-reveal-harsh]").get_attribute("aria-pressed") == "true"


def test_what_can_be_undone_stands_beside_what_decides_and_never_over_it(stage: Stage) -> None:
    """With one case alone on the screen too, where the line comes after each decision."""
    page = stage.open("queue")
    page.keyboard.press("f")
    under, acts = page.locator(".undo").bounding_box(), page.locator(".acts").bounding_box()
    assert under is not None
    assert acts is not None
    assert under["y"] + under["height"] <= acts["y"]


def test_one_case_alone_is_a_key_away_and_back(stage: Stage) -> None:
    """The list steps aside and the keys go on as before."""
    page = stage.open("queue")
    page.keyboard.press("f")
    assert page.locator(".pane-list").is_hidden()
    with page.expect_request("**/cases/2044*"):
        page.keyboard.press("j")
    page.keyboard.press("f")
    assert page.locator(".pane-list").is_visible()


def test_filing_as_illegal_asks_for_the_reason_first(stage: Stage) -> None:
    """The key 3 opens a dialog; nothing is sent until a reason is chosen."""
    page = stage.open("queue")
    page.keyboard.press("3")
    dialog = page.locator("#reasons")
    assert dialog.is_visible()
    assert stage.posted("/cases/2041/label") is None
    dialog.get_by_label("Lừa đảo").check()
    dialog.get_by_role("button", name="Chuyển sang vi phạm").click()
    page.wait_for_timeout(100)
    sent = stage.posted("/cases/2041/label") or ""
    assert "label=illegal_content" in sent
    assert "reason=fraud" in sent


def test_a_refusal_is_told_and_the_typed_text_stays(stage: Stage) -> None:
    """A conflict lands in the notice; the draft keeps what was written."""
    refusal = ErrorPage(None, "conflict", "Phạm Thu vừa sửa dự thảo này.", retry_url="/cases/2041")
    body = stage.pages.part(refusal, "notice", locale="vi")
    stage.answers["POST /cases/2041/draft"] = Answer(body, 409)
    page = stage.open("queue_draft")
    page.fill("#text", "Chào anh/chị, phường xin trả lời.")
    page.wait_for_selector("#notice [data-answer]")
    assert "Phạm Thu vừa sửa" in page.locator("#notice").inner_text()
    assert page.locator("#draft-live").count() == 1
    assert page.locator("#text").input_value() == "Chào anh/chị, phường xin trả lời."


@pytest.mark.parametrize("answer", [Answer(status=0), Answer("<h1>502 Bad Gateway</h1>", 502)])
def test_an_absent_server_is_told_in_our_words(stage: Stage, answer: Answer) -> None:
    """A broken connection or a proxy's page never replaces the case."""
    stage.answers["POST /cases/2041/claim"] = answer
    page = stage.open("queue")
    page.keyboard.press("n")
    page.wait_for_selector("#notice .notice-error")
    assert "Chữ đã gõ vẫn còn" in page.locator("#notice").inner_text()
    assert "Bad Gateway" not in page.inner_text("body")
    assert page.locator('#case[data-case="2041"]').count() == 1


def test_news_waits_behind_a_button(stage: Stage) -> None:
    """New comments never move the list under the cursor."""
    stage.answers["GET /live"] = Answer('event: news\ndata: {"new": 12}\n\n')
    page = stage.open("queue")
    page.wait_for_selector("[data-news]:not([hidden])")
    assert page.locator("[data-news-words]").inner_text() == "Có 12 bình luận mới"


def test_the_comment_of_a_hostile_writer_is_only_text(stage: Stage) -> None:
    """Markup shows as letters, hidden characters as their names, nothing runs."""
    page = stage.open("queue_hostile")
    said = page.locator(".comment").inner_text()
    assert "<script>alert(1)</script>" in said
    assert "U+202E" in said
    assert "\u202e" not in said
    assert stage.faults == []


def test_every_unsafe_request_carries_the_token(stage: Stage) -> None:
    """The session's token goes as a header with every htmx request."""
    page = stage.open("queue")
    with page.expect_request("**/cases/2041/claim") as caught:
        page.keyboard.press("n")
    assert caught.value.headers["x-csrf-token"] == "c2FtcGxl"


def test_a_left_page_lets_its_claim_go(stage: Stage) -> None:
    """Leaving the case sends its release, so that nobody waits ten minutes for it."""
    stage.page.add_init_script("sessionStorage.setItem('tab', 't0k')")
    page = stage.open("case")
    with page.expect_request("**/cases/2041/release") as caught:
        page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert "claim_token=t0k" in (caught.value.post_data or "")


def test_another_tab_of_the_same_person_says_so_and_lets_nothing_go(stage: Stage) -> None:
    """The claim is the first tab's: this one offers to move it, and leaving it ends nothing."""
    page = stage.open("case")
    assert page.locator("[data-other-tab]").is_visible()

    page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.wait_for_timeout(100)

    assert stage.posted("/cases/2041/release") is None
