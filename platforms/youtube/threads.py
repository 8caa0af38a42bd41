"""Walking the threads of a channel or of a video, a call at a time.

A thread comes with a few of its replies. Those that have more wait in line, and are read before
the next page of threads.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from platforms.events import CommentEvent
from platforms.ports import Listing
from platforms.youtube.client import READ_COST
from platforms.youtube.reading import comment_words, posts_of, threads_of

if TYPE_CHECKING:
    from datetime import datetime

    from platforms.events import PostRef
    from platforms.ports import Word
    from platforms.youtube.client import Client

__all__ = ["Threads"]

_COMMENTS = "100"
_MAX_IDS = 50
_Line = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Threads:
    """The threads that `scope` names (`videoId` or the channel's), newest first."""

    client: Client
    scope: dict[str, str]
    since: datetime | None
    threads_since: datetime | None

    def step(self, cursor: str | None) -> Listing[Word]:
        """One page of replies, or of threads. Raises FetchError; the cursor may be used again."""
        line, page = _read(cursor)
        return self._replies(line, page) if line else self._page(page)

    def _page(self, page: str | None) -> Listing[Word]:
        found = self.client.fetch(
            "commentThreads",
            part="snippet,replies",
            maxResults=_COMMENTS,
            order="time",
            textFormat="plainText",
            pageToken=page,
            **self.scope,
        )
        line: _Line = []
        words: list[Word] = []
        next_page = found.next_cursor
        for told, root in threads_of(found.items, as_of=found.as_of):
            words += self._young(told)
            if _began_before(told, self.threads_since):
                next_page = None
            elif root is not None:
                line.append((root, None))
        words, cost = self._with_titles(words)
        return Listing(words, _written(line, next_page), READ_COST + cost)

    def _replies(self, line: _Line, page: str | None) -> Listing[Word]:
        (root, token), *rest = line
        found = self.client.fetch(
            "comments",
            part="snippet",
            parentId=root,
            maxResults=_COMMENTS,
            textFormat="plainText",
            pageToken=token,
        )
        if found.next_cursor is not None:
            rest.append((root, found.next_cursor))
        words = self._young(list(comment_words(found.items, as_of=found.as_of)))
        return Listing(words, _written(rest, page), READ_COST)

    def _young(self, words: list[Word]) -> list[Word]:
        """What was written or edited since the time asked for."""
        if self.since is None:
            return words
        kept = []
        for word in words:
            at = word.occurred_at if isinstance(word, CommentEvent) else None
            if at is None or at >= self.since:
                kept.append(word)
        return kept

    def _with_titles(self, words: list[Word]) -> tuple[list[Word], int]:
        """The videos' titles, in one call where anything was said at all."""
        videos = {w.post.external_id for w in words if isinstance(w, CommentEvent) and w.post}
        if not videos:
            return words, 0
        asked = ",".join(sorted(videos)[:_MAX_IDS])
        found = self.client.fetch("videos", part="snippet", id=asked, maxResults=str(_MAX_IDS))
        titled = {post.external_id: post for post in posts_of(found.items)}
        return [_titled(word, titled) for word in words], READ_COST


def _titled(word: Word, titled: dict[str, PostRef]) -> Word:
    if isinstance(word, CommentEvent) and word.post and word.post.external_id in titled:
        return replace(word, post=titled[word.post.external_id])
    return word


def _began_before(words: list[Word], moment: datetime | None) -> bool:
    """Whether a thread's root, its first word, is older."""
    root = words[0] if words else None
    if moment is None or not isinstance(root, CommentEvent) or root.created_at is None:
        return False
    return root.created_at < moment


def _read(cursor: str | None) -> tuple[_Line, str | None]:
    if cursor is None:
        return [], None
    try:
        held = json.loads(cursor)
        return [(str(root), token) for root, token in held["line"]], held["page"]
    except (ValueError, KeyError, TypeError):
        raise BadInputError("Vị trí đọc tiếp không hợp lệ; hãy đọc lại từ đầu.") from None


def _written(line: _Line, page: str | None) -> str | None:
    """None where nothing is left to read."""
    if not line and page is None:
        return None
    return json.dumps({"line": line, "page": page}, separators=(",", ":"))
