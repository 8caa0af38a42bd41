"""What happened to cases: their events, who did what, and what was taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from moderation.models import Case, Event, User
from moderation.vocabulary import Actor, EventKind

__all__ = [
    "case_events",
    "find_event",
    "last_event_of_case",
    "last_reveal",
    "latest_event_id",
    "newest",
    "recent_person_events",
]

_BESIDE = (
    EventKind.REVEALED,
    EventKind.NOTE_ADDED,
    EventKind.EVIDENCE_ADDED,
    EventKind.EVIDENCE_WITHDRAWN,
    EventKind.EXPORTED,
    EventKind.REFERRED,
    EventKind.REFERRAL_ANSWERED,
)


def case_events(
    agency_id: int, session: Session, case_id: int, *, limit: int = 200
) -> list[tuple[Event, str | None]]:
    """What happened to a case, oldest first, with the name of the person who did it."""
    rows = session.execute(
        select(Event, User.full_name)
        .outerjoin(
            User,
            and_(
                User.agency_id == Event.agency_id,
                User.id == Event.actor_id,
                Event.actor == Actor.PERSON,
            ),
        )
        .where(Event.agency_id == agency_id, Event.case_id == case_id)
        .order_by(Event.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def last_event_of_case(agency_id: int, session: Session, case_id: int) -> Event | None:
    """The newest thing that a person or program changed in a case, notes apart."""
    return session.scalar(
        select(Event)
        .where(
            Event.agency_id == agency_id,
            Event.case_id == case_id,
            Event.actor.in_([Actor.PERSON, Actor.API_KEY]),
            Event.kind.not_in(_BESIDE),
        )
        .order_by(Event.id.desc())
        .limit(1)
    )


def last_reveal(agency_id: int, session: Session, case_id: int, *, user_id: int) -> datetime | None:
    """When a person last asked to see the personal data of a case."""
    return session.scalar(
        select(func.max(Event.at)).where(
            Event.agency_id == agency_id,
            Event.case_id == case_id,
            Event.kind == EventKind.REVEALED,
            Event.actor == Actor.PERSON,
            Event.actor_id == user_id,
        )
    )


def find_event(agency_id: int, session: Session, event_id: int) -> Event | None:
    """One event."""
    return session.get(Event, (agency_id, event_id))


def recent_person_events(
    agency_id: int,
    session: Session,
    user_id: int,
    *,
    kinds: Collection[EventKind],
    limit: int = 20,
) -> list[Event]:
    """The latest decisions of a person that nobody has taken back."""
    taking_back = aliased(Event)
    undone = (
        select(taking_back.id)
        .where(taking_back.agency_id == agency_id, taking_back.undoes_id == Event.id)
        .exists()
    )
    return list(
        session.scalars(
            select(Event)
            .where(
                Event.agency_id == agency_id,
                Event.actor == Actor.PERSON,
                Event.actor_id == user_id,
                Event.kind.in_(kinds),
                ~undone,
                # What was done to one of many is told by the act on all of them.
                or_(Event.kind == EventKind.ACTED_ON_MANY, ~Event.data.has_key("bulk_id")),
            )
            .order_by(Event.id.desc())
            .limit(limit)
        )
    )


def newest(agency_id: int, session: Session) -> tuple[int, int]:
    """The newest event and the newest case of an agency, for a list that says since when it is."""
    event = select(func.max(Event.id)).where(Event.agency_id == agency_id).scalar_subquery()
    case = select(func.max(Case.id)).where(Case.agency_id == agency_id).scalar_subquery()
    row = session.execute(select(event, case)).one()
    return row[0] or 0, row[1] or 0


def latest_event_id(agency_id: int, session: Session) -> int:
    """The newest event of an agency, for pages that ask what is new."""
    return (
        session.scalar(
            select(func.coalesce(func.max(Event.id), 0)).where(Event.agency_id == agency_id)
        )
        or 0
    )
