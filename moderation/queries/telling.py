"""Letters and what they rest on: what was not told yet, who wants it, by which way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from moderation.models import (
    Letter,
    NoticeHook,
    NoticeWishes,
    Notification,
    PushDevice,
    PushKey,
    User,
)
from moderation.queries.work import MAX_ATTEMPTS
from moderation.vocabulary import NoticeChannel, WorkState

__all__ = [
    "device_of",
    "devices",
    "due_letters",
    "find_letter",
    "give_up_device",
    "hook_letters",
    "hook_of",
    "lost_letters",
    "own_letters",
    "push_key",
    "reader_of",
    "take_for_hook",
    "untold",
    "wishes_of",
]

_MOST = 5_000


def wishes_of(agency_id: int, session: Session, user_id: int) -> NoticeWishes | None:
    """What a person wants; None while they have said nothing."""
    return session.get(NoticeWishes, (agency_id, user_id))


def hook_of(agency_id: int, session: Session) -> NoticeHook | None:
    """Where the agency's own program is told."""
    return session.get(NoticeHook, agency_id)


def push_key(agency_id: int, session: Session) -> PushKey | None:
    """The key that push services know the agency by."""
    return session.get(PushKey, agency_id)


def devices(
    agency_id: int, session: Session, user_ids: Sequence[int]
) -> dict[int, list[PushDevice]]:
    """The devices that still take messages, by person."""
    found: dict[int, list[PushDevice]] = defaultdict(list)
    rows = session.scalars(
        select(PushDevice)
        .where(
            PushDevice.agency_id == agency_id,
            PushDevice.user_id.in_(user_ids),
            PushDevice.gone_at.is_(None),
        )
        .order_by(PushDevice.id)
    )
    for row in rows:
        found[row.user_id].append(row)
    return found


def device_of(
    agency_id: int,
    session: Session,
    *,
    device_id: int | None = None,
    endpoint_sha256: bytes | None = None,
) -> PushDevice | None:
    """One device, by its number or by the address that its push service gave."""
    which = (
        PushDevice.id == device_id
        if endpoint_sha256 is None
        else PushDevice.endpoint_sha256 == endpoint_sha256
    )
    return session.scalars(
        select(PushDevice).where(PushDevice.agency_id == agency_id, which)
    ).one_or_none()


def untold(
    agency_id: int, session: Session, *, since: datetime
) -> dict[int, tuple[NoticeWishes, list[Notification]]]:
    """By person: what they want, and what they have neither read nor been told of everywhere.

    Locked, so that two gatherers at once never put one notice into two letters.
    """
    rows = session.execute(
        select(NoticeWishes, Notification)
        .join(
            Notification,
            (Notification.agency_id == NoticeWishes.agency_id)
            & (Notification.user_id == NoticeWishes.user_id),
        )
        .join(User, (User.agency_id == NoticeWishes.agency_id) & (User.id == NoticeWishes.user_id))
        .where(
            NoticeWishes.agency_id == agency_id,
            User.active,
            Notification.created_at >= func.greatest(since, NoticeWishes.created_at),
            Notification.read_at.is_(None),
            or_(Notification.mailed_at.is_(None), Notification.pushed_at.is_(None)),
        )
        .order_by(Notification.id)
        .limit(_MOST)
        .with_for_update(of=Notification, skip_locked=True)
    )
    found: dict[int, tuple[NoticeWishes, list[Notification]]] = {}
    for wishes, notice in rows:
        found.setdefault(wishes.user_id, (wishes, []))[1].append(notice)
    return found


def take_for_hook(
    agency_id: int, session: Session, *, since: datetime, now: datetime
) -> list[Notification]:
    """What the agency's program was not told of, marked as told in this transaction."""
    rows = list(
        session.scalars(
            select(Notification)
            .where(
                Notification.agency_id == agency_id,
                Notification.created_at >= since,
                Notification.hooked_at.is_(None),
            )
            .order_by(Notification.id)
            .limit(_MOST)
            .with_for_update(skip_locked=True)
        )
    )
    for row in rows:
        row.hooked_at = now
    return rows


def due_letters(agency_id: int, session: Session, *, now: datetime, limit: int) -> list[Letter]:
    """Letters that may be sent now, and those that a dead worker held; the oldest first."""
    return list(
        session.scalars(
            select(Letter)
            .where(
                Letter.agency_id == agency_id,
                Letter.attempts < MAX_ATTEMPTS,
                or_(
                    (Letter.state == WorkState.RECEIVED) & (Letter.next_attempt_at <= now),
                    (Letter.state == WorkState.RUNNING) & (Letter.lease_until < now),
                ),
            )
            .order_by(Letter.id)
            .limit(limit)
        )
    )


def lost_letters(agency_id: int, session: Session, *, now: datetime) -> list[int]:
    """Letters whose every attempt ended with the worker's death."""
    return list(
        session.scalars(
            select(Letter.id).where(
                Letter.agency_id == agency_id,
                Letter.state == WorkState.RUNNING,
                Letter.lease_until < now,
                Letter.attempts >= MAX_ATTEMPTS,
            )
        )
    )


def find_letter(agency_id: int, session: Session, letter_id: int) -> Letter | None:
    """One letter."""
    return session.get(Letter, (agency_id, letter_id))


def own_letters(
    agency_id: int, session: Session, user_id: int, *, limit: int
) -> list[tuple[Letter, str | None]]:
    """What left for a person, newest first, with the name of the device it went to."""
    rows = session.execute(
        select(Letter, PushDevice.name)
        .outerjoin(
            PushDevice,
            (PushDevice.agency_id == Letter.agency_id) & (PushDevice.id == Letter.device_id),
        )
        .where(Letter.agency_id == agency_id, Letter.user_id == user_id)
        .order_by(Letter.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def reader_of(agency_id: int, session: Session, letter: Letter) -> User | None:
    """Whom a letter is for."""
    return None if letter.user_id is None else session.get(User, (agency_id, letter.user_id))


def give_up_device(agency_id: int, session: Session, device_id: int, *, now: datetime) -> None:
    """Forget the address that a push service has given up; letters to it end."""
    session.execute(
        update(PushDevice)
        .where(PushDevice.agency_id == agency_id, PushDevice.id == device_id)
        .values(sealed_subscription=None, gone_at=now)
    )


def hook_letters(agency_id: int, session: Session, *, limit: int) -> list[Letter]:
    """What left for the agency's program, newest first."""
    return list(
        session.scalars(
            select(Letter)
            .where(Letter.agency_id == agency_id, Letter.channel == NoticeChannel.HOOK)
            .order_by(Letter.id.desc())
            .limit(limit)
        )
    )
