"""Who is asking: passwords, signed-in browsers and programs' keys.

Passwords are argon2id with the library's RFC 9106 figures; a semaphore keeps a burst of sign-ins
from taking all memory (64 MiB each). Repeated failures make the next attempt wait longer; nobody
is locked out, since a lock is a weapon in an enemy's hand (OWASP ASVS 6.1.1).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, NotFoundError, SignInError
from moderation.models import ApiKey, Grant, SignInSession, User
from moderation.policy import Permission, RoleGrant, Who
from moderation.queries import people as queries
from moderation.vocabulary import Actor, Role

__all__ = [
    "MIN_PASSWORD",
    "Browser",
    "add_user",
    "authenticate_key",
    "authenticate_session",
    "csrf_token",
    "digest",
    "new_api_key",
    "revoke_api_key",
    "set_password",
    "sign_in",
    "sign_out",
    "waste_time",
    "wrong_sign_in",
]

MIN_PASSWORD = 12
_MAX_PASSWORD = 128
_FREE_FAILURES = 4
_LONGEST_WAIT = timedelta(minutes=15)
_WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."

_hasher = PasswordHash((Argon2Hasher(),))
_one_at_a_time = BoundedSemaphore(2)
# Checked when the name is unknown, so that both answers take equally long.
_NOBODY = _hasher.hash("không ai dùng mật khẩu này")


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser just signed in: the token for its cookie, which only it knows, and its person."""

    token: str
    who: Who
    ends_at: datetime


def digest(secret: str) -> bytes:
    """What is kept of a token or key. They are random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token(session_token: str) -> str:
    """The token that forms carry, bound to the session and telling nothing about it."""
    return hashlib.sha256(b"csrf:" + session_token.encode()).hexdigest()


def waste_time(password: str) -> None:
    """Check a password against nobody's, for a name that does not exist."""
    with _one_at_a_time:
        _hasher.verify(password[:_MAX_PASSWORD], _NOBODY)


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
    if user.sign_in_after is not None and user.sign_in_after > now:
        wait = int((user.sign_in_after - now).total_seconds()) + 1
        raise SignInError(
            f"Đăng nhập sai nhiều lần. Hãy thử lại sau {wait} giây.", code="wait", seconds=wait
        )
    with _one_at_a_time:
        ok, fresh_hash = _hasher.verify_and_update(password[:_MAX_PASSWORD], user.password_hash)
    if not ok:
        _count_failure(user, now)
        return None
    user.failed_sign_ins, user.sign_in_after = 0, None
    user.password_hash = fresh_hash or user.password_hash
    queries.end_sessions(agency_id, session, before=now)
    token = secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            agency_id=agency_id,
            token_sha256=digest(token),
            user_id=user.id,
            ends_at=now + lasts,
            user_agent=user_agent[:200],
        )
    )
    return Browser(token, _who(agency_id, session, user), now + lasts)


def wrong_sign_in() -> SignInError:
    """The one answer to a wrong name or a wrong password."""
    return SignInError(_WRONG, code="wrong")


def sign_out(agency_id: int, session: Session, token: str) -> None:
    """End the session of this browser."""
    queries.end_sessions(agency_id, session, token_sha256=digest(token))


def authenticate_session(agency_id: int, session: Session, token: str, *, idle: timedelta) -> Who:
    """The person behind a cookie; raises SignInError where the session has ended."""
    now = datetime.now(UTC)
    found = queries.session_by_digest(agency_id, session, digest(token))
    if found is None:
        raise SignInError("Hãy đăng nhập để tiếp tục.")
    opened, user = found
    if not user.active or opened.ends_at < now or opened.seen_at < now - idle:
        raise SignInError("Phiên làm việc đã hết. Hãy đăng nhập lại.", code="ended")
    if opened.seen_at < now - timedelta(minutes=1):
        opened.seen_at = now
    return _who(agency_id, session, user)


def authenticate_key(agency_id: int, session: Session, secret: str) -> Who:
    """The program behind a key; raises SignInError where it was revoked."""
    key = queries.api_key_by_digest(agency_id, session, digest(secret))
    if key is None:
        raise SignInError("Khóa API không đúng hoặc đã bị thu hồi.")
    now = datetime.now(UTC)
    if key.used_at is None or key.used_at < now - timedelta(minutes=1):
        key.used_at = now
    return Who(agency_id, Actor.API_KEY, key.id, key.name, (RoleGrant(key.role),))


def add_user(
    agency_id: int,
    session: Session,
    username: str,
    full_name: str,
    password: str,
    roles: list[RoleGrant],
) -> User:
    """Add a person with their roles; raises BadInputError for a weak password."""
    _check_password(password, username, full_name)
    if queries.user_by_username(agency_id, session, username) is not None:
        raise ConflictError(f"Tên đăng nhập “{username}” đã có người dùng.")
    user = User(
        agency_id=agency_id,
        username=username,
        full_name=full_name,
        password_hash=_hasher.hash(password),
    )
    session.add(user)
    session.flush()
    for grant in roles:
        session.add(
            Grant(agency_id=agency_id, user_id=user.id, role=grant.role, page_id=grant.page_id)
        )
    session.flush()
    return user


def set_password(agency_id: int, session: Session, username: str, password: str) -> None:
    """Give a person a new password and end all their sessions."""
    user = queries.user_by_username(agency_id, session, username)
    if user is None:
        raise NotFoundError(f"Không có người dùng “{username}”.")
    _check_password(password, username, user.full_name)
    user.password_hash = _hasher.hash(password)
    user.failed_sign_ins, user.sign_in_after = 0, None
    queries.end_sessions(agency_id, session, user_id=user.id)


def new_api_key(session: Session, who: Who, name: str, role: Role) -> tuple[ApiKey, str]:
    """Make a key for a program; the secret is returned once and not kept."""
    who.require(Permission.MANAGE_API_KEYS)
    secret = f"ph_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        agency_id=who.agency_id,
        name=name,
        prefix=secret[:7],
        secret_sha256=digest(secret),
        role=role,
        created_by=who.actor_id if who.actor is Actor.PERSON else None,
    )
    session.add(key)
    session.flush()
    return key, secret


def revoke_api_key(session: Session, who: Who, key_id: int) -> None:
    """Let a key open nothing from now on."""
    who.require(Permission.MANAGE_API_KEYS)
    key = session.get(ApiKey, (who.agency_id, key_id))
    if key is None:
        raise NotFoundError("Không có khóa API này.")
    key.revoked_at = key.revoked_at or datetime.now(UTC)


def _who(agency_id: int, session: Session, user: User) -> Who:
    grants = queries.grants_of(agency_id, session, user.id)
    return Who(agency_id, Actor.PERSON, user.id, user.full_name, grants, user.language)


def _count_failure(user: User, now: datetime) -> None:
    user.failed_sign_ins += 1
    over = user.failed_sign_ins - _FREE_FAILURES
    if over > 0:
        user.sign_in_after = now + min(timedelta(seconds=2**over), _LONGEST_WAIT)


def _check_password(password: str, *context: str) -> None:
    if not MIN_PASSWORD <= len(password) <= _MAX_PASSWORD:
        raise BadInputError(f"Mật khẩu cần từ {MIN_PASSWORD} đến {_MAX_PASSWORD} ký tự.")
    lowered = password.lower()
    if any(len(word) > 3 and word.lower() in lowered for word in context):
        raise BadInputError("Mật khẩu không được chứa tên đăng nhập hoặc họ tên.")
