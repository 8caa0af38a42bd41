"""What dividing a group of comments asks and moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from moderation.models import Comment, Hiding, Suggestion

__all__ = [
    "Group",
    "comments_of",
    "copy_suggestions",
    "group_of",
    "move_all_comments",
    "move_comments",
]


@dataclass(frozen=True, slots=True)
class Group:
    """The comments of a case: how many, and the earliest."""

    count: int
    first_id: int
    first_at: datetime


def comments_of(
    agency_id: int, session: Session, case_id: int, comment_ids: Sequence[int]
) -> list[Comment]:
    """Those of the comments that belong to this case, earliest first."""
    return list(
        session.scalars(
            select(Comment)
            .where(
                Comment.agency_id == agency_id,
                Comment.case_id == case_id,
                Comment.id.in_(comment_ids),
            )
            .order_by(Comment.posted_at, Comment.id)
        )
    )


def group_of(agency_id: int, session: Session, case_id: int) -> Group:
    """What a case holds now."""
    mine = (Comment.agency_id == agency_id, Comment.case_id == case_id)
    first = session.execute(
        select(Comment.id, Comment.posted_at)
        .where(*mine)
        .order_by(Comment.posted_at, Comment.id)
        .limit(1)
    ).one()
    count = session.scalar(select(func.count()).select_from(Comment).where(*mine)) or 0
    return Group(count, first.id, first.posted_at)


def move_comments(
    agency_id: int, session: Session, comment_ids: Sequence[int], case_id: int
) -> None:
    """Put comments into another case, with their hidings, which are looked at where they are."""
    for statement in (
        update(Comment).where(Comment.agency_id == agency_id, Comment.id.in_(comment_ids)),
        update(Hiding).where(Hiding.agency_id == agency_id, Hiding.comment_id.in_(comment_ids)),
    ):
        session.execute(statement.values(case_id=case_id))


def move_all_comments(agency_id: int, session: Session, from_id: int, to_id: int) -> None:
    """Put all that one case holds into another."""
    for statement in (
        update(Comment).where(Comment.agency_id == agency_id, Comment.case_id == from_id),
        update(Hiding).where(Hiding.agency_id == agency_id, Hiding.case_id == from_id),
    ):
        session.execute(statement.values(case_id=to_id))


def copy_suggestions(agency_id: int, session: Session, from_id: int, to_id: int) -> None:
    """What fits one case is offered for the other."""
    columns = ("agency_id", "rank", "template_id", "score", "reason")
    values = [getattr(Suggestion, name) for name in columns]
    session.execute(
        insert(Suggestion).from_select(
            [*columns, "case_id"],
            select(*values, literal(to_id)).where(
                Suggestion.agency_id == agency_id, Suggestion.case_id == from_id
            ),
        )
    )
