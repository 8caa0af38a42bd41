"""Notes and evidence of a case, and the colleagues who may read it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from moderation.models import CaseNote, Event, Evidence, Grant, User
from moderation.vocabulary import Actor, EventKind, Role

__all__ = [
    "colleagues",
    "evidence_of",
    "file_with_digest",
    "find_file",
    "kept_size",
    "last_escalation",
    "notes_of",
]


def notes_of(
    agency_id: int, session: Session, case_id: int, *, limit: int = 100
) -> list[tuple[CaseNote, str | None]]:
    """The latest notes of a case, oldest first, with their authors' names."""
    rows = session.execute(
        select(CaseNote, User.full_name)
        .outerjoin(User, (User.agency_id == CaseNote.agency_id) & (User.id == CaseNote.author_id))
        .where(CaseNote.agency_id == agency_id, CaseNote.case_id == case_id)
        .order_by(CaseNote.id.desc())
        .limit(limit)
    )
    latest: list[tuple[CaseNote, str | None]] = [(row[0], row[1]) for row in rows]
    return latest[::-1]


def evidence_of(
    agency_id: int, session: Session, case_id: int
) -> list[tuple[Evidence, str | None]]:
    """The files of a case in the order in which they came, withdrawn ones too, without contents."""
    rows = session.execute(
        select(Evidence, User.full_name)
        .outerjoin(User, (User.agency_id == Evidence.agency_id) & (User.id == Evidence.added_by))
        .where(Evidence.agency_id == agency_id, Evidence.case_id == case_id)
        .order_by(Evidence.id)
    )
    return [(row[0], row[1]) for row in rows]


def find_file(agency_id: int, session: Session, case_id: int, file_id: int) -> Evidence | None:
    """A file of this case."""
    return session.scalar(
        select(Evidence).where(
            Evidence.agency_id == agency_id, Evidence.case_id == case_id, Evidence.id == file_id
        )
    )


def file_with_digest(
    agency_id: int, session: Session, case_id: int, sha256: str
) -> Evidence | None:
    """The file of this case that has these very bytes."""
    return session.scalar(
        select(Evidence).where(
            Evidence.agency_id == agency_id, Evidence.case_id == case_id, Evidence.sha256 == sha256
        )
    )


def kept_size(agency_id: int, session: Session, case_id: int) -> tuple[int, int]:
    """How many files a case keeps, and their bytes together."""
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(Evidence.size), 0)).where(
            Evidence.agency_id == agency_id,
            Evidence.case_id == case_id,
            Evidence.withdrawn_at.is_(None),
        )
    ).one()
    return int(row[0]), int(row[1])


def colleagues(
    agency_id: int, session: Session, page_id: int, *, roles: Sequence[Role]
) -> list[User]:
    """The active people who have one of these roles on a page, by name."""
    return list(
        session.scalars(
            select(User)
            .where(
                User.agency_id == agency_id,
                User.active,
                User.id.in_(
                    select(Grant.user_id).where(
                        Grant.agency_id == agency_id,
                        Grant.role.in_(roles),
                        or_(Grant.page_id.is_(None), Grant.page_id == page_id),
                    )
                ),
            )
            .order_by(User.full_name, User.id)
        )
    )


def last_escalation(agency_id: int, session: Session, case_id: int) -> Event | None:
    """The newest time that somebody passed a case up."""
    return session.scalar(
        select(Event)
        .where(
            Event.agency_id == agency_id,
            Event.case_id == case_id,
            Event.kind == EventKind.ESCALATED,
            Event.actor == Actor.PERSON,
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
