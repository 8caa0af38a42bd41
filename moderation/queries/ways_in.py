"""By what else than a password people sign in: second factors, passkeys, codes, a provider."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from moderation.models import (
    IdentityProvider,
    LinkedIdentity,
    Passkey,
    RecoveryCode,
    SecondFactor,
    SignInRule,
    User,
)

__all__ = [
    "count_recovery_codes",
    "drop_recovery_codes",
    "has_second_factor",
    "identity_provider",
    "linked_identities",
    "linked_user",
    "passkey_by_credential",
    "passkeys_of",
    "second_factor_of",
    "second_factor_required",
    "unused_recovery_code",
]


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
