"""What people are told has its English with the same values in it, and no English is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from api.i18n import catalogue
from api.refusals import PLACE

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "classifiers", "moderation", "platforms", "response_templates", "workers")
# Whose sentences no console shows: Vietnamese documents, the API's own pages, an operator's lines.
ELSEWHERE = (
    "api/case_file/",
    "api/rest/",
    "api/schema.py",
    "classifiers/artefact.py",
    "classifiers/evaluate.py",
    "classifiers/examples.py",
    "classifiers/train.py",
    "moderation/audit.py",
    "moderation/chain.py",
    "moderation/duties/notices.py",
    "moderation/production.py",
    "moderation/settings.py",
    "response_templates/checking.py",
    "response_templates/evaluate.py",
    "workers/duty_parts.py",
    "workers/official_report.py",
)
# Whose words end up inside a sentence said elsewhere.
PARTS = (
    "classifiers/rules/patterns.py",
    "platforms/exports/content.py",
    "platforms/fields.py",
    "platforms/instagram/account.py",
    "platforms/tiktok/account.py",
    "platforms/youtube/channel.py",
    "platforms/zalo/account.py",
    "response_templates/linting.py",
)
VIETNAMESE = re.compile("[À-ỹ]")
SENTENCE = re.compile(r"[A-ZÀ-ỸĐ“{].* .*[.…]")
VALUE = re.compile(rf"%\((\w+)\)s|{PLACE.pattern}")


def modules() -> list[str]:
    """Every module of the packages that say something to people."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    places = sorted(path.relative_to(ROOT).as_posix() for path in found)
    return [place for place in places if not place.startswith("api/assets/")]


@cache
def vietnamese_in(place: str) -> frozenset[str]:
    """The Vietnamese texts of a module but its documentation, `{}` for each value they bear."""
    source = (ROOT / place).read_text(encoding="utf-8")
    texts = texts_in(ast.parse(source)) if VIETNAMESE.search(source) else ()
    return frozenset(text for text in texts if VIETNAMESE.search(text))


def texts_in(node: ast.AST) -> Iterator[str]:
    """Every text below a node but documentation; one with values, and what is within them."""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        yield "".join(map(str, parts))
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                yield from texts_in(value.value)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        for part in ast.iter_child_nodes(node):
            yield from texts_in(part)


def messages() -> dict[str, str]:
    """The Vietnamese of the catalogue, singular and plural, and the same with `{}` for places."""
    return {
        text: PLACE.sub("{}", text)
        for one in catalogue("en")
        if one.id
        for text in ([one.id] if isinstance(one.id, str) else one.id)
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_that_a_console_may_show_has_its_english(package: str) -> None:
    """A refusal without English would answer an English reader in Vietnamese."""
    known = set(messages().values())
    missing = [
        f"{place}: {text}"
        for place in modules()
        if place.startswith(f"{package}/") and not place.startswith(ELSEWHERE)
        for text in sorted(vietnamese_in(place))
        if PLACE.sub("{}", text) not in known
        if place in PARTS or SENTENCE.fullmatch(text)
    ]
    assert missing == []


def test_english_bears_the_same_values_as_the_vietnamese() -> None:
    """A place of another name would lose its value, or break the page that says it."""
    wrong = []
    for one in catalogue("en"):
        for english in [one.string] if isinstance(one.string, str) else one.string or ():
            vietnamese = one.id if isinstance(one.id, str) else one.id[0]
            if one.id and set(VALUE.findall(vietnamese)) != set(VALUE.findall(english)):
                wrong.append(vietnamese)
    assert wrong == []


def test_values_by_percent_are_only_where_the_language_is_known() -> None:
    """A refusal kept in Vietnamese finds its English by `{name}`; `%(name)s` is for `say`."""
    wrong = [
        f"{place}: {text}"
        for place in modules()
        for text in sorted(vietnamese_in(place))
        if not place.startswith(("api/console/", "api/i18n.py", "api/tips.py"))
        if re.search(r"%\(\w+\)s", text)
    ]
    assert wrong == []


def test_no_english_is_left_of_what_nobody_says_any_more() -> None:
    """A message stands in a module or, between quotation marks, in a template or a script."""
    said = {text for place in modules() for text in vietnamese_in(place)}
    files = [*(ROOT / "api/html").rglob("*.html"), *(ROOT / "api/assets/src").rglob("*.js")]
    pages = "\n".join(file.read_text(encoding="utf-8") for file in files)
    left = [
        text
        for text, form in messages().items()
        if VIETNAMESE.search(text)
        and not said & {text, form}
        and f"'{text}'" not in pages
        and f'"{text}"' not in pages
    ]
    assert left == []


def test_nothing_is_left_out_that_is_no_longer_there() -> None:
    """An exception for what is gone would one day cover what nobody meant."""
    assert [place for place in (*ELSEWHERE, *PARTS) if not (ROOT / place).exists()] == []
