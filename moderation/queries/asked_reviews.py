"""What authors of hidden comments ask, and how much waits for another person's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from moderation.models import (
    Case,
    Comment,
    HideRequest,
    Hiding,
    Page,
    ReviewRequest,
)
from moderation.vocabulary import HideVerdict

__all__ = [
    "AskedReview",
    "ReviewCounts",
    "asked_of",
    "count_asked",
    "review_counts",
    "review_of",
    "reviews",
]


@dataclass(frozen=True, slots=True)
class AskedReview:
    """What the author of a hidden comment asked, with the hiding, the comment and the page."""

    request: ReviewRequest
    hiding: Hiding
    comment: Comment
    page: Page


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """Authors who asked and how many were shown again; hidings proposed to a second person."""

    asked: int
    undone: int
    proposed: int
    refused: int


def reviews(
    agency_id: int,
    session: Session,
    *,
    page_ids: frozenset[int] | None = None,
    case_id: int | None = None,
    undecided: bool = True,
) -> list[AskedReview]:
    """What authors of hidden comments asked, the oldest first."""
    statement = (
        select(ReviewRequest, Hiding, Comment, Page)
        .join(Hiding, and_(Hiding.agency_id == agency_id, Hiding.id == ReviewRequest.hiding_id))
        .join(Comment, and_(Comment.agency_id == agency_id, Comment.id == Hiding.comment_id))
        .join(Page, and_(Page.agency_id == agency_id, Page.id == Hiding.page_id))
        .where(ReviewRequest.agency_id == agency_id)
        .order_by(ReviewRequest.id)
    )
    if undecided:
        statement = statement.where(ReviewRequest.decided_by.is_(None))
    if page_ids is not None:
        statement = statement.where(Hiding.page_id.in_(page_ids))
    if case_id is not None:
        statement = statement.where(Hiding.case_id == case_id)
    return [AskedReview(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]


def review_of(agency_id: int, session: Session, hiding_id: int) -> ReviewRequest | None:
    """What the author asked about a hiding, if they did."""
    return session.scalar(
        select(ReviewRequest).where(
            ReviewRequest.agency_id == agency_id, ReviewRequest.hiding_id == hiding_id
        )
    )


def count_asked(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, not_by: int | None
) -> int:
    """How many proposals and requests of authors wait for this person."""
    return session.scalar(asked_of(agency_id, page_ids, not_by=not_by)) or 0


def asked_of(agency_id: int, page_ids: frozenset[int] | None, *, not_by: int | None) -> Select[int]:
    """The question of the count."""
    proposed = (
        select(func.count())
        .select_from(HideRequest)
        .join(Case, and_(Case.agency_id == agency_id, Case.id == HideRequest.case_id))
        .where(HideRequest.agency_id == agency_id, HideRequest.decided_by.is_(None))
    )
    asked = (
        select(func.count())
        .select_from(ReviewRequest)
        .join(Hiding, and_(Hiding.agency_id == agency_id, Hiding.id == ReviewRequest.hiding_id))
        .where(ReviewRequest.agency_id == agency_id, ReviewRequest.decided_by.is_(None))
    )
    if page_ids is not None:
        proposed = proposed.where(Case.page_id.in_(page_ids))
        asked = asked.where(Hiding.page_id.in_(page_ids))
    if not_by is not None:
        proposed = proposed.where(HideRequest.asked_by != not_by)
        asked = asked.where(ReviewRequest.hidden_by != not_by)
    return select(proposed.scalar_subquery() + asked.scalar_subquery())


def review_counts(
    agency_id: int, session: Session, since: datetime, until: datetime
) -> ReviewCounts:
    """What authors asked and what was proposed in a period, and what came of it."""
    asked = session.execute(
        select(
            func.count(),
            func.count().filter(ReviewRequest.verdict == HideVerdict.UNDONE),
        ).where(
            ReviewRequest.agency_id == agency_id,
            ReviewRequest.asked_at >= since,
            ReviewRequest.asked_at < until,
        )
    ).one()
    proposed = session.execute(
        select(func.count(), func.count().filter(HideRequest.is_allowed.is_(False))).where(
            HideRequest.agency_id == agency_id,
            HideRequest.asked_at >= since,
            HideRequest.asked_at < until,
        )
    ).one()
    return ReviewCounts(asked[0], asked[1], proposed[0], proposed[1])
