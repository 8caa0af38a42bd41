"""Sets of comments that a figure counts and a list shows: one definition for both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from moderation.models import Comment, Post

__all__ = [
    "CommentLine",
    "CommentSet",
    "count_comments",
    "list_comments",
    "post_texts",
    "stream_comments",
]

_Columns = tuple[int, int, int | None, int | None, datetime, datetime]


@dataclass(frozen=True, slots=True)
class CommentSet:
    """What citizens wrote in a period; `until` is not in it."""

    since: datetime
    until: datetime
    page_ids: frozenset[int] | None = None
    page_id: int | None = None
    post_id: int | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment without its words: where it stands, when it was written and when it reached us."""

    id: int
    page_id: int
    post_id: int | None
    case_id: int | None
    posted_at: datetime
    received_at: datetime


def count_comments(agency_id: int, session: Session, wanted: CommentSet) -> int:
    """How many belong."""
    statement = select(func.count()).select_from(Comment).where(*_conditions(agency_id, wanted))
    return session.scalar(statement) or 0


def list_comments(
    agency_id: int, session: Session, wanted: CommentSet, *, limit: int, offset: int = 0
) -> Sequence[CommentLine]:
    """Those that belong, the oldest first."""
    rows = session.execute(_ordered(agency_id, wanted).limit(limit).offset(offset))
    return [CommentLine(*row) for row in rows]


def stream_comments(agency_id: int, session: Session, wanted: CommentSet) -> Iterator[CommentLine]:
    """All that belong, the oldest first, for a file."""
    found = session.execute(_ordered(agency_id, wanted).execution_options(yield_per=1000))
    for row in found:
        yield CommentLine(*row)


def post_texts(agency_id: int, session: Session, ids: Collection[int]) -> dict[int, str]:
    """What these posts say."""
    rows = session.execute(
        select(Post.id, Post.text).where(Post.agency_id == agency_id, Post.id.in_(ids))
    )
    return {row[0]: row[1] for row in rows}


def _ordered(agency_id: int, wanted: CommentSet) -> Select[*_Columns]:
    return (
        select(
            Comment.id,
            Comment.page_id,
            Comment.post_id,
            Comment.case_id,
            Comment.posted_at,
            Comment.received_at,
        )
        .where(*_conditions(agency_id, wanted))
        .order_by(Comment.posted_at, Comment.id)
    )


def _conditions(agency_id: int, wanted: CommentSet) -> Iterator[ColumnElement[bool]]:
    yield Comment.agency_id == agency_id
    yield Comment.is_own.is_(False)
    yield Comment.posted_at >= wanted.since
    yield Comment.posted_at < wanted.until
    if wanted.page_ids is not None:
        yield Comment.page_id.in_(wanted.page_ids)
    for column, value in (
        (Comment.page_id, wanted.page_id),
        (Comment.post_id, wanted.post_id),
        (Comment.case_id, wanted.case_id),
    ):
        if value is not None:
            yield column == value
