"""The browsers that people have signed in from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from moderation.models import KnownDevice

__all__ = ["count_devices", "find_device", "forget_devices"]


def find_device(
    agency_id: int, session: Session, user_id: int, token_sha256: bytes
) -> KnownDevice | None:
    """The browser with this digest, where it is known for this person."""
    return session.scalar(
        select(KnownDevice).where(
            KnownDevice.agency_id == agency_id,
            KnownDevice.user_id == user_id,
            KnownDevice.token_sha256 == token_sha256,
        )
    )


def count_devices(agency_id: int, session: Session, user_id: int) -> int:
    """How many are known of a person."""
    return (
        session.scalar(
            select(func.count()).where(
                KnownDevice.agency_id == agency_id, KnownDevice.user_id == user_id
            )
        )
        or 0
    )


def forget_devices(agency_id: int, session: Session, user_id: int, *, before: datetime) -> None:
    """Those of a person that were not seen since."""
    session.execute(
        delete(KnownDevice).where(
            KnownDevice.agency_id == agency_id,
            KnownDevice.user_id == user_id,
            KnownDevice.seen_at < before,
        )
    )
