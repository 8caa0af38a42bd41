"""Replies being written: the suggested templates, what people picked, the versions of a draft."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from moderation.models import Draft, Event, Suggestion
from moderation.vocabulary import EventKind

__all__ = [
    "discard_draft",
    "draft_of",
    "latest_draft_version",
    "suggestions_of",
    "template_picks",
]


def suggestions_of(agency_id: int, session: Session, case_id: int) -> list[Suggestion]:
    """The suggested templates, best first."""
    return list(
        session.scalars(
            select(Suggestion)
            .where(Suggestion.agency_id == agency_id, Suggestion.case_id == case_id)
            .order_by(Suggestion.rank)
        )
    )


def template_picks(agency_id: int, session: Session) -> dict[str, int]:
    """How often people of the agency picked each template."""
    template = Event.data["template"].astext
    rows = session.execute(
        select(template, func.count())
        .where(Event.agency_id == agency_id, Event.kind == EventKind.TEMPLATE_PICKED)
        .group_by(template)
    )
    return {row[0]: row[1] for row in rows}


def draft_of(agency_id: int, session: Session, case_id: int) -> Draft | None:
    """The reply being written for a case: its newest version that nobody discarded."""
    return session.scalar(
        select(Draft)
        .where(
            Draft.agency_id == agency_id,
            Draft.case_id == case_id,
            Draft.discarded_at.is_(None),
        )
        .order_by(Draft.version.desc())
        .limit(1)
    )


def latest_draft_version(agency_id: int, session: Session, case_id: int) -> int:
    """The highest version ever saved for a case, discarded ones too; 0 where there is none."""
    return (
        session.scalar(
            select(func.max(Draft.version)).where(
                Draft.agency_id == agency_id, Draft.case_id == case_id
            )
        )
        or 0
    )


def discard_draft(agency_id: int, session: Session, case_id: int, version: int) -> None:
    """Set one version of a draft aside; the one before it is the draft again."""
    session.execute(
        update(Draft)
        .where(Draft.agency_id == agency_id, Draft.case_id == case_id, Draft.version == version)
        .values(discarded_at=func.now())
    )
