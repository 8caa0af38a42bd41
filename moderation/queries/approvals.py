"""What was put before a second person, and what they said."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from moderation.models import (
    Approval,
    Case,
    Draft,
)
from moderation.vocabulary import ANSWERS, ApprovalState, PublishKind

__all__ = [
    "approval_for_update",
    "approvals_of_case",
    "cases_with_live_approval",
    "count_waiting",
    "find_approval",
    "last_edit",
    "live_approval",
    "submitted_draft",
    "waiting_approvals",
    "waiting_for",
]

_LIVE = (ApprovalState.WAITING, ApprovalState.APPROVED)


def find_approval(agency_id: int, session: Session, approval_id: int) -> Approval | None:
    """An approval as it stands."""
    return session.get(Approval, (agency_id, approval_id))


def submitted_draft(agency_id: int, session: Session, approval: Approval) -> Draft | None:
    """The draft that was put before somebody."""
    return session.scalar(
        select(Draft).where(
            Draft.agency_id == agency_id,
            Draft.case_id == approval.case_id,
            Draft.version == approval.draft_version,
        )
    )


def last_edit(agency_id: int, session: Session, approval_id: int) -> Approval | None:
    """The newest edit that was carried out of what this approval published."""
    return session.scalar(
        select(Approval)
        .where(
            Approval.agency_id == agency_id,
            Approval.corrects_id == approval_id,
            Approval.kind == PublishKind.EDIT,
            Approval.state == ApprovalState.DONE,
        )
        .order_by(Approval.id.desc())
        .limit(1)
    )


def approval_for_update(agency_id: int, session: Session, approval_id: int) -> Approval | None:
    """An approval, locked."""
    return session.scalar(
        select(Approval)
        .where(Approval.agency_id == agency_id, Approval.id == approval_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def live_approval(agency_id: int, session: Session, case_id: int) -> Approval | None:
    """The approval of a case that waits or holds, if any."""
    return session.scalar(
        select(Approval)
        .where(
            Approval.agency_id == agency_id,
            Approval.case_id == case_id,
            Approval.state.in_(_LIVE),
        )
        .with_for_update()
    )


def cases_with_live_approval(
    agency_id: int, session: Session, comment_ids: Sequence[int]
) -> list[int]:
    """The cases whose replies rest on the words of these comments."""
    return list(
        session.scalars(
            select(Case.id)
            .join(
                Approval,
                and_(Case.agency_id == Approval.agency_id, Case.id == Approval.case_id),
            )
            .where(
                Approval.agency_id == agency_id,
                Approval.state.in_(_LIVE),
                Case.lead_comment_id.in_(comment_ids),
            )
            .order_by(Case.id)
        )
    )


def approvals_of_case(agency_id: int, session: Session, case_id: int) -> list[Approval]:
    """Every approval of a case, newest first."""
    return list(
        session.scalars(
            select(Approval)
            .where(Approval.agency_id == agency_id, Approval.case_id == case_id)
            .order_by(Approval.id.desc())
        )
    )


def waiting_approvals(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, limit: int = 100
) -> list[tuple[Approval, Case]]:
    """What waits for a decision, the case due first on top; no answer to a closed case does."""
    statement = (
        select(Approval, Case)
        .join(Case, and_(Case.agency_id == Approval.agency_id, Case.id == Approval.case_id))
        .where(
            Approval.agency_id == agency_id,
            Approval.state == ApprovalState.WAITING,
            _has_somebody_to_answer(),
        )
        .order_by(Case.due_at, Case.severity, Approval.id)
        .limit(limit)
    )
    if page_ids is not None:
        statement = statement.where(Case.page_id.in_(page_ids))
    return [(row[0], row[1]) for row in session.execute(statement)]


def count_waiting(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, not_by: int | None
) -> int:
    """How many replies wait for somebody else than this person to decide."""
    return session.scalar(waiting_for(agency_id, page_ids, not_by=not_by)) or 0


def waiting_for(
    agency_id: int, page_ids: frozenset[int] | None, *, not_by: int | None
) -> Select[int]:
    """The question of the count."""
    statement = (
        select(func.count())
        .select_from(Approval)
        .join(Case, and_(Case.agency_id == Approval.agency_id, Case.id == Approval.case_id))
        .where(
            Approval.agency_id == agency_id,
            Approval.state == ApprovalState.WAITING,
            _has_somebody_to_answer(),
        )
    )
    if not_by is not None:
        statement = statement.where(Approval.author_id != not_by, Approval.submitted_by != not_by)
    if page_ids is not None:
        statement = statement.where(Case.page_id.in_(page_ids))
    return statement


def _has_somebody_to_answer() -> ColumnElement[bool]:
    """A case that was closed meanwhile needs no answer; what corrects one is of a closed case."""
    return or_(Case.closed_at.is_(None), Approval.kind.not_in(ANSWERS))
