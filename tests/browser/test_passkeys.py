"""A passkey's whole life in a browser: added, used to come in, used as a proof, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from api.app import create_app
from moderation.settings import Settings
from moderation.vocabulary import Role
from tests.browser.living import Person, serve, sign_in
from tests.factories import KEY_LINE, PASSWORD, House

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from commands.embedded import EmbeddedPostgres

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named_url(
    postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The console under a name, since a bare number can have no passkeys."""
    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY_LINE, encoding="ascii")
    app = create_app(Settings(database_url=postgres.app_url, key_file=keys))  # type: ignore[arg-type]
    for address in serve(app):
        url = address.replace("127.0.0.1", "localhost")
        state = app.state.phanhoi
        settings = state.settings.model_copy(update={"public_url": url})
        app.state.phanhoi = replace(state, settings=settings)
        yield url


@pytest.fixture
def person(browser: Browser, named_url: str, house: House) -> Iterator[Person]:
    """A spokesperson with a virtual authenticator in their machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    made = sign_in(context, named_url, house, Role.SPOKESPERSON, faults=[])
    devtools = context.new_cdp_session(made.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield made
    context.close()


def press(page: Page, act: str) -> None:
    """Press a button that speaks to the passkey, by keyboard."""
    page.locator(f'[data-passkey="{act}"] button').focus()
    page.keyboard.press("Enter")


def leave(page: Page) -> None:
    """Sign out by the menu."""
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/sign-in")


def test_a_passkey_is_added_and_opens_the_door_by_itself(person: Person, house: House) -> None:
    """No password and no code; and from then on the password wants the key, or a code on paper."""
    page = person.open("/account")
    page.fill("#passkey-name", "Máy ở bộ phận một cửa")
    press(page, "add")
    page.get_by_text("Máy ở bộ phận một cửa").wait_for()
    person.judge("account_passkey")
    page.get_by_role("button", name="Tạo 10 mã dự phòng").press("Enter")
    page.get_by_role("heading", name="Mã dự phòng").wait_for()
    paper = page.locator("main code").first.inner_text()
    person.judge("account_codes")
    leave(page)
    person.judge("sign_in_passkey")

    press(page, "enter")

    page.wait_for_url(lambda now: "/sign-in" not in now)
    assert page.locator("main").is_visible()
    page = person.open("/account/prove?next=/account")
    press(page, "prove")
    page.wait_for_url(lambda now: now.endswith("/account") and "prove" not in now)
    leave(page)
    page.fill("#username", house.usernames[Role.SPOKESPERSON])
    page.fill("#password", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url("**/sign-in/code**")
    page.fill("#code", paper)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda now: "/sign-in" not in now)
    page = person.open("/account")
    assert page.get_by_text("Còn 9 mã trên giấy").is_visible()
    page.locator('form[action*="/passkeys/"] button').click()
    page.wait_for_load_state()
    assert page.get_by_text("Máy ở bộ phận một cửa").count() == 0
    assert person.faults == []


def test_an_unknown_passkey_is_told_in_one_sentence(person: Person, house: House) -> None:
    """A key that was taken away opens nothing, and the other ways stay open."""
    page = person.open("/account")
    press(page, "add")
    page.locator('form[action*="/passkeys/"] button').click()
    page.wait_for_load_state()
    page.context.clear_cookies()
    person.open("/sign-in")

    press(page, "enter")

    page.get_by_text("Không nhận ra khóa bảo mật này").wait_for()
    assert page.locator("#password").is_visible()
