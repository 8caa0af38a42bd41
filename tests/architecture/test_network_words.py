"""What a network calls things is known in its own package and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = [
    "api", "classifiers", "commands", "moderation", "platforms", "response_templates", "workers",
]  # fmt: skip
# Exports are files that networks and tools wrote, and are read by the names that stand in them.
OF_FILES = "platforms/exports"
WORDS = {
    "hub.challenge": "platforms/facebook",
    "hub.verify_token": "platforms/facebook",
    "x-hub-signature": "platforms/facebook",
    "graph.facebook.com": "platforms/facebook",
    "x-app-usage": "platforms/facebook",
    "appsecret_proof": "platforms/facebook",
    "reverse_chronological": "platforms/facebook",
    "live_comments": "platforms/instagram",
    "self_ig_scoped_id": "platforms/instagram",
    "mac=": "platforms/zalo",
    "x-zevent-": "platforms/zalo",
    "openapi.zalo.me": "platforms/zalo",
    "user_send_": "platforms/zalo",
    "heldForReview": "platforms/youtube",
    "commentThreads": "platforms/youtube",
    "googleapis.com": "platforms/youtube",
    "quotaExceeded": "platforms/youtube",
    "tiktok-signature": "platforms/tiktok",
    "business-api.tiktok.com": "platforms/tiktok",
    "comment.update": "platforms/tiktok",
}
TOGETHER = ({"comment_id", "feed"}, "platforms/facebook")


@cache
def texts_in(path: Path) -> frozenset[str]:
    """Every text of a module but its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # fmt: skip
    return frozenset(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documentation
    )


def modules_outside(*folders: str) -> Iterator[Path]:
    """Every module of ours but those below the folders."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if "node_modules" not in place and not place.startswith(folders):
                yield path


@pytest.mark.parametrize(("word", "home"), WORDS.items())
def test_a_networks_word_stays_in_its_package(word: str, home: str) -> None:
    """A change at a network is a change in one folder."""
    lowered = word.lower()
    found = [
        path.relative_to(ROOT).as_posix()
        for path in modules_outside(home, OF_FILES)
        if any(lowered in text.lower() for text in texts_in(path))
    ]
    assert found == []


def test_every_word_is_still_spoken_at_home() -> None:
    """A word that nobody uses any more would guard nothing."""
    for word, home in WORDS.items():
        texts = {text.lower() for path in (ROOT / home).rglob("*.py") for text in texts_in(path)}
        assert any(word.lower() in text for text in texts), word


def test_the_shape_of_a_feed_is_known_to_facebook_alone() -> None:
    """Words that are harmless alone give a network away together."""
    words, home = TOGETHER
    found = [path for path in modules_outside(home, OF_FILES) if words <= texts_in(path)]
    assert found == []


def test_networks_do_not_know_each_other() -> None:
    """Instagram alone is reached through Facebook's Graph API."""
    networks = {"facebook", "instagram", "tiktok", "youtube", "zalo"}
    for network in networks:
        for path in (ROOT / "platforms" / network).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            imported = {
                (node.module or "").split(".")[1]
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("platforms.")
            }
            others = imported & networks - {network}
            assert others <= ({"facebook"} if network == "instagram" else set()), path
