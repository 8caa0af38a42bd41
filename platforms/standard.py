"""Any sender that speaks Standard Webhooks 1.0.0; an import takes the same road.

The signature is checked here and not by the `standardwebhooks` library, which reads the clock
itself, needs the body as text, and fails with foreign errors on malformed signatures. The tests
sign with it, so that the two stay in agreement.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from moderation.errors import BadInputError, VerificationError
from moderation.vocabulary import CommentVerb
from platforms.events import CommentEvent, PostRef, UnreadableEvent
from platforms.fields import id_in, inner, link_in, object_of, required_id, text_in, time_in
from platforms.json_limits import clean, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

__all__ = ["check", "dump", "read", "verify"]

_TOLERANCE = timedelta(minutes=5)
_MAX_DELIVERY_ID = 256
_MAX_SIGNATURES = 16
_MAX_STAMP = 12  # digits
_VERBS = {f"comment.{verb}": verb for verb in CommentVerb}


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The `webhook-id` of a delivery that any of `secrets` (`whsec_…`) has signed.

    The id is the same on every retry. Raises VerificationError.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    delivery_id = lowered.get("webhook-id", "")
    timestamp = lowered.get("webhook-timestamp", "")
    signatures = lowered.get("webhook-signature", "")
    if not (0 < len(delivery_id) <= _MAX_DELIVERY_ID and timestamp and signatures):
        raise VerificationError(
            "Gói tin thiếu tiêu đề webhook-id, webhook-timestamp hoặc webhook-signature."
        )
    _check_time(timestamp, now)
    signed = f"{delivery_id}.{timestamp}.".encode("utf-8", "surrogatepass") + body
    expected = [hmac.digest(key, signed, hashlib.sha256) for key in _keys(secrets)]
    given = list(_signatures(signatures))
    if not any(hmac.compare_digest(mine, theirs) for mine in expected for theirs in given):
        raise VerificationError(
            "Chữ ký của gói tin không khớp. Hãy kiểm tra khóa bí mật ở phía gửi; "
            "nội dung phải được ký và gửi nguyên từng byte."
        )
    return delivery_id


def read(body: bytes) -> list[CommentEvent | UnreadableEvent]:
    """The events of a body: one object, or a list of them.

    Raises BadInputError where it is not JSON at all, TooLargeError over 100,000 values (some
    4,000 events).
    """
    value = parse(body)
    return [
        _read_one(item, at) for at, item in enumerate(value if isinstance(value, list) else [value])
    ]


def check(body: bytes) -> None:
    """Raise where `read` would; what is wrong with single events is not looked at."""
    parse(body)


def dump(events: Iterable[CommentEvent]) -> bytes:
    """The events as a body that `read` takes back unchanged."""
    return json.dumps(
        [_written(event) for event in events], ensure_ascii=False, separators=(",", ":")
    ).encode()


def _check_time(timestamp: str, now: datetime) -> None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _MAX_STAMP):
        raise VerificationError("Tiêu đề webhook-timestamp phải là thời gian unix tính bằng giây.")
    if abs(now.timestamp() - int(timestamp)) > _TOLERANCE.total_seconds():
        raise VerificationError(
            "Gói tin lệch giờ quá 5 phút nên bị từ chối. Hãy xem đồng hồ hai máy: gửi và nhận."
        )


def _keys(secrets: Sequence[str]) -> Iterator[bytes]:
    """An empty or broken secret is left out: anybody could sign with an empty key."""
    for secret in secrets:
        if key := _decoded(secret.removeprefix("whsec_")):
            yield key


def _signatures(header: str) -> Iterator[bytes]:
    for signature in header.split()[:_MAX_SIGNATURES]:
        version, _, encoded = signature.partition(",")
        if version == "v1" and (decoded := _decoded(encoded)):
            yield decoded


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _read_one(item: object, position: int) -> CommentEvent | UnreadableEvent:
    try:
        return _event(object_of(clean(item), "gốc"))
    except BadInputError as error:
        return UnreadableEvent(position, error.code, error.message)


def _event(envelope: dict[str, object]) -> CommentEvent:
    data = object_of(envelope.get("data"), "data")
    author = inner(data, "author")
    return CommentEvent(
        verb=_verb(envelope.get("type")),
        external_id=required_id(data, "comment_id"),
        text=text_in(data, "text"),
        created_at=time_in(data, "created_at"),
        occurred_at=time_in(envelope, "timestamp"),
        post=_post(data),
        parent_external_id=id_in(data, "parent_id"),
        author_external_id=id_in(author, "id"),
        author_name=text_in(author, "name"),
        permalink=link_in(data, "permalink"),
    )


def _post(data: dict[str, object]) -> PostRef | None:
    external_id = id_in(data, "post_id")
    if external_id is None:
        return None
    post = inner(data, "post")
    return PostRef(
        external_id, text_in(post, "text"), link_in(post, "permalink"), time_in(post, "created_at")
    )


def _verb(kind: object) -> CommentVerb:
    if isinstance(kind, str) and kind in _VERBS:
        return _VERBS[kind]
    raise BadInputError(
        f"Loại sự kiện không được hỗ trợ; cần một trong: {', '.join(_VERBS)}.",
        code="unhandled",
    )


def _written(event: CommentEvent) -> dict[str, object]:
    author = {"id": event.author_external_id, "name": event.author_name}
    data = {
        "comment_id": event.external_id,
        "text": event.text,
        "created_at": _iso(event.created_at),
        "parent_id": event.parent_external_id,
        "author": _told(author) or None,
        "permalink": event.permalink,
    }
    if event.post is not None:
        data |= {
            "post_id": event.post.external_id,
            "post": _written_post(event.post) or None,
        }
    envelope = {"type": f"comment.{event.verb}", "timestamp": _iso(event.occurred_at)}
    return _told(envelope) | {"data": _told(data)}


def _written_post(post: PostRef) -> dict[str, object]:
    return _told(
        {
            "text": post.text,
            "permalink": post.permalink,
            "created_at": _iso(post.posted_at),
        }
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _told(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}
