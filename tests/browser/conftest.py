"""A Chromium for the console's pages, answered by the real templates and the built front end."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from api.rendering import ASSETS_DIST, Assets, Pages
from tests.browser.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser.stage import Stage


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The renderer, with the time stopped at the samples' own."""
    if not (ASSETS_DIST / "manifest.json").exists():
        pytest.skip("the front end is not built: npm ci && npm run build in api/assets")
    return Pages(assets=Assets.read(), clock=lambda: NOW)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
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
