"""Answers that were approved before, with the questions that they answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from moderation.models import Approval, Case, Comment, Draft
from moderation.queries.in_use import in_use
from moderation.vocabulary import ApprovalState

__all__ = ["EarlierAnswer", "earlier_answers"]

_SINCE = timedelta(days=365)
_MOST = 300


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """A citizen's words and what the agency said to them."""

    case_id: int
    decided_at: datetime | None
    question: str
    answer: str
    template_id: str | None


def earlier_answers(
    agency_id: int, session: Session, *, case_id: int, page_ids: frozenset[int] | None
) -> list[EarlierAnswer]:
    """Answers of other cases to words in use, approved within a year, the newest first."""
    statement = (
        select(Case.id, Approval.decided_at, Comment.text, Approval.text, Draft.template_id)
        .select_from(Approval)
        .join(Case, and_(Case.agency_id == Approval.agency_id, Case.id == Approval.case_id))
        .join(
            Comment, and_(Comment.agency_id == Case.agency_id, Comment.id == Case.lead_comment_id)
        )
        .outerjoin(
            Draft,
            and_(
                Draft.agency_id == Approval.agency_id,
                Draft.case_id == Approval.case_id,
                Draft.version == Approval.draft_version,
            ),
        )
        .where(
            Approval.agency_id == agency_id,
            Approval.case_id != case_id,
            Approval.state.in_([ApprovalState.APPROVED, ApprovalState.DONE]),
            Approval.decided_at >= datetime.now(UTC) - _SINCE,
            in_use(),
        )
        .order_by(Approval.id.desc())
        .limit(_MOST)
    )
    if page_ids is not None:
        statement = statement.where(Case.page_id.in_(page_ids))
    return [
        EarlierAnswer(row[0], row[1], row[2] or "", row[3], row[4])
        for row in session.execute(statement)
    ]
