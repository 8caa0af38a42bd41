"""People, their grants, their sessions, and programs' keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from moderation.models import (
    ApiKey,
    Event,
    Grant,
    IdentityProvider,
    LinkedIdentity,
    Passkey,
    RecoveryCode,
    RolePower,
    SecondFactor,
    SignInRule,
    SignInSession,
    User,
)
from moderation.policy import Powers, RoleGrant, powers_with
from moderation.vocabulary import Actor, EventKind

__all__ = [
    "api_key_by_digest",
    "api_keys",
    "count_recovery_codes",
    "drop_grants",
    "drop_recovery_codes",
    "end_sessions",
    "find_user",
    "grants_of",
    "has_second_factor",
    "identity_provider",
    "linked_identities",
    "linked_user",
    "passkey_by_credential",
    "passkeys_of",
    "powers_of",
    "second_factor_of",
    "second_factor_required",
    "session_by_digest",
    "sessions_of",
    "sign_in_events",
    "unused_recovery_code",
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


def second_factor_of(agency_id: int, session: Session, user_id: int) -> SecondFactor | None:
    """A person's authenticator, locked so that a code is taken once."""
    return session.scalar(
        select(SecondFactor)
        .where(SecondFactor.agency_id == agency_id, SecondFactor.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def has_second_factor(agency_id: int, session: Session, user_id: int) -> bool:
    """Whether a password alone is not enough: an authenticator, or a passkey, is on."""
    factor = second_factor_of(agency_id, session, user_id)
    if factor is not None and factor.confirmed_at is not None:
        return True
    return bool(passkeys_of(agency_id, session, user_id))


def passkeys_of(agency_id: int, session: Session, user_id: int) -> list[Passkey]:
    """A person's passkeys, the oldest first."""
    return list(
        session.scalars(
            select(Passkey)
            .where(Passkey.agency_id == agency_id, Passkey.user_id == user_id)
            .order_by(Passkey.id)
        )
    )


def passkey_by_credential(
    agency_id: int, session: Session, credential_id: bytes
) -> tuple[Passkey, User] | None:
    """A passkey and its person, locked so that its counter moves once."""
    row = session.execute(
        select(Passkey, User)
        .join(User, (User.agency_id == Passkey.agency_id) & (User.id == Passkey.user_id))
        .where(Passkey.agency_id == agency_id, Passkey.credential_id == credential_id)
        .with_for_update()
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def identity_provider(agency_id: int, session: Session) -> IdentityProvider | None:
    """Where the agency's people may sign in besides."""
    return session.get(IdentityProvider, agency_id)


def linked_user(agency_id: int, session: Session, issuer: str, subject: str) -> User | None:
    """Whom an issuer's subject is here."""
    return session.scalar(
        select(User)
        .join(
            LinkedIdentity,
            (LinkedIdentity.agency_id == User.agency_id) & (LinkedIdentity.user_id == User.id),
        )
        .where(
            LinkedIdentity.agency_id == agency_id,
            LinkedIdentity.issuer == issuer,
            LinkedIdentity.subject == subject,
        )
        .with_for_update(of=User)
    )


def linked_identities(agency_id: int, session: Session, user_id: int) -> list[LinkedIdentity]:
    """The identities that a person may come with."""
    return list(
        session.scalars(
            select(LinkedIdentity)
            .where(LinkedIdentity.agency_id == agency_id, LinkedIdentity.user_id == user_id)
            .order_by(LinkedIdentity.id)
        )
    )


def second_factor_required(agency_id: int, session: Session) -> bool:
    """Whether the agency asks for a second factor."""
    found = session.scalar(
        select(SignInRule.second_factor_required).where(SignInRule.agency_id == agency_id)
    )
    return bool(found)


def unused_recovery_code(
    agency_id: int, session: Session, user_id: int, digest: bytes
) -> RecoveryCode | None:
    """A code on paper that has not been spent."""
    return session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.agency_id == agency_id,
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_sha256 == digest,
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )


def count_recovery_codes(agency_id: int, session: Session, user_id: int) -> int:
    """How many codes on paper are left."""
    return (
        session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(
                RecoveryCode.agency_id == agency_id,
                RecoveryCode.user_id == user_id,
                RecoveryCode.used_at.is_(None),
            )
        )
        or 0
    )


def drop_recovery_codes(agency_id: int, session: Session, user_id: int) -> None:
    """Make the codes on paper worthless."""
    session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.agency_id == agency_id, RecoveryCode.user_id == user_id
        )
    )
