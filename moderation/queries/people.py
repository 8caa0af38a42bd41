"""People, their grants, their sessions, and programs' keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, func, select, text
from sqlalchemy.orm import Session

from moderation.models import (
    ApiKey,
    Event,
    Grant,
    RolePower,
    SignInSession,
    User,
)
from moderation.policy import Powers, RoleGrant, powers_with
from moderation.vocabulary import Actor, EventKind, Role

__all__ = [
    "administers",
    "api_key_by_digest",
    "api_keys",
    "drop_grants",
    "end_sessions",
    "find_user",
    "grants_of",
    "lock_people",
    "powers_of",
    "session_by_digest",
    "sessions_of",
    "sign_in_events",
    "user_by_username",
    "users",
]


def user_by_username(agency_id: int, session: Session, username: str) -> User | None:
    """A person by the name that they sign in with, locked while the attempt is counted."""
    return session.scalar(
        select(User).where(User.agency_id == agency_id, User.username == username).with_for_update()
    )


def find_user(agency_id: int, session: Session, user_id: int) -> User | None:
    """A person."""
    return session.get(User, (agency_id, user_id))


def users(agency_id: int, session: Session) -> list[User]:
    """Everybody of the agency."""
    return list(
        session.scalars(select(User).where(User.agency_id == agency_id).order_by(User.full_name))
    )


def grants_of(agency_id: int, session: Session, user_id: int) -> tuple[RoleGrant, ...]:
    """The roles of a person."""
    rows = session.scalars(
        select(Grant).where(Grant.agency_id == agency_id, Grant.user_id == user_id)
    )
    return tuple(RoleGrant(grant.role, grant.page_id) for grant in rows)


def lock_people(agency_id: int, session: Session) -> None:
    """Until the transaction ends nobody else changes who may do what in the agency."""
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('people', :agency))"),
        {"agency": agency_id},
    )


def administers(agency_id: int, session: Session, user_id: int) -> bool:
    """Whether a person's account is open and an administrator's of all pages, as of now."""
    held = (
        User.agency_id == agency_id,
        User.id == user_id,
        User.active,
        Grant.agency_id == User.agency_id,
        Grant.user_id == User.id,
        Grant.role == Role.ADMINISTRATOR,
        Grant.page_id.is_(None),
    )
    return bool(session.scalar(select(exists().where(*held))))


def powers_of(agency_id: int, session: Session) -> Powers:
    """What each role may do in this agency."""
    rows = session.scalars(select(RolePower).where(RolePower.agency_id == agency_id))
    return powers_with((row.role, row.permission, row.allowed) for row in rows)


def session_by_digest(
    agency_id: int, session: Session, token_sha256: bytes
) -> tuple[SignInSession, User] | None:
    """A signed-in browser and its person."""
    row = session.execute(
        select(SignInSession, User)
        .join(
            User,
            (User.agency_id == SignInSession.agency_id) & (User.id == SignInSession.user_id),
        )
        .where(SignInSession.agency_id == agency_id, SignInSession.token_sha256 == token_sha256)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def end_sessions(
    agency_id: int,
    session: Session,
    *,
    token_sha256: bytes | None = None,
    user_id: int | None = None,
    before: datetime | None = None,
    but: bytes | None = None,
) -> None:
    """End one session, all of a person (`but` one), or all that ran out."""
    statement = delete(SignInSession).where(SignInSession.agency_id == agency_id)
    if token_sha256 is not None:
        statement = statement.where(SignInSession.token_sha256 == token_sha256)
    if user_id is not None:
        statement = statement.where(SignInSession.user_id == user_id)
    if before is not None:
        statement = statement.where(SignInSession.ends_at < before)
    if but is not None:
        statement = statement.where(SignInSession.token_sha256 != but)
    session.execute(statement)


def api_key_by_digest(agency_id: int, session: Session, digest: bytes) -> ApiKey | None:
    """A program's key that nobody has revoked."""
    return session.scalar(
        select(ApiKey).where(
            ApiKey.agency_id == agency_id,
            ApiKey.secret_sha256 == digest,
            ApiKey.revoked_at.is_(None),
        )
    )


def api_keys(agency_id: int, session: Session) -> list[ApiKey]:
    """The programs' keys, newest first."""
    return list(
        session.scalars(
            select(ApiKey).where(ApiKey.agency_id == agency_id).order_by(ApiKey.id.desc())
        )
    )


def sessions_of(agency_id: int, session: Session, user_id: int) -> list[SignInSession]:
    """Where a person is signed in, the latest first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(
                SignInSession.agency_id == agency_id,
                SignInSession.user_id == user_id,
                SignInSession.ends_at > func.now(),
                SignInSession.is_pending.is_(False),
            )
            .order_by(SignInSession.seen_at.desc())
        )
    )


def sign_in_events(agency_id: int, session: Session, user_id: int, *, limit: int) -> list[Event]:
    """A person's comings and goings, the latest first."""
    kinds = (
        EventKind.SIGNED_IN,
        EventKind.SIGN_IN_FAILED,
        EventKind.SIGNED_OUT,
        EventKind.IDENTITY_PROVED,
        EventKind.RECOVERY_CODE_USED,
        EventKind.RECOVERY_CODES_MADE,
        EventKind.SECOND_FACTOR_SET,
        EventKind.SECOND_FACTOR_REMOVED,
        EventKind.PASSKEY_ADDED,
        EventKind.PASSKEY_REMOVED,
        EventKind.PASSWORD_SET,
        EventKind.MAIL_ADDRESS_CHANGED,
    )
    return list(
        session.scalars(
            select(Event)
            .where(
                Event.agency_id == agency_id,
                Event.actor == Actor.PERSON,
                Event.actor_id == user_id,
                Event.kind.in_(kinds),
            )
            .order_by(Event.id.desc())
            .limit(limit)
        )
    )


def drop_grants(agency_id: int, session: Session, user_id: int) -> None:
    """Take every role of a person away."""
    session.execute(delete(Grant).where(Grant.agency_id == agency_id, Grant.user_id == user_id))
