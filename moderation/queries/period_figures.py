"""What of a period is asked of the rows themselves: what still waits, however old the period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.models import Case

__all__ = ["Unanswered", "backlog", "still_unanswered"]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An open case that nobody has answered yet, and whether its clock ever stood still."""

    case_id: int
    opened_at: datetime
    page_id: int
    was_paused: bool


def still_unanswered(
    agency_id: int,
    session: Session,
    since: datetime,
    until: datetime,
    *,
    page_ids: frozenset[int] | None,
) -> list[Unanswered]:
    """The cases opened in a period that nobody has answered."""
    rows = session.execute(
        select(Case.id, Case.opened_at, Case.page_id, Case.paused_until.is_not(None)).where(
            Case.agency_id == agency_id,
            Case.closed_at.is_(None),
            Case.first_response_at.is_(None),
            Case.opened_at >= since,
            Case.opened_at < until,
            *([] if page_ids is None else [Case.page_id.in_(page_ids)]),
        )
    )
    return [Unanswered(*row) for row in rows]


def backlog(agency_id: int, session: Session, *, page_ids: frozenset[int] | None) -> dict[str, int]:
    """How many cases are open in each queue now."""
    rows = session.execute(
        select(Case.queue_key, func.count())
        .where(
            Case.agency_id == agency_id,
            Case.closed_at.is_(None),
            *([] if page_ids is None else [Case.page_id.in_(page_ids)]),
        )
        .group_by(Case.queue_key)
    )
    return {row[0]: row[1] for row in rows}
