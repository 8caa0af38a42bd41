"""Cases as people see them: in queues, one at a time, with their history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Select,
    and_,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from moderation.models import (
    Case,
    Comment,
    Draft,
    Event,
    Page,
    Post,
    Prediction,
    User,
)
from moderation.queries.case_lists import CaseFilter, list_conditions, on_pages
from moderation.vocabulary import EventKind

__all__ = [
    "CaseFilter",
    "CasePosition",
    "CaseSummary",
    "QueueTally",
    "case_comments",
    "case_for_update",
    "cases_by_id",
    "comment_with_post",
    "find_case",
    "last_word_at",
    "list_cases",
    "list_conditions",
    "open_cases_of_comments",
    "prediction_of",
    "queue_tallies",
]


@dataclass(frozen=True, slots=True)
class CasePosition:
    """A place in the order of a list: due time, then severity, then id."""

    due_at: datetime
    severity: int
    id: int


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case with what a line of the list needs."""

    case: Case
    comment: Comment
    page: Page
    post: Post | None
    claimed_by_name: str | None
    has_draft: bool


@dataclass(frozen=True, slots=True)
class QueueTally:
    """How many open cases a queue holds, and how many of them are late."""

    queue_key: str
    count: int
    late: int


def queue_tallies(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, now: datetime
) -> dict[str, QueueTally]:
    """Open cases by queue."""
    rows = session.execute(
        select(Case.queue_key, func.count(), func.count().filter(Case.due_at < now))
        .where(Case.agency_id == agency_id, Case.closed_at.is_(None), *on_pages(page_ids))
        .group_by(Case.queue_key)
    )
    return {row[0]: QueueTally(row[0], row[1], row[2]) for row in rows}


def list_cases(
    agency_id: int,
    session: Session,
    wanted: CaseFilter,
    *,
    after: CasePosition | None = None,
    before: CasePosition | None = None,
    limit: int = 50,
) -> list[CaseSummary]:
    """One page of a list, by due time and then severity: after a line of it, or before one."""
    order = (Case.due_at, Case.severity, Case.id)
    statement = (
        _summaries()
        .where(Case.agency_id == agency_id, *list_conditions(agency_id, session, wanted))
        .order_by(*(order if before is None else [column.desc() for column in order]))
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(*order) > tuple_(after.due_at, after.severity, after.id))
    if before is not None:
        statement = statement.where(
            tuple_(*order) < tuple_(before.due_at, before.severity, before.id)
        )
    found = [CaseSummary(*row) for row in session.execute(statement)]
    return found if before is None else found[::-1]


def cases_by_id(agency_id: int, session: Session, ids: Sequence[int]) -> list[CaseSummary]:
    """These cases, in the order in which they are named."""
    rows = session.execute(_summaries().where(Case.agency_id == agency_id, Case.id.in_(ids)))
    found = {row[0].id: CaseSummary(*row) for row in rows}
    return [found[case_id] for case_id in ids if case_id in found]


def find_case(agency_id: int, session: Session, case_id: int) -> CaseSummary | None:
    """One case with its lead comment, page and post."""
    row = session.execute(
        _summaries().where(Case.agency_id == agency_id, Case.id == case_id)
    ).one_or_none()
    return None if row is None else CaseSummary(*row)


def case_for_update(agency_id: int, session: Session, case_id: int) -> Case | None:
    """A case, locked so that whoever decides sees the latest and nobody decides beside them."""
    return session.scalar(
        select(Case)
        .where(Case.agency_id == agency_id, Case.id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def case_comments(
    agency_id: int, session: Session, case_id: int, *, limit: int = 200
) -> list[Comment]:
    """The comments of a case, oldest first."""
    return list(
        session.scalars(
            select(Comment)
            .where(Comment.agency_id == agency_id, Comment.case_id == case_id)
            .order_by(Comment.posted_at, Comment.id)
            .limit(limit)
        )
    )


def thread_of(
    agency_id: int, session: Session, comment: Comment, *, answered: bool = True
) -> tuple[Comment | None, list[Comment]]:
    """The comment that this one answers, and the replies that stand below it, oldest first.

    `answered` is False where it is known already that there are none.
    """
    known = select(Comment).where(
        Comment.agency_id == agency_id, Comment.page_id == comment.page_id
    )
    parent = None
    if comment.parent_external_id is not None:
        parent = session.scalar(known.where(Comment.external_id == comment.parent_external_id))
    if not answered:
        return parent, []
    replies = session.scalars(
        known.where(
            Comment.is_own,
            Comment.parent_external_id == comment.external_id,
            Comment.deleted_at.is_(None),
        )
        .order_by(Comment.posted_at)
        .limit(20)
    )
    return parent, list(replies)


def last_word_at(agency_id: int, session: Session, comment: Comment) -> datetime:
    """When the same citizen last wrote to the page, as far as their network names them."""
    if comment.author_id is None:
        return comment.posted_at
    latest = session.scalar(
        select(func.max(Comment.posted_at)).where(
            Comment.agency_id == agency_id,
            Comment.page_id == comment.page_id,
            Comment.author_id == comment.author_id,
        )
    )
    return latest or comment.posted_at


def opened_since(
    agency_id: int,
    session: Session,
    event_id: int,
    *,
    queue_key: str | None,
    page_ids: frozenset[int] | None,
) -> int:
    """How many cases came into a list since an event."""
    statement = (
        select(func.count())
        .select_from(Event)
        .join(Case, and_(Case.agency_id == Event.agency_id, Case.id == Event.case_id))
        .where(
            Event.agency_id == agency_id,
            Event.id > event_id,
            Event.kind == EventKind.CASE_OPENED,
            Case.closed_at.is_(None),
            *on_pages(page_ids),
        )
    )
    if queue_key is not None:
        statement = statement.where(Case.queue_key == queue_key)
    return session.scalar(statement) or 0


def prediction_of(agency_id: int, session: Session, comment: Comment) -> Prediction | None:
    """What the machine read in a comment's present text."""
    return session.get(Prediction, (agency_id, comment.id, comment.text_version))


def comment_with_post(agency_id: int, session: Session, comment_id: int) -> tuple[str, str]:
    """A comment's words and those of the post it stands under, "" where there are none."""
    row = session.execute(
        select(func.coalesce(Comment.text, ""), func.coalesce(Post.text, ""))
        .outerjoin(Post, and_(Post.agency_id == Comment.agency_id, Post.id == Comment.post_id))
        .where(Comment.agency_id == agency_id, Comment.id == comment_id)
    ).one()
    return str(row[0]), str(row[1])


def open_cases_of_comments(
    agency_id: int, session: Session, page_id: int, external_ids: Sequence[str]
) -> list[tuple[str, Case]]:
    """The open cases of these comments, locked."""
    rows = session.execute(
        select(Comment.external_id, Case)
        .join(Case, and_(Case.agency_id == Comment.agency_id, Case.id == Comment.case_id))
        .where(
            Comment.agency_id == agency_id,
            Comment.page_id == page_id,
            Comment.external_id.in_(external_ids),
            Case.closed_at.is_(None),
        )
        .order_by(Case.id)
        .with_for_update(of=Case)
    )
    return [(row[0], row[1]) for row in rows]


def _summaries() -> Select[Case, Comment, Page, Post, str, bool]:
    has_draft = (
        select(Draft.id)
        .where(
            Draft.agency_id == Case.agency_id,
            Draft.case_id == Case.id,
            Draft.discarded_at.is_(None),
        )
        .exists()
    )
    return (
        select(Case, Comment, Page, Post, User.full_name, has_draft)
        .join(
            Comment,
            and_(Comment.agency_id == Case.agency_id, Comment.id == Case.lead_comment_id),
        )
        .join(Page, and_(Page.agency_id == Case.agency_id, Page.id == Case.page_id))
        .outerjoin(Post, and_(Post.agency_id == Case.agency_id, Post.id == Case.post_id))
        .outerjoin(User, and_(User.agency_id == Case.agency_id, User.id == Case.claimed_by))
    )
