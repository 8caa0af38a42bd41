"""What docs/duties.md says of each duty is there: code, screen, test, story, line of the log."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api import console, public_reviews, public_tips
from moderation.vocabulary import EventKind
from tests.architecture.test_routes import routes_of

ROOT = Path(__file__).parents[2]
_LINES = (ROOT / "docs/duties.md").read_text("utf-8").splitlines()


def _table(after: str) -> list[list[str]]:
    at = _LINES.index(after)
    rows = [line for line in _LINES[at:] if line.startswith(("| ", "## "))]
    end = next((n for n, line in enumerate(rows) if n and line.startswith("## ")), len(rows))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows[3:end]]


NINE, RULES = _table("## The nine duties"), _table("## Rule by rule")
PATHS = {
    re.sub(r"{[^}]*}", "{}", route.path)
    for router in (console.router, public_reviews.router, public_tips.router)
    for route in routes_of(router)
}


def _is_address(written: str) -> bool:
    """A page as the document writes it; "…" stands for whatever follows."""
    known = re.sub(r"{[^}]*}", "{}", written)
    start = known.removesuffix("…")
    return known in PATHS or (start != known and any(path.startswith(start) for path in PATHS))


@pytest.mark.parametrize("row", NINE, ids=range(1, len(NINE) + 1))
def test_a_duty_has_its_screen_story_and_audit(row: list[str]) -> None:
    """A duty is done when a person can see it, a browser played it and the log tells of it."""
    _, screen, story, kinds = row
    file, test = re.findall(r"`([^`]+)`", story)

    assert _is_address(screen.strip("`"))
    assert f"def {test}(" in (ROOT / "tests" / file).read_text("utf-8")
    assert {one.strip("` ") for one in kinds.split(",")} <= {kind.value for kind in EventKind}


def test_there_are_nine_and_no_rule_is_without_code_and_test() -> None:
    """An empty cell would be a rule that nobody keeps."""
    assert len(NINE) == 9
    assert len(RULES) > 20
    assert [row for row in RULES if len(row) != 5 or not all(row)] == []


def test_what_a_rule_names_is_there() -> None:
    """Files stand where the row says, or beside one of the same cell; pages are ours."""
    missing = []
    for row in RULES:
        for cell, root in ((row[3], ROOT), (row[4], ROOT / "tests")):
            named = re.findall(r"`([^`]+)`", cell)
            folders = [root, *(root / Path(one).parent for one in named if "/" in one[1:])]
            missing += [
                one
                for one in named
                if not (_is_address(one) or any((each / one).exists() for each in folders))
            ]
    assert missing == []
