"""Incidents of the agency's pages: which are open, what proves them, what was done when."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from moderation.models import DutyFile, Event, Incident, Page, User
from moderation.vocabulary import EventKind, IncidentKind

__all__ = [
    "count_open",
    "duty_events",
    "files_of",
    "find_file",
    "find_incident",
    "incidents",
    "is_frozen",
    "lock_incident",
]


def incidents(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, limit: int = 200
) -> list[tuple[Incident, Page]]:
    """Those on these pages, open ones first, then the newest; None stands for every page."""
    statement = (
        select(Incident, Page)
        .join(Page, and_(Page.agency_id == Incident.agency_id, Page.id == Incident.page_id))
        .where(Incident.agency_id == agency_id)
        .order_by(Incident.closed_at.is_not(None), Incident.detected_at.desc(), Incident.id)
        .limit(limit)
    )
    if page_ids is not None:
        statement = statement.where(Incident.page_id.in_(page_ids))
    return [(row[0], row[1]) for row in session.execute(statement)]


def count_open(agency_id: int, session: Session) -> int:
    """How many are open."""
    statement = select(func.count()).where(
        Incident.agency_id == agency_id, Incident.closed_at.is_(None)
    )
    return session.scalar(statement) or 0


def find_incident(agency_id: int, session: Session, incident_id: int) -> Incident | None:
    """One of them."""
    return session.get(Incident, (agency_id, incident_id))


def lock_incident(agency_id: int, session: Session, incident_id: int) -> Incident | None:
    """The same, for changing it."""
    return session.get(
        Incident, (agency_id, incident_id), with_for_update=True, populate_existing=True
    )


def is_frozen(agency_id: int, session: Session, page_id: int) -> bool:
    """Whether somebody else may be holding this page: nothing must leave for it."""
    return (
        session.scalar(
            select(Incident.id)
            .where(
                Incident.agency_id == agency_id,
                Incident.page_id == page_id,
                Incident.kind == IncidentKind.LOST,
                Incident.closed_at.is_(None),
            )
            .limit(1)
        )
        is not None
    )


def files_of(
    agency_id: int,
    session: Session,
    *,
    incident_id: int | None = None,
    suspect_id: int | None = None,
) -> list[tuple[DutyFile, str | None]]:
    """What proves an incident or a suspect page, without the contents, with who added it."""
    rows = session.execute(
        select(DutyFile, User.full_name)
        .outerjoin(User, and_(User.agency_id == DutyFile.agency_id, User.id == DutyFile.added_by))
        .where(
            DutyFile.agency_id == agency_id,
            DutyFile.incident_id == incident_id
            if incident_id is not None
            else DutyFile.suspect_id == suspect_id,
        )
        .order_by(DutyFile.id)
    )
    return [(row[0], row[1]) for row in rows]


def find_file(agency_id: int, session: Session, file_id: int) -> DutyFile | None:
    """One file."""
    return session.get(DutyFile, (agency_id, file_id))


def duty_events(
    agency_id: int, session: Session, kind: EventKind, key: str, row_id: int
) -> Sequence[tuple[Event, str | None]]:
    """What was done about one incident or suspect page, oldest first, with who did it."""
    rows = session.execute(
        select(Event, User.full_name)
        .outerjoin(User, and_(User.agency_id == Event.agency_id, User.id == Event.actor_id))
        .where(
            Event.agency_id == agency_id,
            Event.kind == kind,
            Event.data[key].as_integer() == row_id,
        )
        .order_by(Event.id)
    )
    return [(row[0], row[1]) for row in rows]
