"""A page's feed as its webhook tells it: any verb in any spelling, any field missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb
from platforms.events import CommentEvent, PostRef, UnreadableEvent
from platforms.fields import id_in, inner, link_in, object_of, required_id, text_in, time_in
from platforms.json_limits import clean, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

__all__ = ["changes_of", "read"]

_VERBS = {
    "add": CommentVerb.CREATED,
    "edit": CommentVerb.EDITED,
    "edited": CommentVerb.EDITED,
    "update": CommentVerb.EDITED,
    "delete": CommentVerb.DELETED,
    "remove": CommentVerb.DELETED,
    "hide": CommentVerb.HIDDEN,
    "unhide": CommentVerb.UNHIDDEN,
}

# What else happens on a page and is no comment: passed over. An item that is in neither list is
# told, for Meta may have given comments a new name.
_OTHER_ITEMS = frozenset(
    {
        "album", "address", "connection", "coupon", "event", "experience", "group",
        "group_message", "interest", "like", "link", "mention", "milestone", "note", "page",
        "picture", "platform-story", "photo", "photo-album", "post", "profile", "question",
        "rating", "reaction", "relationship-status", "share", "status", "story",
        "timeline cover", "tag", "video",
    }
)  # fmt: skip


def read(body: bytes) -> list[CommentEvent | UnreadableEvent]:
    """The comment events of a delivery, which may hold many changes of several pages.

    The page's own replies and hides come back as events too: their author is the page's id.
    Raises BadInputError where the body is no JSON object of a page.
    """
    envelope = parse(body)
    if not isinstance(envelope, dict) or not isinstance(envelope.get("entry"), list):
        raise BadInputError("Gói tin không phải là thông báo của Facebook.", code="bad_envelope")
    events: list[CommentEvent | UnreadableEvent] = []
    for position, (page, change) in enumerate(changes_of(envelope["entry"])):
        try:
            event = _event(page, object_of(clean(change), "changes"))
        except BadInputError as error:
            events.append(UnreadableEvent(position, error.code, error.message))
        else:
            if event is not None:
                events.append(event)
    return events


def changes_of(entries: list[object]) -> Iterator[tuple[dict[str, object], object]]:
    """Each change with what its entry says of the page and the time.

    An entry may hold `changes`, or be the one change itself. Messages are passed over.
    """
    for entry in entries:
        if not isinstance(entry, dict):
            yield {}, entry
            continue
        page = {name: entry[name] for name in ("id", "time") if name in entry}
        if isinstance(entry.get("changes"), list):
            yield from ((page, change) for change in entry["changes"])
        elif "field" in entry:
            yield page, {"field": entry["field"], "value": entry.get("value")}
        elif "messaging" not in entry:
            yield page, entry.get("changes")


def _event(page: dict[str, object], change: dict[str, object]) -> CommentEvent | None:
    if change.get("field") != "feed":
        return None
    value = object_of(change.get("value"), "value")
    item = value.get("item")
    if isinstance(item, str) and item in _OTHER_ITEMS:
        return None
    if item != "comment":
        raise _unhandled("item", item)
    verb = _verb(value.get("verb"))
    author = inner(value, "from")
    told_at, said_at = _time_of(page), time_in(value, "created_time")
    page_id = id_in(page, "id")
    post = _post(value, page_id)
    return CommentEvent(
        verb=verb,
        external_id=required_id(value, "comment_id"),
        text=None if verb is CommentVerb.DELETED else text_in(value, "message"),
        created_at=said_at if verb is CommentVerb.CREATED else None,
        occurred_at=said_at or told_at if verb is CommentVerb.CREATED else told_at or said_at,
        post=post,
        parent_external_id=_parent(value, post),
        author_external_id=id_in(author, "id"),
        author_name=text_in(author, "name"),
        permalink=link_in(value, "permalink_url"),
        page_external_id=page_id,
    )


def _verb(value: object) -> CommentVerb:
    verb = _VERBS.get(value) if isinstance(value, str) else None
    if verb is None:
        raise _unhandled("verb", value)
    return verb


def _post(value: dict[str, object], page_id: str | None) -> PostRef | None:
    """The post, whose text is not told here; a comment at the top names it as its parent too."""
    post = inner(value, "post")
    external_id = id_in(value, "post_id") or id_in(post, "id")
    parent = id_in(value, "parent_id") or ""
    if external_id is None and page_id and parent.startswith(f"{page_id}_"):
        external_id = parent
    return PostRef(external_id, None, link_in(post, "permalink_url")) if external_id else None


def _parent(value: dict[str, object], post: PostRef | None) -> str | None:
    """The comment that this one answers; none at the top, where the parent is the post."""
    parent = id_in(value, "parent_id")
    if parent is None or post is None:
        return parent
    is_post = parent == post.external_id or post.external_id.endswith(f"_{parent}")
    return None if is_post else parent


def _time_of(page: dict[str, object]) -> datetime | None:
    cleaned = object_of(clean(page), "entry")
    return time_in(cleaned, "time")


def _unhandled(name: str, value: object) -> BadInputError:
    said = value[:40] if isinstance(value, str) else "?"
    return BadInputError(f"Loại sự kiện chưa hỗ trợ: {name} “{said}”.", code="unhandled")
