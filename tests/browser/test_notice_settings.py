"""Being told outside the console: set by keys alone, and switched on in a browser."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest

from moderation.queries.telling import hook_of, wishes_of
from moderation.vocabulary import Role
from tests.browser.living import Person
from tests.emulators.push import Receiver
from tests.factories import House

pytestmark = pytest.mark.browser

SignIn = Callable[..., Person]
HERE = "/notifications/settings"
ADDRESS = "https://push.example.org/send/7"

# A headless Chromium has no push service. Only its two answers stand in: the asking for permission,
# the worker, its registration, the form and the server are the real ones.
PUSH_SERVICE = """
window.asked = 0
const ask = Notification.requestPermission.bind(Notification)
Notification.requestPermission = () => { window.asked += 1; return ask() }
PushManager.prototype.getSubscription = async () => null
PushManager.prototype.subscribe = async (wanted) => {
  window.wanted = wanted
  return { toJSON: () => (KEYS) }
}
"""


def reach(person: Person, selector: str) -> None:
    """Press Tab until the focus is there, and can be seen to be there."""
    for _ in range(120):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("s => document.activeElement.matches(s)", selector):
            seen = person.page.evaluate(
                "() => { const at = document.activeElement, box = at.getBoundingClientRect();"
                " return box.top >= 0 && box.bottom <= innerHeight"
                " && at.matches(':focus-visible') }"
            )
            assert seen, selector
            return
    pytest.fail(f"Tab never came to {selector}")


def test_ones_own_notices_and_the_agencys_program_are_set_by_keys_alone(
    house: House, person: SignIn
) -> None:
    """Every field, box and button comes to the focus in order, and none needs the mouse."""
    an = person(house, Role.ADMINISTRATOR)
    an.open(HERE)
    reach(an, "#mail_address")
    an.page.keyboard.type("an@hoamai.example.vn")
    reach(an, "[name=mail_breach]")
    an.page.keyboard.press("Space")
    reach(an, "[name=digest]")
    an.page.keyboard.press("ArrowDown")
    reach(an, "main .form-acts .primary")
    an.page.keyboard.press("Enter")
    an.page.locator("#notice", has_text="Đã lưu.").wait_for()
    an.page.wait_for_function("location.search === ''")
    an.judge("notice-settings")

    reach(an, "#hook_url")
    an.page.keyboard.type("https://hook.example.org/tin")
    an.page.keyboard.press("Enter")
    an.page.wait_for_selector("#hook code")

    with house.database.transaction(house.agency_id) as session:
        kept = wishes_of(house.agency_id, session, house.who(Role.ADMINISTRATOR).actor_id or 0)
        told = hook_of(house.agency_id, session)
    assert kept is not None
    assert told is not None
    assert (kept.mail_address, kept.digest) == ("an@hoamai.example.vn", False)
    assert "breach" not in kept.kinds["mail"]
    assert told.url == "https://hook.example.org/tin"


def test_a_browser_is_switched_on_by_a_press_and_says_what_it_can_not(
    house: House, person: SignIn
) -> None:
    """The question comes with the press alone; a no, and a browser without push, are told in words.

    Of the browser only `PushManager` stands in, since a headless Chromium has no push service.
    """
    lan = person(house, Role.TRIAGE)
    keys = {**Receiver().keys, "endpoint": ADDRESS}
    given = {"endpoint": keys.pop("endpoint"), "keys": keys}
    lan.page.add_init_script(PUSH_SERVICE.replace("KEYS", str(given)))
    lan.open(HERE)
    lan.page.get_by_role("button", name="Bật trên máy này").click()
    lan.page.get_by_text("Trình duyệt chưa cho phép thông báo").wait_for()
    assert lan.page.evaluate("window.wanted") is None

    lan.page.context.grant_permissions(["notifications"])
    lan.page.reload()
    assert lan.page.evaluate("window.asked") == 0
    lan.page.fill("#device-name", "Máy bàn")
    reach(lan, "form[data-push] button")
    with lan.page.expect_request(f"**{HERE.removesuffix('/settings')}/devices") as sent:
        lan.page.keyboard.press("Enter")
    lan.page.get_by_text("Máy bàn").wait_for()

    assert parse_qs(sent.value.post_data or "")["endpoint"] == [ADDRESS]
    assert lan.page.evaluate(
        "navigator.serviceWorker.getRegistration('/').then(one => new URL(one.scope).pathname)"
    ) == "/"  # fmt: skip
    assert lan.faults == []

    lan.page.add_init_script("delete window.PushManager")
    lan.page.reload()
    lan.page.get_by_text("Trình duyệt này không nhận được thông báo trên máy").wait_for()
    assert lan.page.locator("form[data-push]").is_hidden()
