"""Repeated failures make the next attempt wait longer; nobody is locked out.

A lock is a weapon in an enemy's hand (OWASP ASVS 6.1.1).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.errors import SignInError
from moderation.events import record
from moderation.models import User
from moderation.policy import Who
from moderation.vocabulary import Actor, EventKind

__all__ = ["count_failure", "forget_failures", "refuse_hurry"]

_FREE_FAILURES = 4
_LONGEST_WAIT = timedelta(minutes=15)


def refuse_hurry(user: User, now: datetime) -> None:
    """Raise SignInError(`wait`) while the person has to wait."""
    if user.sign_in_after is not None and user.sign_in_after > now:
        wait = int((user.sign_in_after - now).total_seconds()) + 1
        raise SignInError(
            f"Đăng nhập sai nhiều lần. Hãy thử lại sau {wait} giây.", code="wait", seconds=wait
        )


def count_failure(session: Session, user: User, now: datetime, proof: str) -> None:
    """One more; `proof` is what was wrong, in the event's words."""
    user.failed_sign_ins += 1
    over = user.failed_sign_ins - _FREE_FAILURES
    if over > 0:
        user.sign_in_after = now + min(timedelta(seconds=2**over), _LONGEST_WAIT)
    who = Who(user.agency_id, Actor.PERSON, user.id, user.full_name, ())
    record(session, who, EventKind.SIGN_IN_FAILED, proof=proof, times=user.failed_sign_ins)


def forget_failures(user: User) -> None:
    """They have shown who they are."""
    user.failed_sign_ins, user.sign_in_after = 0, None
