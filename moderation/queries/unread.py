"""Comments as they wait to be read, and what the engines are given to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select, text, union_all, update
from sqlalchemy.orm import Session

from moderation.models import Case, Comment, Post
from moderation.queries.many import among
from moderation.queries.work import is_free
from moderation.vocabulary import CaseStatus, Label, WorkState

__all__ = [
    "Question",
    "Unread",
    "WaitingComment",
    "added_bytes",
    "count_unread",
    "open_questions",
    "unread_again",
    "unread_texts",
    "waiting_comments",
]

_UNREAD = text("state IN ('received', 'running')")


@dataclass(frozen=True, slots=True)
class WaitingComment:
    """One that nobody holds; the sizes are those of the texts in bytes."""

    id: int
    size: int
    attempts: int
    post_id: int | None = None
    post_size: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """A claimed comment as the classifier needs it."""

    comment_id: int
    text_version: int
    text: str
    post: str
    page_id: int
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A case as templates are ranked for it."""

    case_id: int
    label: Label
    text: str
    post: str
    page_id: int


def waiting_comments(
    agency_id: int, session: Session, ids: Sequence[int], *, most: int, most_bytes: int
) -> list[WaitingComment]:
    """Those of `ids` that are free, then others that were never tried, the oldest first.

    Others come along up to `most` of all, and only where those of `ids` leave room in `most_bytes`.
    One that was tried goes without others: it may be what killed its worker. All are locked for
    the claim that follows.
    """
    post_size = (
        select(func.octet_length(Post.text))
        .where(Post.agency_id == Comment.agency_id, Post.id == Comment.post_id)
        .scalar_subquery()
    )
    of_agency = select(
        Comment.id,
        func.coalesce(func.octet_length(Comment.text), 0),
        Comment.attempts,
        Comment.post_id,
        func.coalesce(post_size, 0),
    ).where(Comment.agency_id == agency_id)
    free = (
        of_agency.where(among(Comment.id, ids), is_free(Comment))
        .order_by(Comment.id)
        .with_for_update(skip_locked=True)
    )
    asked = [WaitingComment(*row) for row in session.execute(free)]
    room = most - len(asked)
    is_full = room <= 0 or sum(added_bytes(asked)) >= most_bytes
    if is_full or any(one.attempts for one in asked):
        return asked
    fresh = (
        of_agency.where(
            Comment.state == text("'received'"),
            Comment.attempts == text("0"),
            Comment.next_attempt_at <= func.now(),
        )
        .order_by(Comment.id)
        .limit(room)
        .with_for_update(skip_locked=True)
    )
    beside = [WaitingComment(*row) for row in session.execute(fresh)]
    return list(dict.fromkeys([*asked, *beside]))


def added_bytes(waiting: Iterable[WaitingComment]) -> Iterator[int]:
    """What each adds to a batch: its text, and its post's where none before stands under that."""
    seen: set[int | None] = {None}
    for one in waiting:
        yield one.size + (0 if one.post_id in seen else one.post_size)
        seen.add(one.post_id)


def count_unread(agency_id: int, session: Session, page_ids: Collection[int] | None = None) -> int:
    """How many comments, of these pages or of all, have not been read by the machine yet."""
    wanted = select(func.count()).where(Comment.agency_id == agency_id, _UNREAD)
    if page_ids is not None:
        wanted = wanted.where(among(Comment.page_id, page_ids))
    return session.scalars(wanted).one()


def unread_again(agency_id: int, session: Session, page_id: int, post_id: int) -> list[int]:
    """Let what was read under this post wait to be read once more; the ids, in order.

    Of what was read already only comments that lead an open case on which no person has begun. A
    worker that is reading one just now loses its claim, and its reading is not kept.
    """
    untouched = select(Case.lead_comment_id).where(
        Case.agency_id == agency_id,
        Case.page_id == page_id,
        Case.post_id == post_id,
        Case.closed_at.is_(None),
        Case.status == CaseStatus.OPEN,
        Case.claimed_by.is_(None),
        Case.certainty < 1,
    )
    under_way = select(Comment.id).where(
        Comment.agency_id == agency_id,
        Comment.post_id == post_id,
        _UNREAD,
        Comment.state == WorkState.RUNNING,
    )
    again = session.scalars(
        update(Comment)
        .where(
            Comment.agency_id == agency_id,
            Comment.id.in_(union_all(untouched, under_way)),
            Comment.state.in_((WorkState.DONE, WorkState.RUNNING)),
            Comment.text.is_not(None),
        )
        .values(
            state=WorkState.RECEIVED,
            attempts=0,
            next_attempt_at=func.now(),
            lease_token=None,
            lease_until=None,
        )
        .returning(Comment.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(again)


def unread_texts(agency_id: int, session: Session, token: UUID, ids: Sequence[int]) -> list[Unread]:
    """The texts of the comments that this claim holds, with the post they stand under."""
    rows = session.execute(
        select(
            Comment.id,
            Comment.text_version,
            func.coalesce(Comment.text, "").label("text"),
            Comment.post_id,
            Comment.page_id,
            Comment.posted_at,
        )
        .where(Comment.agency_id == agency_id, among(Comment.id, ids), Comment.lease_token == token)
        .order_by(Comment.id)
    ).all()
    posts = _post_texts(agency_id, session, {row.post_id for row in rows} - {None})
    return [
        Unread(
            comment_id=row.id,
            text_version=row.text_version,
            text=row.text,
            post=posts.get(row.post_id, ""),
            page_id=row.page_id,
            posted_at=row.posted_at,
        )
        for row in rows
    ]


def open_questions(agency_id: int, session: Session, case_ids: Sequence[int]) -> list[Question]:
    """What these cases ask, as far as they are open and their words are still kept."""
    rows = session.execute(
        select(
            Case.id,
            Case.label,
            func.coalesce(Comment.text, ""),
            func.coalesce(Post.text, ""),
            Case.page_id,
        )
        .join(
            Comment,
            and_(Comment.agency_id == Case.agency_id, Comment.id == Case.lead_comment_id),
        )
        .outerjoin(Post, and_(Post.agency_id == Comment.agency_id, Post.id == Comment.post_id))
        .where(
            Case.agency_id == agency_id,
            among(Case.id, case_ids),
            Case.closed_at.is_(None),
            Comment.text.is_not(None),
        )
        .order_by(Case.id)
    )
    return [Question(*row) for row in rows]


def _post_texts(agency_id: int, session: Session, ids: Collection[int]) -> dict[int, str]:
    """Each once: a hundred comments may stand under one long post."""
    if not ids:
        return {}
    rows = session.execute(
        select(Post.id, Post.text).where(Post.agency_id == agency_id, among(Post.id, ids))
    )
    return {row.id: row.text for row in rows}
