"""Every button of the triage console shows its key; what has none is written down here, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moderation.people.preferences import SHORTCUTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

CONSOLE = (
    "queue", "queue_harsh", "queue_talked", "queue_hostile", "queue_drafting", "case_free",
    "case_draft", "case_hide", "case_closed", "case_standing", "case_leaving", "case_unknown",
    "case_by_hand", "approval", "approval_stopped", "second_look",
)  # fmt: skip
WITHOUT_KEY = {
    "Trình để nhắn riêng": "leads to a citizen, and can not be taken back",
    "Duyệt": "publishes",
    "Đóng thanh hoàn tác": "only puts a line away",
}
CHORDS = {"Ctrl Enter": "Control+Enter"}
"""Held at once, in the field that is typed into."""

SECOND = (
    *(f"G {second}" for second in "0123456789MCSQPLVT"),
    *(f"S {second}" for second in "BCGHKLMPRST"),
)
OTHER_KEYS = {"/", "?", "Escape", *SECOND}
"""What no person may move: search, the sheet, the way back, second keys."""

# Where decisions are made: the foot of the card, its head, templates, lists, what was just done.
BUTTONS = """() => [...document.querySelectorAll([
  '.acts', '.case-tools', '.suggestions form', '.hold:not(details)', '.reveal', '.labels',
  '.picked', '.choosing', '.news', '.undo', '.recent-foot:first-child', '.approval-acts',
  '.reply-acts',
].map(place => `${place} button, ${place} a.button`).join(','))]
  .filter(one => !one.closest('dialog, .other-tab, details:not([open])') && one.offsetParent)
  .map(one => ({
    name: one.getAttribute('aria-label') ?? one.textContent.trim(),
    key: one.dataset.key ?? one.dataset.chord ?? '',
    shown: one.querySelector('kbd')?.textContent ?? '',
    told: one.getAttribute('aria-keyshortcuts') ?? '',
  }))"""


def _declared(page: Page) -> list[str]:
    found = page.evaluate("[...document.querySelectorAll('[data-key]')].map(e => e.dataset.key)")
    return [str(one) for one in found]


def test_every_button_shows_the_key_that_presses_it(stage: Stage) -> None:
    """By eye in a `kbd`, to a screen reader as a shortcut; every key may be moved by its person."""
    for name in CONSOLE:
        page = stage.open(name)
        buttons = page.evaluate(BUTTONS)
        assert buttons, name
        for button in buttons:
            if button["name"] in WITHOUT_KEY:
                assert button["key"] == "", f"{name}: {button}"
                continue
            shown = {"Esc": "Escape"}.get(button["shown"], button["shown"])
            assert button["key"] == shown != "", f"{name}: {button}"
            # In ARIA a space parts two ways to press the same; one after the other can't be said.
            told = CHORDS.get(shown, "" if " " in shown else shown)
            assert button["told"] == told, f"{name}: {button}"
        assert set(_declared(page)) <= set(SHORTCUTS) | OTHER_KEYS, name


def test_the_sheet_names_every_key_that_the_page_answers_to(stage: Stage) -> None:
    """In words, each once, whatever page it is opened on."""
    for name in ("queue", "queue_drafting", "approval", "second_look"):
        page = stage.open(name)
        answered = page.evaluate(
            "[...document.querySelectorAll('[data-key]')]"
            ".filter(e => !e.closest('[hidden], dialog')).map(e => e.dataset.key)"
        )
        page.keyboard.press("Shift+Slash")
        lines = page.locator("#keys dl > div").all()
        told = [" ".join(line.locator("kbd").all_inner_texts()) for line in lines]
        assert {one.replace("Escape", "Esc") for one in answered} <= set(told), name
        assert len(told) == len(set(told)), name
        assert all(line.locator("dd").inner_text().strip() for line in lines), name


def test_with_shortcuts_off_no_key_of_any_page_does_anything(stage: Stage) -> None:
    """The switch holds on the approver's card and in the second look as it does in the queue."""
    for name in ("queue", "case_free", "approval", "second_look"):
        page = stage.open(name)
        page.evaluate("document.body.toggleAttribute('data-keys-off', true)")
        stage.asked.clear()
        for key in sorted({one for one in _declared(page) if len(one) == 1 and one.isalnum()}):
            page.keyboard.press(key.lower())
        page.wait_for_timeout(100)
        assert [asked for asked, _ in stage.asked if not asked.startswith("GET /live")] == [], name
        assert page.locator("dialog[open]").count() == 0, name
