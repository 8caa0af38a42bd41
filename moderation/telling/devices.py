"""Browsers that show notices (Web Push, RFC 8030), and the agency's key at their push services."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy.orm import Session

from moderation.errors import BadInputError, NotFoundError
from moderation.models import PushDevice, PushKey
from moderation.policy import Who
from moderation.queries import telling as queries
from moderation.sealing import Keyring
from moderation.telling.wishes import own_wishes, person_of

__all__ = [
    "Subscription",
    "add_device",
    "is_allowed",
    "key_place",
    "private_key",
    "public_key",
    "remove_device",
    "subscription_of",
    "subscription_place",
]

_LONGEST_ADDRESS = 1_000
_MOST_DEVICES = 10


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gave: where its push service takes messages, and the keys to seal them with.

    `p256dh` is a point on P-256 and `auth` 16 bytes, both in base64url.
    """

    endpoint: str
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


def is_allowed(url: str, hosts: Collection[str]) -> bool:
    """Whether calls may go there: by https to a host of the list, or to this machine if it says so.

    A leading dot in the list stands for every host below.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    named = any(host == one or (one[:1] == "." and host.endswith(one)) for one in hosts)
    return named and (parts.scheme == "https" or host == "127.0.0.1")


def public_key(agency_id: int, session: Session, keyring: Keyring) -> str:
    """The key that browsers are given (base64url of the point), made when it is first asked for."""
    found = queries.push_key(agency_id, session)
    if found is None:
        made = ec.generate_private_key(ec.SECP256R1())
        number = made.private_numbers().private_value
        point = made.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        found = PushKey(
            agency_id=agency_id,
            public_key=_text(point),
            sealed_private=keyring.seal(_text(number.to_bytes(32, "big")), key_place(agency_id)),
        )
        session.add(found)
        session.flush()
    return found.public_key


def private_key(agency_id: int, session: Session, keyring: Keyring) -> str:
    """Its other half, in base64url."""
    public_key(agency_id, session, keyring)
    found = queries.push_key(agency_id, session)
    if found is None:
        raise NotFoundError(
            "Chưa có khóa gửi thông báo nên máy này chưa bật được. Hãy tải lại trang rồi bật lại."
        )
    return keyring.unseal(found.sealed_private, key_place(agency_id))


def add_device(
    session: Session,
    who: Who,
    subscription: Subscription,
    *,
    name: str,
    hosts: Collection[str],
    keyring: Keyring,
) -> PushDevice:
    """Tell this person on this browser from now on; the same browser again is the same device."""
    _check(subscription, hosts)
    user_id = person_of(who)
    own_wishes(session, who)
    if len(queries.devices(who.agency_id, session, [user_id])[user_id]) >= _MOST_DEVICES:
        raise BadInputError(f"Đã có {_MOST_DEVICES} máy nhận thông báo. Hãy bỏ bớt máy cũ.")
    digest = hashlib.sha256(subscription.endpoint.encode()).digest()
    found = queries.device_of(who.agency_id, session, endpoint_sha256=digest)
    if found is None:
        found = PushDevice(agency_id=who.agency_id, endpoint_sha256=digest)
        session.add(found)
    clear = json.dumps([subscription.endpoint, subscription.p256dh, subscription.auth])
    found.user_id, found.name, found.gone_at = user_id, name.strip()[:60] or "Trình duyệt", None
    found.sealed_subscription = keyring.seal(clear, subscription_place(who.agency_id, digest))
    session.flush()
    return found


def remove_device(session: Session, who: Who, device_id: int, *, now: datetime) -> None:
    """Tell nobody on this browser any more. NotFoundError for a device of somebody else."""
    found = queries.device_of(who.agency_id, session, device_id=device_id)
    if found is None or found.user_id != person_of(who):
        raise NotFoundError(
            "Không có máy này trong danh sách của anh/chị; chưa có gì thay đổi. Hãy tải lại trang."
        )
    found.sealed_subscription, found.gone_at = None, found.gone_at or now
    session.flush()


def subscription_of(device: PushDevice, keyring: Keyring) -> Subscription | None:
    """Where a device is reached; None for one that was given up."""
    if device.sealed_subscription is None:
        return None
    place = subscription_place(device.agency_id, device.endpoint_sha256)
    return Subscription(*json.loads(keyring.unseal(device.sealed_subscription, place)))


def subscription_place(agency_id: int, endpoint_sha256: bytes) -> str:
    """What a sealed subscription is bound to."""
    return f"push_devices.subscription:{agency_id}:{endpoint_sha256.hex()}"


def key_place(agency_id: int) -> str:
    """What an agency's sealed key is bound to."""
    return f"push_keys.private:{agency_id}"


def _check(subscription: Subscription, hosts: Collection[str]) -> None:
    try:
        point = base64.urlsafe_b64decode(_padded(subscription.p256dh))
        secret = base64.urlsafe_b64decode(_padded(subscription.auth))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise BadInputError("Trình duyệt gửi khóa không đọc được. Hãy bật lại.") from error
    if len(secret) != 16 or len(subscription.endpoint) > _LONGEST_ADDRESS:
        raise BadInputError("Trình duyệt gửi khóa không đọc được. Hãy bật lại.")
    if not is_allowed(subscription.endpoint, hosts):
        raise BadInputError(
            "Dịch vụ thông báo của trình duyệt này chưa được người vận hành cho phép "
            "(PHANHOI_PUSH_HOSTS). Hãy dùng thư điện tử, hoặc báo người vận hành."
        )


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 4)
