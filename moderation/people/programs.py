"""Programs of the agency and their keys: made, used, revoked."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, NotFoundError, SignInError
from moderation.events import record
from moderation.models import ApiKey
from moderation.people.credentials import digest
from moderation.policy import Permission, RoleGrant, Who
from moderation.queries import people as queries
from moderation.vocabulary import Actor, EventKind, Role

__all__ = ["authenticate_key", "new_api_key", "revoke_api_key"]

_LONGEST_NAME = 100


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


def new_api_key(session: Session, who: Who, name: str, role: Role) -> tuple[ApiKey, str]:
    """Make a key for a program; the secret is returned once and not kept."""
    who.require(Permission.MANAGE_API_KEYS)
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        raise BadInputError("Khóa cần có tên, để sau này biết chương trình nào dùng.")
    secret = f"ph_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        agency_id=who.agency_id,
        name=name.strip(),
        prefix=secret[:7],
        secret_sha256=digest(secret),
        role=role,
        created_by=who.person_id,
    )
    session.add(key)
    session.flush()
    record(session, who, EventKind.API_KEY_MADE, key_id=key.id, role=role.value)
    return key, secret


def revoke_api_key(session: Session, who: Who, key_id: int) -> None:
    """Let a key open nothing from now on."""
    who.require(Permission.MANAGE_API_KEYS)
    key = session.get(ApiKey, (who.agency_id, key_id))
    if key is None:
        raise NotFoundError(
            "Không có khóa API này; chưa có gì thay đổi. Hãy mở lại mục Người dùng."
        )
    if key.revoked_at is None:
        key.revoked_at = datetime.now(UTC)
        record(session, who, EventKind.API_KEY_REVOKED, key_id=key.id)
