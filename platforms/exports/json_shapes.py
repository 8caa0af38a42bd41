"""Where the comments are in JSON that different tools write (Graph dumps, downloads, rows)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moderation.errors import BadInputError
from platforms.exports.headings import ROLE_NAMES, squeeze
from platforms.json_limits import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Comment", "comments_in", "repaired"]

Comment = dict[str, Any]

_SEARCH_DEPTH = 3
_REPLIES = ("comments", "replies")
_TEXT_NAMES = ROLE_NAMES["text"].keys()


def comments_in(value: object) -> Iterator[Comment | BadInputError]:
    """The comments of a parsed value with what surrounds them: `post.…`, `parent.id`.

    What stands where a comment should and is none comes out as an error of its own.
    """
    items = _items(value, _SEARCH_DEPTH) if isinstance(value, dict | list) else [value]
    posts = any(_is_post(item) for item in items)
    for item in items:
        if not isinstance(item, dict):
            yield _no_comment(item)
        elif posts:
            yield from _under_post(item)
        elif _is_account_download(item):
            yield from _of_account(item)
        else:
            yield from _with_replies(item)


def repaired(text: str) -> str:
    """Undo Facebook's downloads writing each UTF-8 byte as a character of its own.

    "xá»­ lÃ½" → "xử lý". Strict: a text with any other character, or that would not decode, stays.
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _items(value: object, depth: int) -> list[Any]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return []
    if _has_text(value) or _replies_of(value):
        return [value]
    lists = [inner for inner in value.values() if _is_list_of_objects(inner)]
    if lists:
        return max(lists, key=len)
    if depth:
        deeper = (_items(inner, depth - 1) for inner in value.values() if isinstance(inner, dict))
        return max(deeper, key=len, default=[])
    return []


def _has_text(item: dict[str, Any]) -> bool:
    return any(isinstance(v, str) and squeeze(k) in _TEXT_NAMES for k, v in item.items())


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _replies_of(item: dict[str, Any]) -> list[Any]:
    """The comments embedded in a post or comment, as a list or as the Graph API's `data`."""
    for name in _REPLIES:
        inner = item.get(name)
        if isinstance(inner, dict):
            inner = inner.get("data")
        if isinstance(inner, list) and _is_list_of_objects(inner):
            return inner
    return []


def _is_post(item: object) -> bool:
    """Whether what is embedded in `item` are comments of a post, not replies to a comment.

    Facebook's ids tell: post `page_7` has comments `7_1`, `7_2`, whose replies are `7_…` again.
    """
    if not isinstance(item, dict) or "comments" not in item or not (inner := _replies_of(item)):
        return False
    own = str(item.get("id", ""))
    first = next(reply for reply in inner if isinstance(reply, dict))
    parent = first.get("parent")
    if isinstance(parent, dict) and own and str(parent.get("id")) == own:
        return False
    prefix = str(first.get("id", "")).partition("_")[0]
    return not (prefix and "_" in own and own.partition("_")[0] == prefix)


def _under_post(post: dict[str, Any]) -> Iterator[Comment | BadInputError]:
    told = {k: v for k, v in post.items() if not isinstance(v, dict | list)}
    for comment in _replies_of(post):
        if isinstance(comment, dict):
            yield from _with_replies({**comment, "post": told})
        else:
            yield _no_comment(comment)


def _with_replies(comment: Comment) -> Iterator[Comment | BadInputError]:
    replies = _replies_of(comment)
    if not replies:
        yield comment
        return
    yield {k: v for k, v in comment.items() if k not in _REPLIES}
    above: Comment = {"parent": {"id": comment.get("id")}} if comment.get("id") else {}
    if "post" in comment:
        above["post"] = comment["post"]
    for reply in replies:
        if isinstance(reply, dict):
            yield from _with_replies({**above, **reply})
        else:
            yield _no_comment(reply)


def _is_account_download(item: dict[str, Any]) -> bool:
    data = item.get("data")
    return _is_list_of_objects(data) and any(
        isinstance(inner, dict) and isinstance(inner.get("comment"), dict) for inner in data or []
    )


def _of_account(entry: dict[str, Any]) -> Iterator[Comment]:
    """`{"timestamp", "data": [{"comment": {…}}], "attachments": […], "title"}`."""
    around = {"timestamp": entry.get("timestamp"), "title": entry.get("title")}
    if entry.get("attachments"):
        around["attachment"] = "attachment"
    for inner in entry["data"]:
        if isinstance(inner, dict) and isinstance(inner.get("comment"), dict):
            comment = {**around, **inner["comment"]}
            yield {k: repaired(v) if isinstance(v, str) else v for k, v in comment.items()}


def _no_comment(item: object) -> BadInputError:
    try:
        clean(item)
    except BadInputError as error:
        return error
    return BadInputError("Phần tử này không phải là một đối tượng JSON.", code="not_object")
