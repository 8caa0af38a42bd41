"""Every page of the route table, over a real database with something of every kind in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

import pytest

from moderation.vocabulary import Role
from tests.browser.furnished import furnish, pages
from tests.browser.living import Person
from tests.factories import House

pytestmark = pytest.mark.browser

SignIn = Callable[..., Person]


@dataclass(frozen=True, slots=True)
class Look:
    """One way in which a page is seen."""

    name: str
    size: tuple[int, int]
    dark: bool = False
    forced: bool = False


DESKTOP, PHONE = (1366, 768), (390, 780)
EVERYDAY = (
    Look("desktop-light", DESKTOP),
    Look("phone-dark", PHONE, dark=True),
    Look("phone-light", PHONE),
    Look("desktop-dark", DESKTOP, dark=True),
)
LOOKS = (
    *EVERYDAY,
    # A window of 1280 pixels at 200 % and 400 % shows as much as one of these (WCAG 1.4.10).
    Look("zoom-200", (640, 400)),
    Look("zoom-400", (320, 256)),
    Look("forced-colours", DESKTOP, forced=True),
)


def look_at(person: Person, look: Look, name: str, *, pictured: bool = False) -> None:
    """See the page that is open in one more way, and judge it."""
    person.page.emulate_media(
        color_scheme="dark" if look.dark else "light",
        forced_colors="active" if look.forced else "none",
        reduced_motion="reduce",
    )
    person.page.set_viewport_size({"width": look.size[0], "height": look.size[1]})
    person.judge(f"{name}-{look.name}", pictured=pictured)


def opened(person: Person, path: str) -> str:
    """Open a page that is there; what to call it."""
    answer = person.page.goto(f"{person.url}{path}")
    assert answer is not None, path
    assert answer.status == 200, path
    person.page.evaluate("document.fonts.ready.then(() => true)")
    return path.partition("?")[0].strip("/").replace("/", "-") or "first"


def test_every_page_bars_nobody(house: House, person: SignIn) -> None:
    """Desktop or phone, light or dark, turn by turn, under the real content policy."""
    places = furnish(house)
    an = person(house, Role.ADMINISTRATOR)
    for path, look in zip(pages(places), cycle(EVERYDAY), strict=False):
        look_at(an, look, opened(an, path))


@pytest.mark.long
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_bars_nobody_in_any_look(house: House, person: SignIn, language: str) -> None:
    """Both languages, both widths, light and dark, at 200 % and 400 %, in forced colours."""
    places = furnish(house)
    an = person(house, Role.ADMINISTRATOR)
    if language == "en":
        an.open("/templates")
        an.page.get_by_role("button", name="English").click()
        an.page.wait_for_selector("html[lang=en]")
    for path in pages(places):
        name = f"{language}-{opened(an, path)}"
        for look in LOOKS:
            look_at(an, look, name, pictured=True)
