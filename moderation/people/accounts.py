"""Who is asking: signed-in browsers and programs' keys.

Repeated failures make the next attempt wait longer; nobody is locked out, since a lock is a
weapon in an enemy's hand (OWASP ASVS 6.1.1).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ForbiddenError, SignInError
from moderation.events import record
from moderation.models import SignInSession, User
from moderation.people import second_factors
from moderation.people.credentials import (
    check_password,
    digest,
    hash_password,
    verify_password,
    waste_time,
)
from moderation.policy import Debt, RoleGrant, Who
from moderation.queries import people as queries
from moderation.queries.agencies import find_agency
from moderation.queries.authorities import delegated_grants
from moderation.sealing import Keyring
from moderation.vocabulary import Actor, EventKind, Role

__all__ = [
    "FRESH",
    "Browser",
    "authenticate_key",
    "authenticate_session",
    "change_password",
    "csrf_token",
    "digest",
    "end_session",
    "give_second_factor",
    "mark_second_factor",
    "open_session",
    "prove",
    "prove_otherwise",
    "require_fresh",
    "sign_in",
    "sign_out",
    "waste_time",
    "wrong_sign_in",
]

FRESH = timedelta(minutes=10)
"""How long a proof of identity lasts for a grave act."""

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_PENDING = timedelta(minutes=10)
_FREE_FAILURES = 4
_LONGEST_WAIT = timedelta(minutes=15)
_WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser just signed in: the token for its cookie, which only it knows, and its person.

    `is_pending` is one that still owes the second factor and may do nothing else.
    """

    token: str
    who: Who
    ends_at: datetime
    is_pending: bool = False


def csrf_token(session_token: str) -> str:
    """The token that forms carry, bound to the session and telling nothing about it."""
    return hashlib.sha256(b"csrf:" + session_token.encode()).hexdigest()


def sign_in(
    agency_id: int,
    session: Session,
    username: str,
    password: str,
    *,
    user_agent: str,
    lasts: timedelta,
) -> Browser | None:
    """Open a session, or None where name or password are wrong: the failure is then on the row.

    Raises SignInError while the name has to wait after too many failures.
    """
    now = datetime.now(UTC)
    user = queries.user_by_username(agency_id, session, username)
    if user is None or not user.active:
        waste_time(password)
        return None
    _refuse_hurry(user, now)
    ok, fresh_hash = verify_password(password, user.password_hash)
    if not ok:
        _count_failure(session, user, now, "password")
        return None
    _refuse_passwords(agency_id, session, user)
    user.password_hash = fresh_hash or user.password_hash
    queries.end_sessions(agency_id, session, before=now)
    if queries.has_second_factor(agency_id, session, user.id):
        return open_session(session, user, now + _PENDING, user_agent, is_pending=True)
    user.failed_sign_ins, user.sign_in_after = 0, None
    browser = open_session(session, user, now + lasts, user_agent)
    record(session, browser.who, EventKind.SIGNED_IN, factors=1)
    return browser


def give_second_factor(
    agency_id: int,
    session: Session,
    token: str,
    code: str,
    keyring: Keyring,
    *,
    lasts: timedelta,
) -> Browser | None:
    """Finish a pending sign-in with a new token, or None for a wrong code, which is counted."""
    now = datetime.now(UTC)
    found = queries.session_by_digest(agency_id, session, digest(token))
    if found is None or not found[0].is_pending or found[0].ends_at < now or not found[1].active:
        raise SignInError("Lượt đăng nhập đã hết giờ. Hãy đăng nhập lại.", code="ended")
    pending, user = found
    _refuse_hurry(user, now)
    who = _who(agency_id, session, user, second_factor=True)
    if not second_factors.proves(session, who, user.id, code, keyring):
        _count_failure(session, user, now, "second_factor")
        return None
    user.failed_sign_ins, user.sign_in_after = 0, None
    session.delete(pending)
    browser = open_session(session, user, now + lasts, pending.user_agent, second_factor_at=now)
    record(session, browser.who, EventKind.SIGNED_IN, factors=2)
    return browser


def wrong_sign_in() -> SignInError:
    """The one answer to a wrong name or a wrong password."""
    return SignInError(_WRONG, code="wrong")


def sign_out(agency_id: int, session: Session, token: str) -> None:
    """End the session of this browser."""
    found = queries.session_by_digest(agency_id, session, digest(token))
    queries.end_sessions(agency_id, session, token_sha256=digest(token))
    if found is not None:
        record(session, _who(agency_id, session, found[1]), EventKind.SIGNED_OUT)


def end_session(session: Session, who: Who, handle: str) -> None:
    """End one of one's own sessions, named by the digest of its token."""
    for one in queries.sessions_of(who.agency_id, session, who.actor_id or 0):
        if one.token_sha256.hex() == handle:
            session.delete(one)
            record(session, who, EventKind.SESSION_ENDED, user_id=who.actor_id)


def authenticate_session(agency_id: int, session: Session, token: str, *, idle: timedelta) -> Who:
    """The person behind a cookie; raises SignInError where the session has ended."""
    now = datetime.now(UTC)
    found = queries.session_by_digest(agency_id, session, digest(token))
    if found is None or found[0].is_pending:
        raise SignInError("Hãy đăng nhập để tiếp tục.")
    opened, user = found
    if not user.active or opened.ends_at < now or opened.seen_at < now - idle:
        raise SignInError("Phiên làm việc đã hết. Hãy đăng nhập lại.", code="ended")
    if opened.seen_at < now - timedelta(minutes=1):
        opened.seen_at = now
    return _who(agency_id, session, user, second_factor=opened.second_factor_at is not None)


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
    _refuse_hurry(user, now)
    who = _who(agency_id, session, user, second_factor=opened.second_factor_at is not None)
    if queries.has_second_factor(agency_id, session, user.id):
        good = keyring is not None and second_factors.proves(session, who, user.id, proof, keyring)
        opened.second_factor_at = now if good else opened.second_factor_at
    else:
        good, _ = verify_password(proof, user.password_hash)
    if not good:
        _count_failure(session, user, now, "proof")
        return None
    user.failed_sign_ins, user.sign_in_after = 0, None
    return _renew(session, who, opened, by="code_or_password")


def prove_otherwise(
    agency_id: int, session: Session, token: str, user_id: int, *, by: str, is_strong: bool
) -> Browser:
    """The same where a passkey or the identity provider has shown that this is that person.

    Raises SignInError where the session is somebody else's.
    """
    found = queries.session_by_digest(agency_id, session, digest(token))
    if found is None or found[1].id != user_id or not found[1].active:
        raise SignInError("Khóa hoặc tài khoản này không phải của người đang đăng nhập.")
    opened, user = found
    if is_strong:
        opened.second_factor_at = datetime.now(UTC)
    who = _who(agency_id, session, user, second_factor=opened.second_factor_at is not None)
    return _renew(session, who, opened, by=by)


def change_password(session: Session, who: Who, old: str, new: str, *, token: str) -> None:
    """Let a person set their own password; their other sessions end.

    Raises BadInputError where the old one is wrong or the new one too easily guessed.
    """
    user = queries.find_user(who.agency_id, session, who.actor_id or 0)
    if user is None or not verify_password(old, user.password_hash)[0]:
        raise BadInputError("Mật khẩu đang dùng không đúng.", field="old")
    if old == new:
        raise BadInputError("Mật khẩu mới phải khác mật khẩu đang dùng.", field="new")
    agency = find_agency(who.agency_id, session)
    check_password(new, user.username, user.full_name, agency.name, agency.slug)
    user.password_hash, user.must_change_password = hash_password(new), False
    queries.end_sessions(who.agency_id, session, user_id=user.id, but=digest(token))
    record(session, who, EventKind.PASSWORD_SET, user_id=user.id)


def authenticate_key(agency_id: int, session: Session, secret: str) -> Who:
    """The program behind a key; raises SignInError where it was revoked."""
    key = queries.api_key_by_digest(agency_id, session, digest(secret))
    if key is None:
        raise SignInError("Khóa API không đúng hoặc đã bị thu hồi.")
    now = datetime.now(UTC)
    if key.used_at is None or key.used_at < now - timedelta(minutes=1):
        key.used_at = now
    powers = queries.powers_of(agency_id, session)
    return Who(agency_id, Actor.API_KEY, key.id, key.name, (RoleGrant(key.role),), powers=powers)


def open_session(
    session: Session,
    user: User,
    ends_at: datetime,
    user_agent: str,
    *,
    is_pending: bool = False,
    second_factor_at: datetime | None = None,
) -> Browser:
    """Let a browser in whose person has proved who they are, in one of the ways that there are."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    session.add(
        SignInSession(
            agency_id=user.agency_id,
            token_sha256=digest(token),
            user_id=user.id,
            created_at=now,
            seen_at=now,
            fresh_at=now,
            ends_at=ends_at,
            user_agent=user_agent[:200],
            is_pending=is_pending,
            second_factor_at=second_factor_at,
        )
    )
    session.flush()
    who = _who(user.agency_id, session, user, second_factor=second_factor_at is not None)
    return Browser(token, who, ends_at, is_pending)


def _renew(session: Session, who: Who, opened: SignInSession, *, by: str) -> Browser:
    renewed = secrets.token_urlsafe(32)
    opened.token_sha256, opened.fresh_at = digest(renewed), datetime.now(UTC)
    opened.proved_at = opened.fresh_at
    record(session, who, EventKind.IDENTITY_PROVED, by=by)
    return Browser(renewed, who, opened.ends_at)


def _who(agency_id: int, session: Session, user: User, *, second_factor: bool = False) -> Who:
    acting = delegated_grants(agency_id, session, user.id, today=datetime.now(_VIETNAM).date())
    grants = (*queries.grants_of(agency_id, session, user.id), *acting)
    owes: Debt = ""
    if user.must_change_password:
        owes = "password"
    elif not second_factor and queries.second_factor_required(agency_id, session):
        owes = "second_factor"
    powers = queries.powers_of(agency_id, session)
    return Who(
        agency_id, Actor.PERSON, user.id, user.full_name, grants, user.language, owes, powers
    )


def _refuse_passwords(agency_id: int, session: Session, user: User) -> None:
    """Where the agency signs in at its provider alone, a password opens for administrators only.

    Told only to whoever knows the password, so that it says nothing about who exists.
    """
    provider = queries.identity_provider(agency_id, session)
    if provider is None or not provider.enabled or provider.password_allowed:
        return
    if all(
        one.role is not Role.ADMINISTRATOR for one in queries.grants_of(agency_id, session, user.id)
    ):
        raise SignInError(
            "Cơ quan đăng nhập bằng tài khoản định danh. Hãy bấm nút đăng nhập của nơi cấp.",
            code="provider",
        )


def _refuse_hurry(user: User, now: datetime) -> None:
    if user.sign_in_after is not None and user.sign_in_after > now:
        wait = int((user.sign_in_after - now).total_seconds()) + 1
        raise SignInError(
            f"Đăng nhập sai nhiều lần. Hãy thử lại sau {wait} giây.", code="wait", seconds=wait
        )


def _count_failure(session: Session, user: User, now: datetime, proof: str) -> None:
    user.failed_sign_ins += 1
    over = user.failed_sign_ins - _FREE_FAILURES
    if over > 0:
        user.sign_in_after = now + min(timedelta(seconds=2**over), _LONGEST_WAIT)
    who = Who(user.agency_id, Actor.PERSON, user.id, user.full_name, ())
    record(session, who, EventKind.SIGN_IN_FAILED, proof=proof, times=user.failed_sign_ins)
