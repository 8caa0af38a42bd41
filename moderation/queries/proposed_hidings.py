"""Hidings of what may be criticism that wait for a second person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from moderation.models import (
    Case,
    Comment,
    HideRequest,
    Page,
    User,
)

__all__ = [
    "ProposedHiding",
    "open_request",
    "open_requests",
]


@dataclass(frozen=True, slots=True)
class ProposedHiding:
    """A hiding that waits for a second person, with what it is about and who proposed it."""

    request: HideRequest
    comment: Comment
    page: Page
    asked_by: str


def open_request(agency_id: int, session: Session, case_id: int) -> HideRequest | None:
    """The hiding of a case that waits for a second person."""
    return session.scalar(
        select(HideRequest).where(
            HideRequest.agency_id == agency_id,
            HideRequest.case_id == case_id,
            HideRequest.decided_by.is_(None),
        )
    )


def open_requests(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, case_id: int | None = None
) -> list[ProposedHiding]:
    """Hidings that wait for a second person, the oldest first."""
    statement = (
        select(HideRequest, Comment, Page, User.full_name)
        .join(Case, and_(Case.agency_id == agency_id, Case.id == HideRequest.case_id))
        .join(Comment, and_(Comment.agency_id == agency_id, Comment.id == Case.lead_comment_id))
        .join(Page, and_(Page.agency_id == agency_id, Page.id == Case.page_id))
        .join(User, and_(User.agency_id == agency_id, User.id == HideRequest.asked_by))
        .where(HideRequest.agency_id == agency_id, HideRequest.decided_by.is_(None))
        .order_by(HideRequest.id)
    )
    if page_ids is not None:
        statement = statement.where(Case.page_id.in_(page_ids))
    if case_id is not None:
        statement = statement.where(HideRequest.case_id == case_id)
    return [ProposedHiding(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]
