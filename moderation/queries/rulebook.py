"""What an agency made of the rules of conduct, and who has read which version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from moderation.models import Acknowledgement, DutySettings, RulebookVersion, RuleOverride, User

__all__ = [
    "Reader",
    "acknowledge",
    "acknowledged_at",
    "count_unread",
    "duty_settings",
    "latest_version",
    "overrides",
    "readers",
    "versions",
]


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who signs in, and when they acknowledged a version, if they have."""

    user_id: int
    name: str
    at: datetime | None


def overrides(agency_id: int, session: Session) -> dict[str, RuleOverride]:
    """The rules that the agency made stricter, by their ids."""
    found = session.scalars(select(RuleOverride).where(RuleOverride.agency_id == agency_id))
    return {one.rule_id: one for one in found}


def versions(agency_id: int, session: Session) -> list[RulebookVersion]:
    """Every version that was put into force, newest first."""
    return list(
        session.scalars(
            select(RulebookVersion)
            .where(RulebookVersion.agency_id == agency_id)
            .order_by(RulebookVersion.number.desc())
        )
    )


def latest_version(agency_id: int, session: Session) -> RulebookVersion | None:
    """The version in force."""
    return session.scalar(
        select(RulebookVersion)
        .where(RulebookVersion.agency_id == agency_id)
        .order_by(RulebookVersion.number.desc())
        .limit(1)
    )


def acknowledged_at(
    agency_id: int, session: Session, version_id: int, user_id: int
) -> datetime | None:
    """When a person said that they have read a version."""
    return session.scalar(
        select(Acknowledgement.at).where(
            Acknowledgement.agency_id == agency_id,
            Acknowledgement.version_id == version_id,
            Acknowledgement.user_id == user_id,
        )
    )


def acknowledge(agency_id: int, session: Session, version_id: int, user_id: int) -> bool:
    """Write down that a person has read a version; False where that stands already."""
    made = session.scalar(
        insert(Acknowledgement)
        .values(agency_id=agency_id, version_id=version_id, user_id=user_id)
        .on_conflict_do_nothing()
        .returning(Acknowledgement.id)
    )
    return made is not None


def readers(agency_id: int, session: Session, version_id: int) -> list[Reader]:
    """Everybody who can sign in, those first who have not read the version."""
    rows = session.execute(
        select(User.id, User.full_name, Acknowledgement.at)
        .outerjoin(
            Acknowledgement,
            and_(
                Acknowledgement.agency_id == User.agency_id,
                Acknowledgement.user_id == User.id,
                Acknowledgement.version_id == version_id,
            ),
        )
        .where(User.agency_id == agency_id, User.active)
        .order_by(Acknowledgement.at.asc().nulls_first(), User.full_name)
    )
    return [Reader(row[0], row[1], row[2]) for row in rows]


def count_unread(agency_id: int, session: Session) -> int:
    """How many people have not read the version in force; 0 while there is none."""
    newest = latest_version(agency_id, session)
    if newest is None:
        return 0
    read = (
        select(Acknowledgement.id)
        .where(
            Acknowledgement.agency_id == agency_id,
            Acknowledgement.user_id == User.id,
            Acknowledgement.version_id == newest.id,
        )
        .exists()
    )
    return (
        session.scalar(select(func.count()).where(User.agency_id == agency_id, User.active, ~read))
        or 0
    )


def duty_settings(agency_id: int, session: Session) -> DutySettings | None:
    """Which pages about its duties the agency shows the public; None while none was chosen."""
    return session.get(DutySettings, agency_id)
