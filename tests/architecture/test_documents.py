"""What the documents say of settings and commands is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from commands import COMMANDS
from moderation.settings import Settings

ROOT = Path(__file__).parents[2]
OPERATING = ROOT / "docs/operating.md"
OF_THE_TESTS = {"PHANHOI_CHROMIUM"}


def test_the_settings_and_their_list_agree() -> None:
    """`docs/operating.md` names every setting and no other."""
    written = set(re.findall(r"PHANHOI_[A-Z_]+", OPERATING.read_text(encoding="utf-8")))
    real = {f"PHANHOI_{name.upper()}" for name in Settings.model_fields}
    assert written - OF_THE_TESTS == real


def test_every_command_is_written_down() -> None:
    """`docs/operating.md` names every command of `phanhoi`."""
    text = OPERATING.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"phanhoi {name}" not in text] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    """A document that was moved or not written is found here, not by a reader."""
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")]
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert broken == []
