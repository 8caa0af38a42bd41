"""The addresses at which deliveries arrive, and the secrets that they are signed with."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import record
from moderation.models import Endpoint
from moderation.policy import Permission, Who
from moderation.queries import agencies as queries
from moderation.sealing import Keyring
from moderation.vocabulary import EventKind, Platform

__all__ = [
    "OVERLAP",
    "add_endpoint",
    "add_network_endpoint",
    "close_endpoint",
    "endpoint_secrets",
    "rotate_endpoint_secret",
    "verify_tokens",
]

OVERLAP = timedelta(hours=24)
"""How long an old secret is still taken, so that a change of secrets loses nothing."""

_MAX_SECRET = 512


def add_endpoint(
    session: Session, who: Who, page_id: int, keyring: Keyring
) -> tuple[Endpoint, str]:
    """Open an address for a page's sender of Standard Webhooks; the secret is returned once."""
    who.require(Permission.EDIT_PAGES, page_id)
    if queries.find_page(who.agency_id, session, page_id) is None:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    secret = _new_secret()
    return _open(session, who, keyring, Platform.STANDARD, page_id, secret), secret


def add_network_endpoint(
    session: Session, who: Who, platform: Platform, keyring: Keyring, app_secret: str
) -> Endpoint:
    """Open the one address at which a network delivers for the agency's pages on it.

    `app_secret` is the network's own, of the agency's application. It is for all pages there, so
    who works for some pages alone may not open it, nor change its secret or close it.
    """
    who.require_everywhere(Permission.EDIT_PAGES)
    if queries.network_endpoint(who.agency_id, session, platform) is not None:
        raise ConflictError(
            "Cơ quan đã có địa chỉ nhận cho mạng này, dùng chung cho mọi trang. Muốn đổi khóa ký, "
            "hãy bấm “Đổi khóa”."
        )
    return _open(session, who, keyring, platform, None, _given(app_secret))


def rotate_endpoint_secret(
    session: Session,
    who: Who,
    endpoint_id: int,
    keyring: Keyring,
    *,
    app_secret: str = "",
    overlap: timedelta = OVERLAP,
) -> tuple[Endpoint, str]:
    """Change the secret; the old one keeps working for the overlap, so that nothing is lost.

    A network's own secret is made there and given here; for another sender one is made.
    """
    endpoint = _found(session, who, endpoint_id)
    is_network = endpoint.platform is not Platform.STANDARD
    secret = _given(app_secret) if is_network else _new_secret()
    endpoint.sealed_previous_secret = endpoint.sealed_secret
    endpoint.previous_until = datetime.now(UTC) + overlap
    endpoint.sealed_secret = keyring.seal(secret, secret_place(endpoint))
    endpoint.refused_at = None
    record(session, who, EventKind.SETTING_CHANGED, setting="endpoint", endpoint_id=endpoint.id)
    return endpoint, secret


def close_endpoint(session: Session, who: Who, endpoint_id: int) -> Endpoint:
    """Take nothing in at this address any more; what came in stays."""
    endpoint = _found(session, who, endpoint_id)
    endpoint.closed_at = datetime.now(UTC)
    record(
        session,
        who,
        EventKind.SETTING_CHANGED,
        setting="endpoint",
        endpoint_id=endpoint.id,
        change="closed",
    )
    return endpoint


def endpoint_secrets(endpoint: Endpoint, keyring: Keyring, now: datetime) -> list[str]:
    """The secrets that a delivery may be signed with: one, or two during a rotation."""
    live = [keyring.unseal(endpoint.sealed_secret, secret_place(endpoint))]
    if (
        endpoint.sealed_previous_secret is not None
        and endpoint.previous_until is not None
        and now < endpoint.previous_until
    ):
        live.append(keyring.unseal(endpoint.sealed_previous_secret, secret_place(endpoint)))
    return live


def verify_tokens(endpoint: Endpoint, live_secrets: list[str]) -> list[str]:
    """What a network says back to prove that its subscription was set up by us, newest first.

    Made of the secret, so that nothing more has to be kept and the address alone does not tell it.
    """
    place = f"verify:{endpoint.public_id}".encode()
    return [hmac.new(s.encode(), place, hashlib.sha256).hexdigest()[:32] for s in live_secrets]


def _open(
    session: Session,
    who: Who,
    keyring: Keyring,
    platform: Platform,
    page_id: int | None,
    secret: str,
) -> Endpoint:
    endpoint = Endpoint(
        agency_id=who.agency_id,
        public_id=secrets.token_urlsafe(16),
        platform=platform,
        page_id=page_id,
        sealed_secret="",
    )
    session.add(endpoint)
    session.flush()
    endpoint.sealed_secret = keyring.seal(secret, secret_place(endpoint))
    record(session, who, EventKind.SETTING_CHANGED, setting="endpoint", endpoint_id=endpoint.id)
    return endpoint


def _found(session: Session, who: Who, endpoint_id: int) -> Endpoint:
    endpoint = queries.find_endpoint(who.agency_id, session, endpoint_id)
    if endpoint is None or endpoint.closed_at is not None:
        raise NotFoundError(
            "Không có địa chỉ nhận này; chưa nhận gì. Hãy xem lại địa chỉ ở mục Trang."
        )
    if endpoint.page_id is None:
        who.require_everywhere(Permission.EDIT_PAGES)
    else:
        who.require(Permission.EDIT_PAGES, endpoint.page_id)
    return endpoint


def _given(app_secret: str) -> str:
    if not 0 < len(app_secret.strip()) <= _MAX_SECRET:
        raise BadInputError("Hãy dán khóa bí mật của ứng dụng, lấy ở trang của mạng xã hội.")
    return app_secret.strip()


def secret_place(endpoint: Endpoint) -> str:
    """What its sealed secrets are bound to."""
    return f"endpoints.secret:{endpoint.agency_id}:{endpoint.public_id}"


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
