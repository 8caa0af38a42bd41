"""Proving again who one is, before a grave act (step-up): fresh, or once a session."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.errors import ForbiddenError, SignInError
from moderation.events import record
from moderation.models import SignInSession
from moderation.people import second_factors
from moderation.people.accounts import Browser, who_is
from moderation.people.credentials import digest, verify_password
from moderation.people.failures import count_failure, forget_failures, refuse_hurry
from moderation.policy import Who
from moderation.queries import people as queries
from moderation.queries import ways_in
from moderation.sealing import Keyring
from moderation.vocabulary import EventKind

__all__ = [
    "FRESH",
    "mark_second_factor",
    "prove",
    "prove_otherwise",
    "require_fresh",
    "require_proof",
]

FRESH = timedelta(minutes=10)
"""How long a proof of identity lasts for a grave act."""


def require_fresh(agency_id: int, session: Session, token: str) -> None:
    """Raise ForbiddenError(`fresh`) where the person has not proved who they are of late."""
    found = queries.session_by_digest(agency_id, session, digest(token))
    if found is None or found[0].fresh_at < datetime.now(UTC) - FRESH:
        raise ForbiddenError(
            "Việc này cần xác nhận lại danh tính. Hãy nhập mật khẩu hoặc mã xác thực rồi làm lại.",
            code="fresh",
        )


def require_proof(agency_id: int, session: Session, token: str) -> None:
    """Raise ForbiddenError(`fresh`) where the person has not proved who they are in this session.

    Signing in does not count: a browser that was left open, or taken over, must not speak for the
    agency.
    """
    found = queries.session_by_digest(agency_id, session, digest(token))
    if found is None or found[0].proved_at is None:
        raise ForbiddenError(
            "Lần duyệt đầu tiên của phiên làm việc cần xác nhận danh tính. Chưa có gì được duyệt; "
            "hãy nhập mã xác thực hoặc mật khẩu rồi bấm duyệt lại.",
            code="fresh",
        )


def mark_second_factor(agency_id: int, session: Session, token: str) -> None:
    """The session in which an authenticator was confirmed has given its second factor."""
    found = queries.session_by_digest(agency_id, session, digest(token))
    if found is not None:
        found[0].second_factor_at = datetime.now(UTC)


def prove(
    agency_id: int, session: Session, token: str, proof: str, keyring: Keyring | None
) -> Browser | None:
    """Prove again who one is, by a code or the password; the session gets a new token.

    Where a second factor is on, a password alone is no proof. None for a wrong one, counted.
    """
    now = datetime.now(UTC)
    found = queries.session_by_digest(agency_id, session, digest(token))
    if found is None:
        raise SignInError("Hãy đăng nhập để tiếp tục.")
    opened, user = found
    refuse_hurry(user, now)
    who = who_is(agency_id, session, user, second_factor=opened.second_factor_at is not None)
    if ways_in.has_second_factor(agency_id, session, user.id):
        good = keyring is not None and second_factors.proves(session, who, user.id, proof, keyring)
        opened.second_factor_at = now if good else opened.second_factor_at
    else:
        good, _ = verify_password(proof, user.password_hash)
    if not good:
        count_failure(session, user, now, "proof")
        return None
    forget_failures(user)
    return _renew(session, who, opened, by="code_or_password")


def prove_otherwise(
    agency_id: int, session: Session, token: str, user_id: int, *, by: str, is_strong: bool
) -> Browser:
    """The same where a passkey or the identity provider has shown that this is that person.

    Raises SignInError where the session is somebody else's.
    """
    found = queries.session_by_digest(agency_id, session, digest(token))
    if found is None or found[1].id != user_id or not found[1].active:
        raise SignInError(
            "Khóa hoặc tài khoản này không phải của người đang đăng nhập. Hãy dùng khóa của chính "
            "mình, hoặc đăng xuất trước."
        )
    opened, user = found
    if is_strong:
        opened.second_factor_at = datetime.now(UTC)
    who = who_is(agency_id, session, user, second_factor=opened.second_factor_at is not None)
    return _renew(session, who, opened, by=by)


def _renew(session: Session, who: Who, opened: SignInSession, *, by: str) -> Browser:
    renewed = secrets.token_urlsafe(32)
    opened.token_sha256, opened.fresh_at = digest(renewed), datetime.now(UTC)
    opened.proved_at = opened.fresh_at
    record(session, who, EventKind.IDENTITY_PROVED, by=by)
    return Browser(renewed, who, opened.ends_at)
