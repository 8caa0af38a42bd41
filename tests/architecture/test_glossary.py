"""The glossary says of every word of the house what it is called on screen and what it means."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from moderation import vocabulary
from moderation.models import Base
from moderation.vocabulary import LABELS_VI, REASONS_VI

GLOSSARY = (Path(__file__).parents[2] / "docs/glossary.md").read_text(encoding="utf-8")
WORDS = [
    words
    for words in vars(vocabulary).values()
    if isinstance(words, type) and issubclass(words, StrEnum) and words is not StrEnum
]


def section(name: str) -> dict[str, list[str]]:
    """The rows of the section whose heading names this, by the identifier in their first cell."""
    pattern = rf"(?ms)^##+ [^\n]*`{name}`[^\n]*\n(.*?)(?=^##|\Z)"
    found = re.search(pattern, GLOSSARY)
    assert found is not None, f"docs/glossary.md has no section on `{name}`"
    rows = [line.strip("| \n").split("|") for line in found[1].splitlines() if line[:3] == "| `"]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in rows}


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_closed_list_stands_in_the_glossary(words: type[StrEnum]) -> None:
    """Each value of each list has its row with a screen word and a meaning, and no other has."""
    rows = section(words.__name__)
    assert set(rows) == {word.value for word in words}
    assert all(len(cells) == 2 and all(cells) for cells in rows.values())


def test_labels_and_reasons_are_called_what_the_screens_call_them() -> None:
    """The Vietnamese names of labels and reasons are those of the vocabulary."""
    for words, names in (("Label", LABELS_VI), ("Reason", REASONS_VI)):
        rows = section(words)
        assert {word: cells[0] for word, cells in rows.items()} == {
            word.value: name for word, name in names.items()
        }


def test_every_table_stands_in_the_glossary() -> None:
    """Each table has its row, and no other has."""
    assert set(section("Base")) == set(Base.metadata.tables)
