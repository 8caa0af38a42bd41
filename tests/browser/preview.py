"""Draws every page with invented contents: `python -m tests.browser.preview [PAGE …] [+LOOK …]`.

Pages go to a temporary folder as HTML and PNG under the real content policy: desktop and phone,
light and dark, Vietnamese and English, at 200 % and 400 % zoom, in forced colours; or in the looks
named after a plus. Accessibility faults and script errors are printed, and the exit status tells
whether there were any.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from api.rendering import Assets, Pages
from tests.browser.samples import NOW, PAGES
from tests.browser.stage import Stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from api.i18n import Locale

GRAVE = {"serious", "critical"}


@dataclass(frozen=True, slots=True)
class Look:
    """One way in which a page is seen."""

    name: str
    locale: Locale
    size: tuple[int, int]
    dark: bool = False
    forced: bool = False


LOOKS = (
    Look("vi-desktop-light", "vi", (1280, 800)),
    Look("vi-desktop-dark", "vi", (1280, 800), dark=True),
    Look("vi-phone-light", "vi", (360, 740)),
    Look("vi-phone-dark", "vi", (360, 740), dark=True),
    Look("en-desktop-light", "en", (1280, 800)),
    Look("en-phone-light", "en", (360, 740)),
    # A window of 1280 pixels at 200 % and 400 % shows as much as one of these (WCAG 1.4.10).
    Look("vi-zoom-200", "vi", (640, 400)),
    Look("vi-zoom-400", "vi", (320, 256)),
    Look("vi-forced-colours", "vi", (1280, 800), forced=True),
)


def main(names: list[str]) -> int:
    """The number of faults found."""
    wanted = {name[1:] for name in names if name.startswith("+")}
    names = [name for name in names if not name.startswith("+")]
    folder = Path(tempfile.mkdtemp(prefix="phanhoi-preview-"))
    pages = Pages(assets=Assets.read(), clock=lambda: NOW)
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for look in [one for one in LOOKS if not wanted or one.name in wanted]:
            faults += _draw(browser, look, pages, names or list(PAGES), folder)
        browser.close()
    sys.stdout.write("\n".join([*faults, f"{len(faults)} faults; pictures in {folder}\n"]))
    return len(faults)


def _draw(browser: Browser, look: Look, pages: Pages, names: list[str], folder: Path) -> list[str]:
    width, height = look.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if look.dark else "light",
        forced_colors="active" if look.forced else "none",
        reduced_motion="reduce",
    )
    stage = Stage(page=context.new_page(), pages=pages, locale=look.locale)
    stage.start()
    faults: list[str] = []
    for name in names:
        page = stage.open(name)
        (folder / f"{name}.{look.locale}.html").write_text(page.content(), "utf-8")
        page.screenshot(path=folder / f"{name}.{look.name}.png", full_page=True)
        faults += [f"{look.name} {name}: {fault}" for fault in _judge(page)]
    context.close()
    return faults + [f"{look.name}: {fault}" for fault in stage.faults]


def _judge(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    faults = [
        f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:200]}"
        for rule in found
        if rule["impact"] in GRAVE
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append("wider than the screen")
    return faults


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
