"""The guides show what the screens show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from moderation.people.preferences import SHORTCUTS
from tests.browser.guide import (
    DUTY_GUIDE,
    DUTY_SCENES,
    GUIDE,
    MANAGER_GUIDE,
    MANAGER_SCENES,
    SCENES,
    Scene,
    draw,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize(
    ("guide", "scenes"),
    [(GUIDE, SCENES), (MANAGER_GUIDE, MANAGER_SCENES), (DUTY_GUIDE, DUTY_SCENES)],
    ids=["admin", "manager", "duties"],
)
def test_a_guide_shows_exactly_the_pictures_that_are_drawn(
    guide: Path, scenes: dict[str, Scene]
) -> None:
    """A scene without a place, or a picture without a scene, would go stale unseen."""
    shown = re.findall(
        r"\.\./pictures/((?:admin|manager|duties)-[a-z-]+)\.png", guide.read_text("utf-8")
    )
    assert sorted(shown) == sorted(scenes)


def test_the_guide_teaches_the_keys_that_there_are() -> None:
    """Each key of the screens stands in the guide's table, and no other."""
    taught = re.findall(r"(?m)^\| `([A-Z0-9])` \|", GUIDE.read_text("utf-8"))
    assert set(taught) | set("123456") == set(SHORTCUTS)


@pytest.mark.browser
def test_every_scene_can_be_drawn(browser: Browser, tmp_path: Path) -> None:
    """The dialogs open by the keys that the guide names, and hold something."""
    draw(browser, tmp_path)
    assert {path.stem for path in tmp_path.glob("*.png")} == {
        *SCENES,
        *MANAGER_SCENES,
        *DUTY_SCENES,
    }
    assert all(path.stat().st_size > 2_000 for path in tmp_path.glob("*.png"))
