"""Requests about personal data, legal holds, and the rows that a person left behind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, select, text, update
from sqlalchemy.orm import Session

from moderation.models import (
    Author,
    Case,
    Comment,
    CommentSearch,
    Delivery,
    Hiding,
    LegalHold,
    ReviewRequest,
    SubjectRequest,
    Suggestion,
    User,
)
from moderation.queries.authors import index_of_id, index_of_name, vault_of
from moderation.vocabulary import WorkState

__all__ = [
    "AuthorTrace",
    "authors_matching",
    "comments_of_author",
    "empty_deliveries_naming",
    "find_request",
    "forget_words",
    "held_cases",
    "holds",
    "requests",
    "standing_hold",
    "trace_of",
]


@dataclass(frozen=True, slots=True)
class AuthorTrace:
    """What an author left on a page."""

    author: Author
    comments: int
    first_at: datetime | None
    last_at: datetime | None


def requests(agency_id: int, session: Session, *, limit: int = 200) -> list[SubjectRequest]:
    """The open ones first, the one due first on top; then the closed, the newest on top."""
    return list(
        session.scalars(
            select(SubjectRequest)
            .where(SubjectRequest.agency_id == agency_id)
            .order_by(
                SubjectRequest.closed_at.desc().nulls_first(),
                SubjectRequest.due_at,
                SubjectRequest.id,
            )
            .limit(limit)
        )
    )


def find_request(
    agency_id: int, session: Session, request_id: int, *, for_update: bool = False
) -> SubjectRequest | None:
    """One request."""
    statement = select(SubjectRequest).where(
        SubjectRequest.agency_id == agency_id, SubjectRequest.id == request_id
    )
    return session.scalar(statement.with_for_update() if for_update else statement)


def authors_matching(
    agency_id: int, session: Session, page_id: int, *, external_id: str, name: str
) -> list[AuthorTrace]:
    """Whom a platform id or a whole name may mean on a page; by id there is one at most."""
    vault = vault_of(agency_id, session)
    if external_id:
        found = Author.identity_index == index_of_id(vault, page_id, external_id)
    else:
        found = Author.name_index == index_of_name(vault, name)
    return [
        trace
        for trace in _traces(agency_id, session, found, page_id)
        if trace.comments or external_id
    ]


def trace_of(agency_id: int, session: Session, author_id: int, page_id: int) -> AuthorTrace | None:
    """What one author left on a page."""
    found = _traces(agency_id, session, Author.id == author_id, page_id)
    return found[0] if found else None


def comments_of_author(
    agency_id: int, session: Session, author_id: int, *, limit: int = 10_000
) -> list[Comment]:
    """Their comments, oldest first."""
    return list(
        session.scalars(
            select(Comment)
            .where(Comment.agency_id == agency_id, Comment.author_id == author_id)
            .order_by(Comment.posted_at, Comment.id)
            .limit(limit)
        )
    )


def forget_words(
    agency_id: int, session: Session, comment_ids: Collection[int], *, at: datetime
) -> int:
    """Delete the words of these comments and what repeats them; the rows stay for the figures."""
    ids = list(comment_ids)
    here = Comment.agency_id == agency_id, Comment.id.in_(ids)
    session.execute(
        delete(CommentSearch).where(
            CommentSearch.agency_id == agency_id, CommentSearch.comment_id.in_(ids)
        )
    )
    led = select(Case.id).where(Case.agency_id == agency_id, Case.lead_comment_id.in_(ids))
    session.execute(
        delete(Suggestion).where(Suggestion.agency_id == agency_id, Suggestion.case_id.in_(led))
    )
    hidden = select(Hiding.id).where(Hiding.agency_id == agency_id, Hiding.comment_id.in_(ids))
    session.execute(
        update(ReviewRequest)
        .where(ReviewRequest.agency_id == agency_id, ReviewRequest.hiding_id.in_(hidden))
        .values(said="")
        .execution_options(synchronize_session=False)
    )
    done = session.execute(
        update(Comment)
        .where(*here)
        .values(
            text=None,
            permalink=None,
            erased_at=at,
            state=WorkState.DONE,
            lease_token=None,
            lease_until=None,
        )
        .execution_options(synchronize_session="fetch")
    )
    return int(getattr(done, "rowcount", 0))


def empty_deliveries_naming(
    agency_id: int, session: Session, page_id: int, external_id: str
) -> None:
    """Empty the raw bodies, already read, in which a platform id stands."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.agency_id == agency_id,
            Delivery.page_id == page_id,
            Delivery.state == WorkState.DONE,
            text("position(convert_to(:named, 'UTF8') IN body) > 0"),
        )
        .values(body=b""),
        {"named": external_id},
    )


def holds(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None
) -> Sequence[tuple[LegalHold, str | None]]:
    """The holds that stand on cases of these pages, newest first, with who placed them."""
    of_pages = [] if page_ids is None else [Case.page_id.in_(page_ids)]
    rows = session.execute(
        select(LegalHold, User.full_name)
        .join(Case, and_(Case.agency_id == LegalHold.agency_id, Case.id == LegalHold.case_id))
        .outerjoin(
            User, and_(User.agency_id == LegalHold.agency_id, User.id == LegalHold.placed_by)
        )
        .where(LegalHold.agency_id == agency_id, LegalHold.lifted_at.is_(None), *of_pages)
        .order_by(LegalHold.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def standing_hold(agency_id: int, session: Session, case_id: int) -> LegalHold | None:
    """The hold on a case, if one stands."""
    return session.scalar(
        select(LegalHold).where(
            LegalHold.agency_id == agency_id,
            LegalHold.case_id == case_id,
            LegalHold.lifted_at.is_(None),
        )
    )


def held_cases(agency_id: int, session: Session, case_ids: Collection[int]) -> list[int]:
    """Which of these cases are held."""
    return list(
        session.scalars(
            select(LegalHold.case_id).where(
                LegalHold.agency_id == agency_id,
                LegalHold.case_id.in_(case_ids),
                LegalHold.lifted_at.is_(None),
            )
        )
    )


def _traces(agency_id: int, session: Session, found: object, page_id: int) -> list[AuthorTrace]:
    rows = session.execute(
        select(
            Author, func.count(Comment.id), func.min(Comment.posted_at), func.max(Comment.posted_at)
        )
        .outerjoin(
            Comment,
            and_(
                Comment.agency_id == Author.agency_id,
                Comment.author_id == Author.id,
                Comment.page_id == page_id,
            ),
        )
        .where(Author.agency_id == agency_id, found)  # type: ignore[arg-type]
        .group_by(Author.agency_id, Author.id)
        .order_by(Author.id)
        .limit(50)
    )
    return [AuthorTrace(row[0], row[1], row[2], row[3]) for row in rows]
