"""Comments and videos as TikTok's Business API lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb
from platforms.events import CommentEvent, PostRef, UnreadableEvent
from platforms.fields import id_in, items_in, link_in, object_of, required_id, text_in, time_in
from platforms.json_limits import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from platforms.ports import Word

__all__ = ["comment_words", "posts_of"]


def comment_words(
    items: object, *, business_id: str, post: PostRef | None, above: str | None = None
) -> Iterator[Word]:
    """What each comment and the replies below it are; TikTok's can't be edited."""
    for position, item in enumerate(items if isinstance(items, list) else []):
        try:
            comment = object_of(clean(item), "comments")
            yield _word(comment, business_id, post, above)
            root = required_id(comment, "comment_id")
            for reply in items_in(comment, "reply_list"):
                yield _word(object_of(reply, "reply_list"), business_id, post, root)
        except BadInputError as error:
            yield UnreadableEvent(position, error.code, error.message)


def posts_of(items: object) -> list[PostRef]:
    """The videos that can be read."""
    posts = []
    for item in items if isinstance(items, list) else []:
        try:
            video = object_of(clean(item), "videos")
            posts.append(
                PostRef(
                    required_id(video, "item_id"),
                    text_in(video, "caption"),
                    link_in(video, "share_url"),
                    time_in(video, "create_time"),
                )
            )
        except BadInputError:
            continue
    return posts


def _word(
    comment: dict[str, object], business_id: str, post: PostRef | None, above: str | None
) -> CommentEvent:
    written_at, video_id = time_in(comment, "create_time"), id_in(comment, "video_id")
    is_own = comment.get("owner") is True
    return CommentEvent(
        verb=CommentVerb.CREATED,
        external_id=required_id(comment, "comment_id"),
        text=text_in(comment, "text"),
        created_at=written_at,
        occurred_at=written_at,
        post=post or (PostRef(video_id) if video_id else None),
        parent_external_id=id_in(comment, "parent_comment_id") or above,
        author_external_id=business_id if is_own else id_in(comment, "unique_identifier"),
        author_name=text_in(comment, "display_name") or text_in(comment, "username"),
        page_external_id=business_id,
    )
