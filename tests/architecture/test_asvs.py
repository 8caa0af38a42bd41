"""The table of ASVS items has a reason in every row, and the proofs that it names exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|\n ").split("|")]
    for line in (ROOT / "docs/asvs.md").read_text("utf-8").splitlines()
    if re.match(r"\| \d", line)
]
LEVELS = {"đạt", "một phần", "chưa", "không áp dụng"}


def test_no_row_is_without_a_verdict_and_a_reason() -> None:
    """An empty cell is a question that nobody answered."""
    assert len(ROWS) > 70
    assert [row for row in ROWS if len(row) != 4 or not all(row) or row[2] not in LEVELS] == []


def test_every_proof_that_is_named_exists() -> None:
    """A test that was renamed takes its row along."""
    named = {one for row in ROWS for one in re.findall(r"`(\w+/test_\w+\.py)`", row[3])}

    assert len(named) > 25
    assert sorted(one for one in named if not (ROOT / "tests" / one).is_file()) == []
