"""What a browser carries between two steps of a sign-in: sealed, for minutes, and good once.

The door knows no agency yet, so nothing is kept for strangers: the browser carries the challenge
itself, and only one that was answered leaves a row behind.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.errors import PhanHoiError, SignInError
from moderation.models import SpentChallenge
from moderation.sealing import Keyring

__all__ = ["Challenge", "make_challenge", "open_challenge", "spend_challenge"]


@dataclass(frozen=True, slots=True)
class Challenge:
    """A random text with what it was made for. `facts` are ours, since nobody else can seal."""

    secret: str
    ends_at: datetime
    facts: dict[str, str]


def make_challenge(
    keyring: Keyring, made_for: str, *, lasts: timedelta, **facts: str
) -> tuple[Challenge, str]:
    """A challenge, and the sealed text that a cookie carries."""
    made = Challenge(secrets.token_urlsafe(32), datetime.now(UTC) + lasts, facts)
    clear = json.dumps([made.secret, made.ends_at.isoformat(), facts])
    return made, keyring.seal(clear, _place(made_for))


def open_challenge(keyring: Keyring, made_for: str, sealed: str) -> Challenge:
    """Raise SignInError (`ended`) for one that is not ours, was made otherwise, or is too old."""
    try:
        secret, ends_at, facts = json.loads(keyring.unseal(sealed, _place(made_for)))
    except (PhanHoiError, ValueError) as error:
        raise _ended() from error
    found = Challenge(secret, datetime.fromisoformat(ends_at), facts)
    if found.ends_at < datetime.now(UTC):
        raise _ended()
    return found


def spend_challenge(agency_id: int, session: Session, challenge: Challenge) -> None:
    """Let it be answered this once; raises SignInError (`ended`) the second time."""
    digest = hashlib.sha256(challenge.secret.encode()).digest()
    try:
        with session.begin_nested():
            session.add(
                SpentChallenge(agency_id=agency_id, sha256=digest, ends_at=challenge.ends_at)
            )
    except IntegrityError as error:
        raise _ended() from error


def _place(made_for: str) -> str:
    return f"challenge:{made_for}"


def _ended() -> SignInError:
    return SignInError("Lượt đăng nhập đã hết giờ. Hãy đăng nhập lại.", code="ended")
