"""Reading a page's recent comments post by post, a call at a time, fairly.

Each post in turn gives one page of its comments and goes to the end of the line, so that an old
post with ten thousand comments never keeps newer ones waiting.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from platforms.events import CommentEvent, PostRef
from platforms.outcomes import FetchError, Need
from platforms.ports import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from platforms.ports import Source, Word

__all__ = ["since_then", "step", "young"]


def step(
    source: Source, *, since: datetime, posts_since: datetime | None, cursor: str | None
) -> Listing[Word]:
    """One call: the next posts, or the next comments of the post whose turn it is.

    Raises FetchError; the same cursor may be used again.
    """
    line, posts_cursor, more = _read(cursor)
    if line:
        (post_id, comments_cursor), *line = line
        found = _comments(source, post_id, since=since, cursor=comments_cursor)
        if found.next_cursor is not None:
            line.append((post_id, found.next_cursor))
        return Listing(found.items, _written(line, posts_cursor, more=more), found.cost)
    posts = source.posts(since=posts_since or since, cursor=posts_cursor)
    line = [(post.external_id, None) for post in posts.items]
    more = posts.next_cursor is not None
    return Listing([], _written(line, posts.next_cursor, more=more), posts.cost)


def young(
    posts: Sequence[PostRef], since: datetime | None, next_cursor: str | None
) -> Listing[PostRef]:
    """Of a listing that begins with the newest, the posts since a time; it ends at an older one."""
    kept = [post for post in posts if not (since and post.posted_at and post.posted_at < since)]
    return Listing(kept, next_cursor if len(kept) == len(posts) else None)


def since_then(words: list[Word], since: datetime | None) -> tuple[list[Word], bool]:
    """The words about comments that are not older than `since`, and whether any was older."""
    if since is None:
        return words, False
    old = {
        word.external_id
        for word in words
        if isinstance(word, CommentEvent) and word.created_at and word.created_at < since
    }
    kept = [w for w in words if not isinstance(w, CommentEvent) or w.external_id not in old]
    return kept, bool(old)


def _comments(
    source: Source, post_id: str, *, since: datetime, cursor: str | None
) -> Listing[Word]:
    """A post that has gone in the meantime has nothing to say."""
    try:
        return source.comments(post_id, since=since, cursor=cursor)
    except FetchError as error:
        if error.refused.needs is Need.NOTHING:
            return Listing([])
        raise


_Line = list[tuple[str, str | None]]


def _read(cursor: str | None) -> tuple[_Line, str | None, bool]:
    if cursor is None:
        return [], None, True
    try:
        held = json.loads(cursor)
        line = [(str(post_id), after) for post_id, after in held["line"]]
        return line, held["posts"], held["more"]
    except (ValueError, KeyError, TypeError):
        raise BadInputError("Vị trí đọc tiếp không hợp lệ; hãy đọc lại từ đầu.") from None


def _written(line: _Line, posts_cursor: str | None, *, more: bool) -> str | None:
    """None where nothing is left to read."""
    if not line and not more:
        return None
    return json.dumps({"line": line, "posts": posts_cursor, "more": more}, separators=(",", ":"))
