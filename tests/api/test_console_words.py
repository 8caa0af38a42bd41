"""What the console says in sentences has its English."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import console
from api.console import (
    corrections,
    history,
    queue_views,
    rulebook_views,
    set_aside,
    undoing,
    why,
)
from api.i18n import translations
from api.words import (
    CORRECTION_REASONS_VI,
    CRITICISM_SIGNS_VI,
    DISMISS_VI,
    EVENTS_VI,
    OUTCOMES_VI,
    PERMISSIONS_VI,
    ROLES_VI,
    RULE_ACTORS_VI,
    RULE_LAYERS_VI,
    RULE_STRENGTHS_VI,
)
from moderation.people.preferences import SHORTCUTS
from moderation.policy import Permission
from moderation.vocabulary import LABELS_VI, REASONS_VI, EventKind

MODULES = sorted(Path(console.__file__).parent.glob("*.py"))
LISTS = (
    *history._PLAIN.values(),
    *undoing._TOLD.values(),
    *undoing._MANY.values(),
    *CORRECTION_REASONS_VI.values(),
    *(word for _, word in corrections.KAPPA_WORDS),
    corrections._LOWEST,
    *SHORTCUTS.values(),
    *why.PRIVATE_VI.values(),
    *queue_views.VIEWS.values(),
    *set_aside._KINDS.values(),
    *set_aside._WHY.values(),
    set_aside._OTHERWISE,
    *DISMISS_VI.values(),
    *ROLES_VI.values(),
    *EVENTS_VI.values(),
    *CRITICISM_SIGNS_VI.values(),
    *OUTCOMES_VI.values(),
    *PERMISSIONS_VI.values(),
    *RULE_ACTORS_VI.values(),
    *RULE_LAYERS_VI.values(),
    *RULE_STRENGTHS_VI.values(),
    *(title for _, title in rulebook_views._GROUPS),
    *LABELS_VI.values(),
    *REASONS_VI.values(),
)


def said(path: Path) -> Iterator[str]:
    """Every sentence that a module says by `say("…")`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_sentence_of_a_module_has_its_english(path: Path) -> None:
    """A reader who chose English is not answered in two languages."""
    assert [one for one in said(path) if translations("en").gettext(one) == one] == []


@pytest.mark.parametrize("message", sorted(set(LISTS)))
def test_every_word_of_a_closed_list_has_its_english(message: str) -> None:
    """Events, reasons, roles, labels, kinds of private data."""
    assert translations("en").gettext(message) != message


def test_the_log_and_the_table_of_powers_know_every_word() -> None:
    """An event without a name would break the page of the log that shows it."""
    assert set(EVENTS_VI) == set(EventKind)
    assert set(PERMISSIONS_VI) == set(Permission)
