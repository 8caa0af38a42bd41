"""Draws the pictures of the guides: `python -m tests.browser.guide`.

Each scene is a page of the samples, perhaps after a key, or one element of it. The pictures go to
docs/pictures; `test_guide.py` holds that the guides show exactly these.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from api.rendering import Assets, Pages
from tests.browser.living import chromium
from tests.browser.samples import NOW
from tests.browser.stage import Stage

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = [
    "DUTY_GUIDE",
    "DUTY_SCENES",
    "GUIDE",
    "MANAGER_GUIDE",
    "MANAGER_SCENES",
    "SCENES",
    "Scene",
    "draw",
]

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = DOCS / "user-guide" / "page-administrator.md"
DUTY_GUIDE = DOCS / "user-guide" / "duties.md"
MANAGER_GUIDE = DOCS / "user-guide" / "manager.md"
DESKTOP, TALL, PHONE = (1280, 720), (1280, 1400), (390, 780)


@dataclass(frozen=True, slots=True)
class Scene:
    """A page of the samples; `press` is done first, `only` is the element that is drawn."""

    page: str
    press: str = ""
    only: str = ""
    size: tuple[int, int] = DESKTOP


SCENES: dict[str, Scene] = {
    "admin-queue": Scene("queue"),
    "admin-keys": Scene("queue", press="Shift+Slash", only="#keys", size=TALL),
    "admin-reasons": Scene("queue", press="3", only="#reasons"),
    "admin-dismiss": Scene("queue", press="b", only="#dismiss"),
    "admin-undo": Scene("queue", only="#undo"),
    "admin-talk": Scene("queue_talked", only="#talk", size=TALL),
    "admin-draft": Scene("queue_drafting"),
    "admin-look": Scene("second_look", only="main"),
    "admin-corrections": Scene("corrections"),
    "admin-set-aside": Scene("set_aside", only="main"),
    "admin-phone": Scene("case_free", size=PHONE),
}


MANAGER_SCENES: dict[str, Scene] = {
    "manager-now": Scene("dashboard"),
    "manager-period": Scene("dashboard_period", only=".period", size=(1280, 900)),
    "manager-reports": Scene("reports", size=(1280, 760)),
    "manager-public": Scene("transparency", size=(1280, 640)),
    "manager-calendar": Scene("calendar"),
}


DUTY_SCENES: dict[str, Scene] = {
    "duties-index": Scene("duties", size=(1280, 480)),
    "duties-rules": Scene("conduct", size=(1280, 900)),
    "duties-contributions": Scene("contributions"),
    "duties-second-person": Scene("case_criticism", only="#acts"),
    "duties-review-phone": Scene("public_review", size=(390, 620)),
    "duties-tip-phone": Scene("tip_form", size=PHONE),
    "duties-incident": Scene("incident", size=(1280, 900)),
    "duties-case-file": Scene("case_file", only="main"),
    "duties-referrals": Scene("referrals"),
    "duties-suspects": Scene("suspects"),
    "duties-child": Scene("case_child", size=(1280, 640)),
    "duties-request": Scene("case_asks", size=(1280, 640)),
    "duties-traits": Scene("traits"),
    "duties-registry": Scene("registry", size=(1280, 900)),
}


def draw(browser: Browser, folder: Path) -> None:
    """Every scene of the guides as a PNG in a folder."""
    pages = Pages(assets=Assets.read(), clock=lambda: NOW)
    for name, scene in {**SCENES, **MANAGER_SCENES, **DUTY_SCENES}.items():
        width, height = scene.size
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", locale="vi-VN"
        )
        stage = Stage(page=context.new_page(), pages=pages)
        stage.start()
        page = stage.open(scene.page)
        if scene.press:
            page.keyboard.press(scene.press)
        path = folder / f"{name}.png"
        if scene.only:
            page.locator(scene.only).first.screenshot(path=path)
        else:
            page.screenshot(path=path)
        context.close()


def main() -> None:
    """Draw them where the guide looks for them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        draw(browser, DOCS / "pictures")
        browser.close()


if __name__ == "__main__":
    main()
