"""Who sent a delivery: Meta's signature over the raw bytes, and its handshake."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from moderation.errors import VerificationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

__all__ = ["greet", "is_probe", "verify"]

_HEADER = "x-hub-signature-256"
_PREFIX = "sha256="
_MAX_CHALLENGE = 256


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """A digest of the body as the delivery's id: Meta gives none, and repeats a body unchanged.

    `secrets` are the app's. Nothing dates the signature, so an old delivery replayed is known by
    its id. Raises VerificationError.
    """
    del now
    lowered = {name.lower(): value for name, value in headers.items()}
    given = lowered.get(_HEADER, "").strip().lower()
    if not given.startswith(_PREFIX):
        raise VerificationError("Gói tin thiếu chữ ký X-Hub-Signature-256.")
    mine = [_signature(secret, body) for secret in secrets if secret]
    # In bytes: a header may hold what `compare_digest` refuses in text.
    theirs = given.removeprefix(_PREFIX).encode("utf-8", "replace")
    if not any(hmac.compare_digest(each, theirs) for each in mine):
        raise VerificationError(
            "Chữ ký của gói tin không khớp. Hãy kiểm tra khóa bí mật của ứng dụng (App Secret)."
        )
    return hashlib.sha256(body).hexdigest()


def greet(tokens: Sequence[str], query: Mapping[str, str]) -> str:
    """The challenge, to be sent back as plain text and nothing else. Raises VerificationError."""
    token = query.get("hub.verify_token", "").encode("utf-8", "replace")
    matches = [hmac.compare_digest(each.encode(), token) for each in tokens if each]
    if query.get("hub.mode") != "subscribe" or not any(matches):
        raise VerificationError("Mã xác minh không khớp. Hãy chép lại mã ở trang Kết nối.")
    return query.get("hub.challenge", "")[:_MAX_CHALLENGE]


def is_probe(headers: Mapping[str, str], body: bytes) -> bool:
    """Meta knocks with a GET only."""
    del headers, body
    return False


def _signature(secret: str, body: bytes) -> bytes:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
