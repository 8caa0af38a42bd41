"""What Zalo delivers: messages to the account, and echoes of the account's own."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from moderation.errors import BadInputError, VerificationError
from moderation.vocabulary import CommentVerb
from platforms.events import CommentEvent, UnreadableEvent
from platforms.fields import id_in, inner, object_of, required_id, text_in, time_in
from platforms.json_limits import clean, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

__all__ = ["greet", "is_probe", "read", "verify"]

_SIGNATURE = "x-zevent-signature"
_TIMESTAMP = "x-zevent-timestamp"
_PREFIX = "mac="
_NODES = 2_000  # read before the signature is checked

_FROM_CITIZEN = ("user_send_", "anonymous_send_")
_FROM_ACCOUNT = "oa_send_"
# What else Zalo tells and nobody has to answer.
_OTHERS = (
    "user_received_", "user_seen_", "user_click_", "user_submit_", "user_reacted_", "follow",
    "unfollow", "oa_", "add_user_to_tag", "remove_user_from_tag", "update_", "permission_",
    "shop_", "change_", "widget_",
)  # fmt: skip


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The message's id, or a digest of the body, of a delivery that one of `secrets` signed.

    A plain SHA-256 over application id, body, time and secret; the time stands in the body or in
    a header, and the signature comes with a prefix or without. Raises VerificationError.
    """
    del now
    lowered = {name.lower(): value for name, value in headers.items()}
    given = lowered.get(_SIGNATURE, "").strip().lower().removeprefix(_PREFIX)
    data = _unverified(body)
    app_id = data.get("app_id")
    if not given or not isinstance(app_id, str):
        raise VerificationError("Gói tin thiếu chữ ký X-ZEvent-Signature hoặc mã ứng dụng.")
    stamps = [str(data.get("timestamp") or ""), lowered.get(_TIMESTAMP, "")]
    expected = _signatures(app_id, body, stamps, secrets)
    theirs = given.encode("utf-8", "replace")
    if not any(hmac.compare_digest(each, theirs) for each in expected):
        raise VerificationError(
            "Chữ ký của gói tin không khớp. Hãy kiểm tra OA Secret Key ở trang Kết nối."
        )
    return _delivery_id(data, body)


def read(body: bytes) -> list[CommentEvent | UnreadableEvent]:
    """The message of a delivery as a comment; nothing where nobody has to answer.

    The account's own message is told only where it quotes the one that it answers: it shows what
    became of that reply. Raises BadInputError where the body is no JSON object of Zalo.
    """
    data = parse(body)
    if not isinstance(data, dict) or "event_name" not in data:
        raise BadInputError("Gói tin không phải là thông báo của Zalo.", code="bad_envelope")
    try:
        event = _event(object_of(clean(data), "gốc"))
    except BadInputError as error:
        return [UnreadableEvent(0, error.code, error.message)]
    return [] if event is None else [event]


def greet(tokens: Sequence[str], query: Mapping[str, str]) -> str:
    """Zalo only looks whether anybody is there."""
    del tokens, query
    return "ok"


def is_probe(headers: Mapping[str, str], body: bytes) -> bool:
    """Registering an address sends it an empty POST without a signature."""
    signed = any(name.lower() == _SIGNATURE for name in headers)
    return not signed and body.strip() in {b"", b"{}"}


def _unverified(body: bytes) -> dict[str, object]:
    try:
        data = parse(body, nodes=_NODES)
    except BadInputError:
        raise VerificationError("Gói tin không đọc được nên không kiểm tra được.") from None
    return data if isinstance(data, dict) else {}


def _signatures(
    app_id: str, body: bytes, stamps: Sequence[str], secrets: Sequence[str]
) -> Iterator[bytes]:
    for secret in filter(None, secrets):
        for stamp in filter(None, stamps):
            parts = (app_id.encode("utf-8", "replace"), body, stamp.encode("utf-8", "replace"))
            yield hashlib.sha256(b"".join(parts) + secret.encode()).hexdigest().encode()


def _delivery_id(data: dict[str, object], body: bytes) -> str:
    message = data.get("message")
    message_id = message.get("msg_id") if isinstance(message, dict) else None
    if isinstance(message_id, str) and message_id:
        whole = f"{data.get('event_name')}:{message_id}"
        return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()
    return hashlib.sha256(body).hexdigest()


def _event(data: dict[str, object]) -> CommentEvent | None:
    name = data.get("event_name")
    if not isinstance(name, str):
        raise BadInputError("Gói tin thiếu tên sự kiện.", code="bad_field")
    if name.startswith(_FROM_CITIZEN):
        return _message(data, account="recipient")
    if name.startswith(_FROM_ACCOUNT):
        quoted = id_in(inner(data, "message"), "quote_msg_id")
        return _message(data, account="sender", parent_id=quoted) if quoted else None
    if name.startswith(_OTHERS):
        return None
    raise BadInputError(f"Loại sự kiện chưa hỗ trợ: “{name[:40]}”.", code="unhandled")


def _message(
    data: dict[str, object], *, account: str, parent_id: str | None = None
) -> CommentEvent:
    message, written_at = inner(data, "message"), time_in(data, "timestamp")
    return CommentEvent(
        verb=CommentVerb.CREATED,
        external_id=required_id(message, "msg_id"),
        text=text_in(message, "text"),
        created_at=written_at,
        occurred_at=written_at,
        parent_external_id=parent_id,
        author_external_id=id_in(inner(data, "sender"), "id"),
        page_external_id=id_in(inner(data, account), "id"),
    )
