"""Comments that were hidden, why, and what another person found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from moderation.models import (
    Case,
    Comment,
    HideRequest,
    Hiding,
    Page,
    PublishIntent,
    ReviewRequest,
    User,
)
from moderation.vocabulary import HideVerdict, IntentState

__all__ = [
    "AskedReview",
    "HiddenComment",
    "ProposedHiding",
    "ReviewCounts",
    "asked_of",
    "count_asked",
    "count_unreviewed",
    "hidden_comments",
    "hiding_by_token",
    "hidings",
    "hidings_of_case",
    "open_request",
    "open_requests",
    "review_counts",
    "review_of",
    "reviews",
    "shown_comments",
    "unreviewed",
    "unreviewed_for",
]


_STILL_HIDDEN = (Comment.hidden_at.is_not(None), Comment.deleted_at.is_(None))


@dataclass(frozen=True, slots=True)
class HiddenComment:
    """A hiding with the comment, its page, and the names of the two persons."""

    hiding: Hiding
    comment: Comment
    page: Page
    hidden_by: str
    reviewed_by: str | None


@dataclass(frozen=True, slots=True)
class ProposedHiding:
    """A hiding that waits for a second person, with what it is about and who proposed it."""

    request: HideRequest
    comment: Comment
    page: Page
    asked_by: str


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
        .join(Comment, _about())
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


def hiding_by_token(
    agency_id: int, session: Session, token: str
) -> tuple[Hiding, Comment, Page] | None:
    """The hiding whose author holds this link, once it was carried out."""
    row = session.execute(
        select(Hiding, Comment, Page)
        .join(PublishIntent, _act())
        .join(Comment, _about())
        .join(Page, and_(Page.agency_id == agency_id, Page.id == Hiding.page_id))
        .where(
            Hiding.agency_id == agency_id,
            Hiding.review_token == token,
            PublishIntent.state == IntentState.PUBLISHED,
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def review_of(agency_id: int, session: Session, hiding_id: int) -> ReviewRequest | None:
    """What the author asked about a hiding, if they did."""
    return session.scalar(
        select(ReviewRequest).where(
            ReviewRequest.agency_id == agency_id, ReviewRequest.hiding_id == hiding_id
        )
    )


def unreviewed(agency_id: int, session: Session, case_id: int) -> list[Hiding]:
    """The hidings of a case that were carried out and that nobody else has looked at, locked."""
    return list(
        session.scalars(
            select(Hiding)
            .join(PublishIntent, _act())
            .where(
                Hiding.agency_id == agency_id,
                Hiding.case_id == case_id,
                Hiding.verdict.is_(None),
                PublishIntent.state == IntentState.PUBLISHED,
            )
            .order_by(Hiding.id)
            .with_for_update(of=Hiding)
        )
    )


def hidings_of_case(agency_id: int, session: Session, case_id: int) -> list[HiddenComment]:
    """Every hiding of a case that was carried out, newest first."""
    return _found(session, Hiding.agency_id == agency_id, Hiding.case_id == case_id, limit=200)


def hidings(
    agency_id: int,
    session: Session,
    *,
    page_ids: frozenset[int] | None,
    reviewed: bool,
    limit: int = 100,
) -> list[HiddenComment]:
    """What was hidden and waits for another person's look, or had it; newest first."""
    wanted = [
        Hiding.agency_id == agency_id,
        *(
            (Hiding.verdict.is_not(None),)
            if reviewed
            else (Hiding.verdict.is_(None), *_STILL_HIDDEN)
        ),
    ]
    if page_ids is not None:
        wanted.append(Hiding.page_id.in_(page_ids))
    return _found(session, *wanted, limit=limit)


def count_unreviewed(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, not_by: int | None
) -> int:
    """How many cases have hidden comments that wait for this person's look."""
    return session.scalar(unreviewed_for(agency_id, page_ids, not_by=not_by)) or 0


def unreviewed_for(
    agency_id: int, page_ids: frozenset[int] | None, *, not_by: int | None
) -> Select[int]:
    """The question of the count."""
    statement = (
        select(func.count(Hiding.case_id.distinct()))
        .join(PublishIntent, _act())
        .join(Comment, _about())
        .where(
            Hiding.agency_id == agency_id,
            Hiding.verdict.is_(None),
            PublishIntent.state == IntentState.PUBLISHED,
            *_STILL_HIDDEN,
        )
    )
    if not_by is not None:
        statement = statement.where(Hiding.hidden_by != not_by)
    if page_ids is not None:
        statement = statement.where(Hiding.page_id.in_(page_ids))
    return statement


def hidden_comments(agency_id: int, session: Session, case_id: int) -> list[Comment]:
    """The comments of a case that are hidden at their source, oldest first."""
    return _comments(agency_id, session, case_id, Comment.hidden_at.is_not(None))


def shown_comments(agency_id: int, session: Session, case_id: int) -> list[Comment]:
    """The comments of a case that everybody can read, oldest first."""
    return _comments(agency_id, session, case_id, Comment.hidden_at.is_(None))


def _comments(
    agency_id: int, session: Session, case_id: int, wanted: ColumnElement[bool]
) -> list[Comment]:
    return list(
        session.scalars(
            select(Comment)
            .where(
                Comment.agency_id == agency_id,
                Comment.case_id == case_id,
                Comment.deleted_at.is_(None),
                wanted,
            )
            .order_by(Comment.posted_at, Comment.id)
        )
    )


def _act() -> ColumnElement[bool]:
    return and_(PublishIntent.agency_id == Hiding.agency_id, PublishIntent.id == Hiding.intent_id)


def _about() -> ColumnElement[bool]:
    return and_(Comment.agency_id == Hiding.agency_id, Comment.id == Hiding.comment_id)


def _found(session: Session, *wanted: ColumnElement[bool], limit: int) -> list[HiddenComment]:
    hider, reviewer = aliased(User), aliased(User)
    rows = session.execute(
        select(Hiding, Comment, Page, hider.full_name, reviewer.full_name)
        .join(PublishIntent, _act())
        .join(Comment, _about())
        .join(Page, and_(Page.agency_id == Hiding.agency_id, Page.id == Hiding.page_id))
        .join(hider, and_(hider.agency_id == Hiding.agency_id, hider.id == Hiding.hidden_by))
        .outerjoin(
            reviewer,
            and_(reviewer.agency_id == Hiding.agency_id, reviewer.id == Hiding.reviewed_by),
        )
        .where(PublishIntent.state == IntentState.PUBLISHED, *wanted)
        .order_by(Hiding.id.desc())
        .limit(limit)
    )
    return [HiddenComment(row[0], row[1], row[2], row[3], row[4]) for row in rows]
