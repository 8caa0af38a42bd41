"""Instagram comments as a webhook tells them and as the Graph API lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb
from platforms.events import CommentEvent, PostRef, UnreadableEvent
from platforms.facebook.deliveries import changes_of
from platforms.fields import (
    id_in,
    inner,
    items_in,
    link_in,
    object_of,
    required_id,
    text_in,
    time_in,
)
from platforms.json_limits import clean, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from platforms.ports import Word

__all__ = ["COMMENT_FIELDS", "POST_FIELDS", "comment_words", "posts_of", "read"]

COMMENT_FIELDS = "id,text,timestamp,username,from,hidden,parent_id"
POST_FIELDS = "id,caption,permalink,timestamp"

_COMMENTS = ("comments", "live_comments")


def read(body: bytes) -> list[CommentEvent | UnreadableEvent]:
    """New comments only: Instagram tells neither when one was written nor its edits or removal.

    Raises BadInputError where the body is no JSON object of an account.
    """
    envelope = parse(body)
    if not isinstance(envelope, dict) or not isinstance(envelope.get("entry"), list):
        raise BadInputError("Gói tin không phải là thông báo của Instagram.", code="bad_envelope")
    events: list[CommentEvent | UnreadableEvent] = []
    for position, (account, change) in enumerate(changes_of(envelope["entry"])):
        try:
            event = _event(object_of(clean(account), "entry"), object_of(clean(change), "changes"))
        except BadInputError as error:
            events.append(UnreadableEvent(position, error.code, error.message))
        else:
            if event is not None:
                events.append(event)
    return events


def comment_words(
    items: list[object],
    *,
    account_id: str,
    post: PostRef | None,
    as_of: datetime,
    above: str | None = None,
) -> Iterator[Word]:
    """What each comment and the replies below it are now; all stand below `above`, if given."""
    for position, item in enumerate(items):
        try:
            comment = object_of(clean(item), "data")
            yield from _words(comment, account_id, post, above, as_of)
            for reply in items_in(inner(comment, "replies"), "data"):
                root = required_id(comment, "id")
                yield from _words(object_of(reply, "replies"), account_id, post, root, as_of)
        except BadInputError as error:
            yield UnreadableEvent(position, error.code, error.message)


def posts_of(items: list[object]) -> list[PostRef]:
    """The media that can be read."""
    posts = []
    for item in items:
        try:
            posts.append(_post(object_of(clean(item), "data")))
        except BadInputError:
            continue
    return posts


def _event(account: dict[str, object], change: dict[str, object]) -> CommentEvent | None:
    if change.get("field") not in _COMMENTS:
        return None
    value = object_of(change.get("value"), "value")
    account_id = id_in(account, "id")
    media_id = id_in(inner(value, "media"), "id")
    parent_id = id_in(value, "parent_id")
    author_id, author_name = _author(value, account_id)
    return CommentEvent(
        verb=CommentVerb.CREATED,
        external_id=required_id(value, "id"),
        text=text_in(value, "text"),
        occurred_at=time_in(account, "time"),
        post=PostRef(media_id) if media_id else None,
        parent_external_id=None if parent_id == media_id else parent_id,
        author_external_id=author_id,
        author_name=author_name,
        page_external_id=account_id,
    )


def _words(
    comment: dict[str, object],
    account_id: str,
    post: PostRef | None,
    above: str | None,
    as_of: datetime,
) -> Iterator[CommentEvent]:
    external_id, written_at = required_id(comment, "id"), time_in(comment, "timestamp")
    author_id, author_name = _author(comment, account_id)
    yield CommentEvent(
        verb=CommentVerb.CREATED,
        external_id=external_id,
        text=text_in(comment, "text"),
        created_at=written_at,
        occurred_at=written_at,
        post=post or _media(comment),
        parent_external_id=id_in(comment, "parent_id") or above,
        author_external_id=author_id,
        author_name=author_name,
        page_external_id=account_id,
    )
    if isinstance(comment.get("hidden"), bool):
        verb = CommentVerb.HIDDEN if comment["hidden"] else CommentVerb.UNHIDDEN
        yield CommentEvent(
            verb=verb,
            external_id=external_id,
            occurred_at=max(as_of, written_at or as_of),
            page_external_id=account_id,
        )


def _author(value: dict[str, object], account_id: str | None) -> tuple[str | None, str | None]:
    """The account itself writes under an identifier of another kind, told beside it."""
    author = inner(value, "from")
    author_id = id_in(author, "id")
    if account_id is not None and id_in(author, "self_ig_scoped_id") == account_id:
        author_id = account_id
    return author_id, text_in(author, "username") or text_in(value, "username")


def _media(comment: dict[str, object]) -> PostRef | None:
    media = inner(comment, "media")
    return _post(media) if media else None


def _post(media: dict[str, object]) -> PostRef:
    return PostRef(
        required_id(media, "id"),
        text_in(media, "caption"),
        link_in(media, "permalink"),
        time_in(media, "timestamp"),
    )
