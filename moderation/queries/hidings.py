"""Comments that were hidden, why, and what another person found."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from moderation.models import (
    Comment,
    Hiding,
    Page,
    PublishIntent,
    User,
)
from moderation.vocabulary import IntentState

__all__ = [
    "HiddenComment",
    "count_unreviewed",
    "hidden_comments",
    "hiding_by_token",
    "hiding_of_act",
    "hidings",
    "hidings_of_case",
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


def hiding_of_act(agency_id: int, session: Session, intent_id: int) -> Hiding | None:
    """Why an act that hides was ordered, and about which words."""
    return session.scalar(
        select(Hiding).where(Hiding.agency_id == agency_id, Hiding.intent_id == intent_id)
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
