"""The networks' world kept in a file, so that a demo finds its pages as they were left."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.emulators.world import Comment, Page, Post, World

__all__ = ["keep", "restore", "save"]

_EVERY_SECONDS = 1.0


def restore(world: World, path: Path) -> None:
    """The pages that the file holds; none where there is no file yet."""
    if not path.exists():
        return
    held = json.loads(path.read_text(encoding="utf-8"))
    world.last_number = held["last_number"]
    for facts in held["pages"]:
        page = _page(facts)
        world.pages[page.network, page.id] = page


def save(world: World, path: Path) -> None:
    """Write it all down in one piece."""
    held = {
        "last_number": world.last_number,
        "pages": [asdict(page) for page in world.pages.values()],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(held, ensure_ascii=False, default=list), encoding="utf-8")
    new.replace(path)


async def keep(world: World, path: Path) -> None:
    """Save now and then where something was accepted or changed, until cancelled."""
    seen: object = None
    while True:
        now = (world.last_number, world.changes)
        if now != seen:
            save(world, path)
            seen = now
        await asyncio.sleep(_EVERY_SECONDS)


def _page(facts: dict[str, Any]) -> Page:
    posts = {each["id"]: Post(**each) for each in facts.pop("posts").values()}
    comments = {
        each["id"]: Comment(**{**each, "omitted": frozenset(each["omitted"])})
        for each in facts.pop("comments").values()
    }
    return Page(**facts, posts=posts, comments=comments)
