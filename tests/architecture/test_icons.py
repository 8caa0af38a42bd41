"""Icons are drawn from one sprite; a name that is not in it would leave an empty square."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "api"


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    """The list stands in the front end's build."""
    listed = re.search(
        r"const ICONS = \[(.*?)\]", (ROOT / "assets/build.js").read_text(), re.DOTALL
    )
    assert listed is not None
    drawn = set(re.findall(r"'([a-z0-9-]+)'", listed[1]))
    pages = (ROOT / "html").rglob("*.html")
    named = {
        name
        for page in pages
        for name in re.findall(r"icon\('([a-z0-9-]+)'", page.read_text("utf-8"))
    }
    assert named - drawn == set()
