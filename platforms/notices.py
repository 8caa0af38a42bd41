"""Notices to browsers (RFC 8030, 8291, 8292) and to agencies' own programs (Standard Webhooks)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from py_vapid import Vapid02
from pywebpush import WebPusher
from standardwebhooks import Webhook

from platforms.outcomes import Refused, Unknown
from platforms.wire import Answer, Egress, Wire

__all__ = ["post_hook", "push"]

_DAY_SECONDS = 86_400


def push(
    endpoint: str,
    keys: Mapping[str, str],
    body: bytes,
    *,
    private_key: str,
    contact: str,
    topic: str,
) -> str:
    """Seal `body` for one browser and hand it to its push service; the answer's code, "" for done.

    `keys` are `p256dh` and `auth`. `topic` lets a message that was sent twice be shown once.
    `gone` is a browser that takes nothing any more; the caller has checked where `endpoint` leads.
    """
    encoded = WebPusher({"endpoint": endpoint, "keys": dict(keys)}).encode(body)
    signed = Vapid02.from_raw(private_key.encode()).sign({"aud": _origin(endpoint), "sub": contact})
    headers = {
        **signed,
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(_DAY_SECONDS),
        "topic": topic,
        "urgency": "normal",
    }
    answer = _post(endpoint, encoded["body"], headers)
    if isinstance(answer, Answer) and answer.status in {404, 410}:
        return "gone"
    return _code(answer)


def post_hook(url: str, body: bytes, *, secret: str, message_id: str, at: datetime) -> str:
    """Tell a program, signed; the answer's code, "" for done.

    A message that is sent twice bears the same `message_id`.
    """
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body.decode()),
    }
    return _code(_post(url, body, headers))


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer | Refused | Unknown:
    parts = urlsplit(url)
    origin, host = _origin(url), parts.hostname or ""
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    wire = Wire(origin, hosts=frozenset({host}), egress=Egress())
    return wire.send("POST", path, content=body, headers=headers)


def _code(answer: Answer | Refused | Unknown) -> str:
    if isinstance(answer, Answer):
        return "" if answer.is_success else f"http_{answer.status}"
    return "no_answer" if isinstance(answer, Unknown) else "not_reached"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
