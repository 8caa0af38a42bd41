"""Who is asking: people who sign in by their browsers."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, SignInError
from moderation.events import record
from moderation.models import SignInSession, User
from moderation.people import second_factors
from moderation.people.changes import tell_owner
from moderation.people.credentials import (
    check_password,
    digest,
    hash_password,
    verify_password,
    waste_time,
)
from moderation.people.failures import count_failure, forget_failures, refuse_hurry
from moderation.policy import Debt, Who
from moderation.queries import people as queries
from moderation.queries import ways_in
from moderation.queries.agencies import find_agency
from moderation.queries.standing import standing_of
from moderation.sealing import Keyring
from moderation.vocabulary import Actor, CaseNews, EventKind, Role

__all__ = [
    "Browser",
    "authenticate_session",
    "change_password",
    "csrf_token",
    "digest",
    "end_session",
    "give_second_factor",
    "open_session",
    "sign_in",
    "sign_out",
    "waste_time",
    "who_is",
    "wrong_sign_in",
]

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_PENDING = timedelta(minutes=10)
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
    refuse_hurry(user, now)
    ok, fresh_hash = verify_password(password, user.password_hash)
    if not ok:
        count_failure(session, user, now, "password")
        return None
    _refuse_passwords(agency_id, session, user)
    user.password_hash = fresh_hash or user.password_hash
    queries.end_sessions(agency_id, session, before=now)
    if ways_in.has_second_factor(agency_id, session, user.id):
        return open_session(session, user, now + _PENDING, user_agent, is_pending=True)
    forget_failures(user)
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
    refuse_hurry(user, now)
    who = who_is(agency_id, session, user, second_factor=True)
    if not second_factors.proves(session, who, user.id, code, keyring):
        count_failure(session, user, now, "second_factor")
        return None
    forget_failures(user)
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
        record(session, who_is(agency_id, session, found[1]), EventKind.SIGNED_OUT)


def end_session(session: Session, who: Who, handle: str) -> None:
    """End one of one's own sessions, named by the digest of its token."""
    for one in queries.sessions_of(who.agency_id, session, who.person_id or 0):
        if one.token_sha256.hex() == handle:
            session.delete(one)
            record(session, who, EventKind.SESSION_ENDED, user_id=who.person_id)


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
    return who_is(agency_id, session, user, second_factor=opened.second_factor_at is not None)


def change_password(session: Session, who: Who, old: str, new: str, *, token: str) -> None:
    """Let a person set their own password; their other sessions end.

    Raises BadInputError where the old one is wrong or the new one too easily guessed.
    """
    user = queries.find_user(who.agency_id, session, who.person_id or 0)
    if user is None or not verify_password(old, user.password_hash)[0]:
        raise BadInputError(
            "Mật khẩu đang dùng không đúng nên chưa đổi gì. Hãy gõ lại.", field="old"
        )
    if old == new:
        raise BadInputError("Mật khẩu mới phải khác mật khẩu đang dùng.", field="new")
    agency = find_agency(who.agency_id, session)
    check_password(new, user.username, user.full_name, agency.name, agency.slug)
    user.password_hash, user.must_change_password = hash_password(new), False
    queries.end_sessions(who.agency_id, session, user_id=user.id, but=digest(token))
    record(session, who, EventKind.PASSWORD_SET, user_id=user.id)
    tell_owner(session, who, user.id, CaseNews.PASSWORD_CHANGED)


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
    who = who_is(user.agency_id, session, user, second_factor=second_factor_at is not None)
    return Browser(token, who, ends_at, is_pending)


def who_is(agency_id: int, session: Session, user: User, *, second_factor: bool = False) -> Who:
    """The person with all that they may do today, delegations too, and what they still owe."""
    today = datetime.now(_VIETNAM).date()
    standing = standing_of(agency_id, session, user.id, today=today)
    owes: Debt = ""
    if user.must_change_password:
        owes = "password"
    elif not second_factor and standing.second_factor_required:
        owes = "second_factor"
    return Who(
        agency_id,
        Actor.PERSON,
        user.id,
        user.full_name,
        standing.grants,
        user.language,
        owes,
        standing.powers,
    )


def _refuse_passwords(agency_id: int, session: Session, user: User) -> None:
    """Where the agency signs in at its provider alone, a password opens for administrators only.

    Told only to whoever knows the password, so that it says nothing about who exists.
    """
    provider = ways_in.identity_provider(agency_id, session)
    if provider is None or not provider.enabled or provider.password_allowed:
        return
    if all(
        one.role is not Role.ADMINISTRATOR for one in queries.grants_of(agency_id, session, user.id)
    ):
        raise SignInError(
            "Cơ quan đăng nhập bằng tài khoản định danh. Hãy bấm nút đăng nhập của nơi cấp.",
            code="provider",
        )
