"""A Chromium for the console's pages, answered by the real templates and the built front end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from api.app import create_app
from api.rendering import ASSETS_DIST, Assets, Pages
from moderation.settings import Settings
from moderation.vocabulary import Role
from tests.browser.living import DESKTOP, Person, chromium, serve, sign_in
from tests.browser.samples import NOW
from tests.factories import KEY_LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from commands.embedded import EmbeddedPostgres
    from tests.browser.stage import Stage
    from tests.factories import House


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The renderer, with the time stopped at the samples' own."""
    if not (ASSETS_DIST / "manifest.json").exists():
        pytest.skip("the front end is not built: npm ci && npm run build in api/assets")
    return Pages(assets=Assets.read(), clock=lambda: NOW)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    path = chromium()
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture
def stage(browser: Browser, pages: Pages) -> Iterator[Stage]:
    """A page of the console in which a test answers what the page asks."""
    from tests.browser.stage import Stage

    context = browser.new_context(viewport={"width": 1280, "height": 800})
    shown = Stage(page=context.new_page(), pages=pages)
    shown.start()
    yield shown
    context.close()


@pytest.fixture(scope="session")
def console_url(
    postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The whole console over the tests' database, on a port of this machine."""
    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.touch(mode=0o600)
    keys.write_text(KEY_LINE, encoding="ascii")
    settings = Settings(
        database_url=postgres.app_url,  # type: ignore[arg-type]
        key_file=keys,
        push_hosts="push.example.org",
        hook_hosts="hook.example.org",
    )
    yield from serve(create_app(settings))


@pytest.fixture
def person(browser: Browser, console_url: str) -> Iterator[Callable[..., Person]]:
    """Sign somebody in: `person(house, Role.TRIAGE, size=PHONE)`."""
    contexts = []

    def at_browser(
        house: House,
        role: Role = Role.TRIAGE,
        *,
        size: tuple[int, int] = DESKTOP,
        dark: bool = False,
    ) -> Person:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return sign_in(context, console_url, house, role, faults=[])

    yield at_browser
    for context in contexts:
        context.close()
