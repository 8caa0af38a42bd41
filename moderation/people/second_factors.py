"""The second proof: an authenticator's six digits (RFC 6238), each once, or a code on paper.

A code is good for its own half minute and the ones beside it. The newest step that was used is
kept, so that a code seen over a shoulder opens nothing.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pyotp
from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError
from moderation.events import record
from moderation.models import SecondFactor
from moderation.people import recovery
from moderation.people.changes import tell_owner
from moderation.policy import Who
from moderation.queries import ways_in
from moderation.sealing import Keyring
from moderation.vocabulary import CaseNews, EventKind

__all__ = ["Enrolment", "begin", "confirm", "pending", "proves", "remove"]

_STEP_SECONDS = 30
_ISSUER = "Phan Hoi"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator is told: by the address (`otpauth://…`) or typed in."""

    secret: str
    address: str


def begin(session: Session, who: Who, user_id: int, username: str, keyring: Keyring) -> Enrolment:
    """Make a secret that counts once its first code is given; the old unconfirmed one is gone."""
    found = ways_in.second_factor_of(who.agency_id, session, user_id)
    if found is not None and found.confirmed_at is not None:
        raise ConflictError("Xác thực hai lớp đã bật. Muốn đổi điện thoại, hãy bỏ rồi bật lại.")
    secret = pyotp.random_base32()
    sealed = keyring.seal(secret, place(who.agency_id, user_id))
    if found is None:
        session.add(SecondFactor(agency_id=who.agency_id, user_id=user_id, sealed_secret=sealed))
    else:
        found.sealed_secret = sealed
    session.flush()
    return _told(secret, username)


def pending(
    session: Session, who: Who, user_id: int, username: str, keyring: Keyring
) -> Enrolment | None:
    """What `begin` told, once more, while no code has confirmed it."""
    found = ways_in.second_factor_of(who.agency_id, session, user_id)
    if found is None or found.confirmed_at is not None:
        return None
    secret = keyring.unseal(found.sealed_secret, place(who.agency_id, user_id))
    return _told(secret, username)


def confirm(session: Session, who: Who, user_id: int, code: str, keyring: Keyring) -> list[str]:
    """Count the authenticator from now on; the recovery codes are returned once.

    Raises BadInputError where the code is not the authenticator's.
    """
    found = ways_in.second_factor_of(who.agency_id, session, user_id)
    if found is None or found.confirmed_at is not None:
        raise ConflictError("Không có mã nào đang chờ xác nhận. Hãy bắt đầu lại.")
    if not _takes(found, code, keyring):
        raise BadInputError("Mã không đúng. Hãy kiểm tra giờ của điện thoại rồi nhập mã mới.")
    found.confirmed_at = datetime.now(UTC)
    codes = recovery.write_out(session, who, user_id)
    record(session, who, EventKind.SECOND_FACTOR_SET, user_id=user_id)
    tell_owner(session, who, user_id, CaseNews.FACTOR_CHANGED)
    return codes


def remove(session: Session, who: Who, user_id: int) -> None:
    """Take the authenticator away; the codes on paper stay while a key is left.

    Whether `who` may is the caller's.
    """
    found = ways_in.second_factor_of(who.agency_id, session, user_id)
    if found is None:
        return
    was_on = found.confirmed_at is not None
    session.delete(found)
    session.flush()
    if was_on:
        recovery.drop_if_alone(session, who, user_id)
        record(session, who, EventKind.SECOND_FACTOR_REMOVED, user_id=user_id)
        tell_owner(session, who, user_id, CaseNews.FACTOR_CHANGED)


def proves(session: Session, who: Who, user_id: int, code: str, keyring: Keyring) -> bool:
    """Whether a code is good now: one on paper, or the authenticator's. It is spent by this.

    Paper first: it needs no key, so that it still opens where the key file is another's.
    """
    if recovery.spend(session, who, user_id, code):
        return True
    found = ways_in.second_factor_of(who.agency_id, session, user_id)
    return found is not None and found.confirmed_at is not None and _takes(found, code, keyring)


def _told(secret: str, username: str) -> Enrolment:
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=_ISSUER)
    return Enrolment(secret, address)


def _takes(found: SecondFactor, code: str, keyring: Keyring) -> bool:
    bare = re.sub(r"\s", "", code)
    secret = keyring.unseal(found.sealed_secret, place(found.agency_id, found.user_id))
    totp, now = pyotp.TOTP(secret), int(datetime.now(UTC).timestamp()) // _STEP_SECONDS
    for step in (now - 1, now, now + 1):
        expected = totp.generate_otp(step)
        if step > found.last_step and hmac.compare_digest(expected.encode(), bare.encode()):
            found.last_step = step
            return True
    return False


def place(agency_id: int, user_id: int) -> str:
    """What the sealed text is bound to."""
    return f"second_factors.secret:{agency_id}:{user_id}"
