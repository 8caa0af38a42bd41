"""What TikTok delivers. Whether an account gets comment events is TikTok's to say; all optional."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation.errors import BadInputError, VerificationError
from moderation.vocabulary import CommentVerb
from platforms.events import CommentEvent, PostRef, UnreadableEvent
from platforms.fields import id_in, object_of, required_id, text_in, time_in
from platforms.json_limits import clean, parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

__all__ = ["greet", "is_probe", "read", "verify"]

_HEADER = "tiktok-signature"
_TOLERANCE = timedelta(hours=73)  # deliveries are repeated for 72
_MAX_STAMP = 12  # digits
_COMMENT_EVENT = "comment.update"
_VERBS = {
    "insert": CommentVerb.CREATED,
    "delete": CommentVerb.DELETED,
    "set_to_hidden": CommentVerb.HIDDEN,
    "set_to_friends_only": CommentVerb.HIDDEN,
    "set_to_public": CommentVerb.UNHIDDEN,
}


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """A digest of the body as the delivery's id; `secrets` are the client's.

    Raises VerificationError.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    parts = dict(_parts(lowered.get(_HEADER, "")))
    stamp, given = parts.get("t", ""), parts.get("s", "").lower()
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _MAX_STAMP and given):
        raise VerificationError("Gói tin thiếu chữ ký TikTok-Signature.")
    if abs(now.timestamp() - int(stamp)) > _TOLERANCE.total_seconds():
        raise VerificationError("Gói tin quá cũ hoặc đồng hồ máy gửi sai.")
    signed = f"{stamp}.".encode() + body
    mine = [hmac.new(s.encode(), signed, hashlib.sha256).hexdigest() for s in secrets if s]
    theirs = given.encode("utf-8", "replace")
    if not any(hmac.compare_digest(each.encode(), theirs) for each in mine):
        raise VerificationError("Chữ ký của gói tin không khớp. Hãy kiểm tra Client Secret.")
    return hashlib.sha256(body).hexdigest()


def read(body: bytes) -> list[CommentEvent | UnreadableEvent]:
    """The comment event of a delivery; nothing for other kinds of event.

    Raises BadInputError where the body is no JSON object of TikTok.
    """
    data = parse(body)
    if not isinstance(data, dict) or "event" not in data:
        raise BadInputError("Gói tin không phải là thông báo của TikTok.", code="bad_envelope")
    if data["event"] != _COMMENT_EVENT:
        return []
    try:
        return [_event(object_of(clean(data), "gốc"))]
    except BadInputError as error:
        return [UnreadableEvent(0, error.code, error.message)]


def greet(tokens: Sequence[str], query: Mapping[str, str]) -> str:
    """TikTok has no handshake by GET. Raises VerificationError."""
    del tokens, query
    raise VerificationError("TikTok không kiểm tra địa chỉ nhận bằng GET.")


def is_probe(headers: Mapping[str, str], body: bytes) -> bool:
    """TikTok signs whatever it posts."""
    del headers, body
    return False


def _parts(header: str) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for part in header[:1024].split(","))
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def _event(data: dict[str, object]) -> CommentEvent:
    content = _content(data.get("content"))
    action = content.get("comment_action", "insert")
    verb = _VERBS.get(action) if isinstance(action, str) else None
    if verb is None:
        raise BadInputError("Loại sự kiện bình luận chưa hỗ trợ.", code="unhandled")
    told_at = time_in(content, "timestamp") or time_in(data, "create_time")
    video_id = id_in(content, "video_id")
    return CommentEvent(
        verb=verb,
        external_id=required_id(content, "comment_id"),
        text=None if verb is CommentVerb.DELETED else text_in(content, "text"),
        created_at=told_at if verb is CommentVerb.CREATED else None,
        occurred_at=told_at,
        post=PostRef(video_id) if video_id else None,
        parent_external_id=id_in(content, "parent_comment_id"),
        author_external_id=id_in(content, "unique_identifier"),
        page_external_id=id_in(data, "user_openid"),
    )


def _content(value: object) -> dict[str, object]:
    """An object, or the JSON of one as a text."""
    if isinstance(value, str):
        value = clean(parse(value.encode("utf-8", "replace")))
    return object_of(value, "content")
