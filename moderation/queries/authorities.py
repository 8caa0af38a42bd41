"""Who may speak for the agency, what needs that, and which sources are official."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from moderation.models import Authority, Grant, OfficialHost, SensitiveLabel, User
from moderation.policy import Permission
from moderation.queries.people import powers_of
from moderation.vocabulary import AuthorityBasis, Label

__all__ = [
    "approvers",
    "authorities",
    "find_authority",
    "find_host",
    "official_hosts",
    "sensitive_labels",
    "standing_authorities",
    "stands",
]


def authorities(agency_id: int, session: Session) -> list[Authority]:
    """Every authority ever given, the newest first."""
    return list(
        session.scalars(
            select(Authority).where(Authority.agency_id == agency_id).order_by(Authority.id.desc())
        )
    )


def find_authority(agency_id: int, session: Session, authority_id: int) -> Authority | None:
    """One authority, locked."""
    return session.scalar(
        select(Authority)
        .where(Authority.agency_id == agency_id, Authority.id == authority_id)
        .with_for_update()
    )


def standing_authorities(
    agency_id: int, session: Session, user_id: int, *, page_id: int, today: date
) -> list[Authority]:
    """What a person may rest an approval on for this page today, the weightiest first."""
    found = session.scalars(
        select(Authority).where(
            Authority.agency_id == agency_id,
            Authority.user_id == user_id,
            or_(Authority.page_id.is_(None), Authority.page_id == page_id),
            stands(today),
        )
    )
    order = list(AuthorityBasis)
    return sorted(found, key=lambda one: (order.index(one.basis), one.id))


def holds_authority(agency_id: int, session: Session, user_id: int, *, today: date) -> bool:
    """Whether a person may approve sensitive matters today, on some page, by a decision."""
    found = session.scalar(
        select(Authority.id)
        .where(
            Authority.agency_id == agency_id,
            Authority.user_id == user_id,
            or_(Authority.basis != AuthorityBasis.DELEGATION, Authority.covers_sensitive),
            stands(today),
        )
        .limit(1)
    )
    return found is not None


def approvers(agency_id: int, session: Session, page_id: int, *, today: date) -> set[int]:
    """The active people who may approve on a page: by their role, or standing in for somebody."""
    powers = powers_of(agency_id, session)
    roles = [role for role, allowed in powers.items() if Permission.APPROVE in allowed]
    by_role = (
        select(Grant.user_id)
        .join(User, and_(User.agency_id == Grant.agency_id, User.id == Grant.user_id))
        .where(
            Grant.agency_id == agency_id,
            Grant.role.in_(roles),
            or_(Grant.page_id.is_(None), Grant.page_id == page_id),
            User.active,
        )
    )
    delegated = (
        select(Authority.user_id)
        .join(User, and_(User.agency_id == Authority.agency_id, User.id == Authority.user_id))
        .where(
            Authority.agency_id == agency_id,
            Authority.basis == AuthorityBasis.DELEGATION,
            or_(Authority.page_id.is_(None), Authority.page_id == page_id),
            User.active,
            stands(today),
        )
    )
    return {*session.scalars(by_role), *session.scalars(delegated)}


def sensitive_labels(agency_id: int, session: Session) -> frozenset[Label]:
    """The matters on which only the holder of an authority approves."""
    return frozenset(
        session.scalars(select(SensitiveLabel.label).where(SensitiveLabel.agency_id == agency_id))
    )


def official_hosts(agency_id: int, session: Session) -> list[str]:
    """Hosts whose pages count as official, by name."""
    return list(
        session.scalars(
            select(OfficialHost.host)
            .where(OfficialHost.agency_id == agency_id)
            .order_by(OfficialHost.host)
        )
    )


def find_host(agency_id: int, session: Session, host: str) -> OfficialHost | None:
    """One host of the list."""
    return session.get(OfficialHost, (agency_id, host))


def stands(today: date | ColumnElement[date]) -> ColumnElement[bool]:
    """In force on that day."""
    return and_(
        Authority.revoked_at.is_(None),
        Authority.valid_from <= today,
        or_(Authority.valid_to.is_(None), Authority.valid_to >= today),
    )
