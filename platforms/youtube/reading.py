"""Comments, threads and videos as the Data API lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb
from platforms.events import CommentEvent, PostRef, UnreadableEvent
from platforms.fields import id_in, inner, items_in, object_of, required_id, text_in, time_in
from platforms.json_limits import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from platforms.ports import Word

__all__ = ["Thread", "comment_words", "posts_of", "threads_of"]

_HIDDEN = {"heldForReview", "rejected", "likelySpam"}
_WATCH = "https://www.youtube.com/watch?v="

Thread = tuple[list["Word"], str | None]
"""The words of a thread, and its root's identifier where it has replies that were not told."""


def threads_of(items: Iterable[object], *, as_of: datetime) -> Iterator[Thread]:
    """Each thread with the few replies that come with it."""
    for position, item in enumerate(items):
        try:
            thread = object_of(clean(item), "items")
            yield _thread(thread, as_of)
        except BadInputError as error:
            yield [UnreadableEvent(position, error.code, error.message)], None


def comment_words(
    items: Iterable[object], *, as_of: datetime, video_id: str | None = None
) -> Iterator[Word]:
    """What each comment is now."""
    for position, item in enumerate(items):
        try:
            yield from _words(object_of(clean(item), "items"), video_id, as_of)
        except BadInputError as error:
            yield UnreadableEvent(position, error.code, error.message)


def posts_of(items: Iterable[object]) -> list[PostRef]:
    """Videos, from a playlist or by themselves; one that can't be read is left out."""
    posts = []
    for item in items:
        try:
            posts.append(_post(object_of(clean(item), "items")))
        except BadInputError:
            continue
    return posts


def _thread(thread: dict[str, object], as_of: datetime) -> Thread:
    snippet = inner(thread, "snippet")
    video_id = id_in(snippet, "videoId")
    root = inner(snippet, "topLevelComment")
    replies = items_in(inner(thread, "replies"), "comments")
    words: list[Word] = list(_words(root, video_id, as_of))
    for reply in replies:
        words.extend(_words(object_of(reply, "replies"), video_id, as_of))
    count = snippet.get("totalReplyCount")
    has_more = isinstance(count, int) and count > len(replies)
    return words, required_id(root, "id") if has_more else None


def _words(
    comment: dict[str, object], video_id: str | None, as_of: datetime
) -> Iterator[CommentEvent]:
    snippet, external_id = inner(comment, "snippet"), required_id(comment, "id")
    published_at = time_in(snippet, "publishedAt")
    updated_at = time_in(snippet, "updatedAt") or published_at
    edited = published_at is not None and updated_at is not None and updated_at > published_at
    video_id = id_in(snippet, "videoId") or video_id
    original = text_in(snippet, "textOriginal")
    yield CommentEvent(
        verb=CommentVerb.EDITED if edited else CommentVerb.CREATED,
        external_id=external_id,
        text=text_in(snippet, "textDisplay") if original is None else original,
        created_at=published_at,
        occurred_at=updated_at,
        post=PostRef(video_id, None, f"{_WATCH}{video_id}") if video_id else None,
        parent_external_id=id_in(snippet, "parentId"),
        author_external_id=id_in(inner(snippet, "authorChannelId"), "value"),
        author_name=text_in(snippet, "authorDisplayName"),
        permalink=f"{_WATCH}{video_id}&lc={external_id}" if video_id else None,
    )
    status = snippet.get("moderationStatus")
    if isinstance(status, str):
        verb = CommentVerb.HIDDEN if status in _HIDDEN else CommentVerb.UNHIDDEN
        yield CommentEvent(verb=verb, external_id=external_id, occurred_at=as_of)


def _post(item: dict[str, object]) -> PostRef:
    snippet = inner(item, "snippet")
    video_id = id_in(inner(snippet, "resourceId"), "videoId") or required_id(item, "id")
    return PostRef(
        video_id,
        text_in(snippet, "title"),
        f"{_WATCH}{video_id}",
        time_in(snippet, "publishedAt"),
    )
