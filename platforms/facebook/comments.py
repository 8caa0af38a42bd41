"""Comments and posts as the Graph API lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb
from platforms.events import CommentEvent, PostRef, UnreadableEvent
from platforms.fields import id_in, inner, link_in, object_of, required_id, text_in, time_in
from platforms.json_limits import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from platforms.ports import Word

__all__ = ["COMMENT_FIELDS", "POST_FIELDS", "comment_words", "posts_of"]

COMMENT_FIELDS = "id,message,from,created_time,parent{id},is_hidden,permalink_url"
POST_FIELDS = "id,message,created_time,permalink_url"


def comment_words(
    items: list[object], *, page_id: str, post: PostRef | None, as_of: datetime
) -> Iterator[Word]:
    """What each comment is now.

    Graph does not say whether a comment was edited, so it is told as its text at `as_of`, which
    changes nothing where that text is known; likewise whether it is hidden.
    """
    for position, item in enumerate(items):
        try:
            yield from _words(object_of(clean(item), "data"), page_id, post, as_of)
        except BadInputError as error:
            yield UnreadableEvent(position, error.code, error.message)


def posts_of(items: list[object]) -> list[PostRef]:
    """The posts that can be read; one that can't has no comments to look for."""
    posts = []
    for item in items:
        try:
            posts.append(_post(item))
        except BadInputError:
            continue
    return posts


def _post(item: object) -> PostRef:
    post = object_of(clean(item), "data")
    return PostRef(
        required_id(post, "id"),
        text_in(post, "message"),
        link_in(post, "permalink_url"),
        time_in(post, "created_time"),
    )


def _words(
    comment: dict[str, object], page_id: str, post: PostRef | None, as_of: datetime
) -> Iterator[CommentEvent]:
    author, text = inner(comment, "from"), text_in(comment, "message")
    external_id, created_at = required_id(comment, "id"), time_in(comment, "created_time")
    at = max(as_of, created_at or as_of)
    yield CommentEvent(
        verb=CommentVerb.CREATED if text is None else CommentVerb.EDITED,
        external_id=external_id,
        text=text,
        created_at=created_at,
        occurred_at=at,
        post=post,
        parent_external_id=id_in(inner(comment, "parent"), "id"),
        author_external_id=id_in(author, "id"),
        author_name=text_in(author, "name"),
        permalink=link_in(comment, "permalink_url"),
        page_external_id=page_id,
    )
    if isinstance(comment.get("is_hidden"), bool):
        verb = CommentVerb.HIDDEN if comment["is_hidden"] else CommentVerb.UNHIDDEN
        yield CommentEvent(
            verb=verb, external_id=external_id, occurred_at=at, page_external_id=page_id
        )
