"""What the emulated networks hold: pages, posts, comments. One thread, so nothing is locked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.ledger import Ledger


@dataclass
class Comment:
    """One comment, reply or message. Times are unix seconds."""

    id: str
    post_id: str
    text: str | None
    author_id: str
    author_name: str
    created_at: float
    parent_id: str | None = None
    updated_at: float = 0
    hidden: bool = False
    removed: bool = False
    rejected: bool = False
    answered_privately: str | None = None
    omitted: frozenset[str] = frozenset()


@dataclass
class Post:
    """A post, a video, or the conversation with one person."""

    id: str
    text: str
    created_at: float


@dataclass
class Page:
    """A page with its keys; `callback` is where its webhooks go."""

    network: str
    id: str
    name: str
    token: str
    secret: str
    app_id: str = "360846524940903967"
    verify_token: str = ""
    callback: str | None = None
    expired: bool = False
    options: dict[str, object] = field(default_factory=dict)
    refresh_token: str = ""
    quota_used: int = 0
    quota_limit: int = 10_000
    posts: dict[str, Post] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)

    def link(self, item_id: str) -> str:
        """Where a post or a comment is seen: at the network, or, with `links`, on our own page."""
        ours = self.options.get("links")
        return f"{ours}#c-{item_id}" if ours else f"https://www.facebook.com/{item_id}"

    def live(self, comment_id: str) -> Comment | None:
        """The comment, unless it is gone."""
        comment = self.comments.get(comment_id)
        return None if comment is None or comment.removed else comment

    def below(self, parent_id: str) -> list[Comment]:
        """The live replies to a comment, oldest first."""
        return [c for c in self.under() if c.parent_id == parent_id]

    def under(self, post_id: str | None = None) -> list[Comment]:
        """The live comments, of one post or of all, oldest first."""
        found = [
            c for c in self.comments.values()
            if not c.removed and (post_id is None or c.post_id == post_id)
        ]  # fmt: skip
        return sorted(found, key=lambda c: (c.created_at, len(c.id), c.id))


Tell = Callable[[Page, Comment, str], None]


class World:
    """All pages, and what the networks' routes do to them."""

    def __init__(self, ledger: Ledger, tell: Tell) -> None:
        self.ledger = ledger
        self.pages: dict[tuple[str, str], Page] = {}
        self.usage_percent = 1
        self.last_number = 988_000
        self.changes = 0
        self._report = tell

    def number(self) -> int:
        """A number never given before."""
        self.last_number += 1
        return self.last_number

    def page(self, network: str, page_id: str) -> Page:
        """Raises KeyError."""
        return self.pages[network, page_id]

    def of_token(self, network: str, token: str) -> Page | None:
        """The page whose key this is, expired or not."""
        pages = (p for p in self.pages.values() if p.network == network and token)
        return next((p for p in pages if p.token == token), None)

    def holder(self, network: str, comment_id: str) -> Page | None:
        """The page where a comment stands or stood."""
        pages = (p for p in self.pages.values() if p.network == network)
        return next((p for p in pages if comment_id in p.comments), None)

    def add(self, page: Page, comment: Comment, *, act: str = "") -> Comment:
        """A new comment; what the page itself does (`act`) goes into the ledger first."""
        comment.updated_at = comment.updated_at or comment.created_at
        if act:
            self._note(page, act, comment.parent_id, text=comment.text, remote_id=comment.id)
        page.comments[comment.id] = comment
        self._tell(page, comment, "add")
        return comment

    def own(self, page: Page, text: str, *, comment_id: str, post_id: str, parent: str) -> Comment:
        """The page's own reply below `parent`."""
        return self.add(
            page,
            Comment(comment_id, post_id, text, page.id, page.name, time.time(), parent),
            act="reply",
        )

    def private(self, page: Page, comment: Comment, text: str, remote_id: str) -> None:
        """A message to the comment's author."""
        self._note(page, "private_reply", comment.id, text=text, remote_id=remote_id)
        comment.answered_privately = text

    def edit(self, page: Page, comment: Comment, text: str, *, verb: str, act: str = "") -> None:
        """A new text."""
        if act:
            self._note(page, act, comment.id, text=text)
        comment.text, comment.updated_at = text, max(time.time(), comment.created_at + 1)
        self._tell(page, comment, verb)

    def set_hidden(self, page: Page, comment: Comment, *, hidden: bool, act: str = "") -> None:
        """Hide or show again."""
        if act:
            self._note(page, act, comment.id)
        comment.hidden = hidden
        self._tell(page, comment, "hide" if hidden else "unhide")

    def remove(self, page: Page, comment: Comment, *, verb: str, act: str = "") -> None:
        """Gone for good, and what stood below with it."""
        if act:
            self._note(page, act, comment.id)
        for each in [comment, *page.below(comment.id)]:
            each.removed = True
        self._tell(page, comment, verb)

    def _tell(self, page: Page, comment: Comment, verb: str) -> None:
        self.changes += 1
        self._report(page, comment, verb)

    def _note(self, page: Page, act: str, comment_id: str | None, **more: object) -> None:
        self.ledger.note(
            network=page.network, page_id=page.id, act=act, comment_id=comment_id, **more
        )


@dataclass
class Call:
    """One request of a caller whose token is good. `id` is the object in its path, if any."""

    world: World
    page: Page
    id: str
    params: dict[str, str]
    body: dict[str, Any]

    @property
    def fields(self) -> str:
        """The fields asked for, as written."""
        return self.params.get("fields", "")
