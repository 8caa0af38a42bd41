"""What is looked at by ourselves: whose turn it is, and what is to be looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from moderation.models import Case, Comment, Connection, Page, Post, Watch
from moderation.queries.authors import identities
from moderation.vocabulary import CLOSED_STATUSES, WatchKind

__all__ = [
    "Suspect",
    "due_watches",
    "find_post",
    "leased_watch",
    "mark_checked",
    "suspects",
    "wake",
    "watch_of",
    "watches",
    "wordless_posts",
]

_CARED_FOR = timedelta(days=7)

Suspect = tuple[str, str | None, str | None]
"""A comment that may have changed: its name at the network, its post's, its author's."""


def watches(agency_id: int, session: Session) -> list[Watch]:
    """Every watch of the agency."""
    return list(
        session.scalars(select(Watch).where(Watch.agency_id == agency_id).order_by(Watch.id))
    )


def watch_of(agency_id: int, session: Session, page_id: int, kind: WatchKind) -> Watch | None:
    """One watch of a page, locked."""
    return session.scalar(
        select(Watch)
        .where(Watch.agency_id == agency_id, Watch.page_id == page_id, Watch.kind == kind)
        .with_for_update()
    )


def due_watches(
    agency_id: int, session: Session, ids: Sequence[int], *, now: datetime
) -> list[tuple[Watch, Page, Connection]]:
    """Those of the watches that are due and that nobody holds, locked."""
    rows = session.execute(
        select(Watch, Page, Connection)
        .join(Page, and_(Page.agency_id == Watch.agency_id, Page.id == Watch.page_id))
        .join(
            Connection,
            and_(Connection.agency_id == Watch.agency_id, Connection.page_id == Watch.page_id),
        )
        .where(
            Watch.agency_id == agency_id,
            Watch.id.in_(ids),
            Watch.due_at <= now,
            or_(Watch.lease_until.is_(None), Watch.lease_until < now),
        )
        .order_by(Watch.due_at)
        .with_for_update(of=Watch, skip_locked=True)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def leased_watch(agency_id: int, session: Session, watch_id: int, token: UUID) -> Watch | None:
    """The watch, locked, if the lease is still this one."""
    return session.scalar(
        select(Watch)
        .where(Watch.agency_id == agency_id, Watch.id == watch_id, Watch.lease_token == token)
        .with_for_update()
    )


def wake(
    agency_id: int, session: Session, page_ids: Collection[int], kind: WatchKind, *, at: datetime
) -> None:
    """Have these pages looked at by then, if they were to be later; one that rests stays so."""
    session.execute(
        update(Watch)
        .where(
            Watch.agency_id == agency_id,
            Watch.page_id.in_(page_ids),
            Watch.kind == kind,
            Watch.due_at > at,
            Watch.failures == 0,
        )
        .values(due_at=at)
        .execution_options(synchronize_session=False)
    )


def wordless_posts(agency_id: int, session: Session, page_id: int, *, limit: int) -> list[Post]:
    """Posts under which people wrote and whose own words nobody has asked for yet."""
    return list(
        session.scalars(
            select(Post)
            .where(
                Post.agency_id == agency_id,
                Post.page_id == page_id,
                Post.text == "",
                Post.fetched_at.is_(None),
            )
            .order_by(Post.id.desc())
            .limit(limit)
        )
    )


def find_post(agency_id: int, session: Session, post_id: int) -> Post | None:
    """One post."""
    return session.get(Post, (agency_id, post_id))


def suspects(
    agency_id: int,
    session: Session,
    page_id: int,
    *,
    now: datetime,
    every: timedelta,
    told_half: bool,
    limit: int,
) -> list[Suspect]:
    """Comments to be asked after: never asked first, then those asked longest ago.

    Only what is young or in an open case is cared for, and nothing that is gone or hidden, which
    a listing may leave out. Where a delivery tells all, its coming counts as an answer.
    """
    told_at = func.coalesce(Comment.checked_at, Comment.received_at)
    asked_at = Comment.checked_at if told_half else told_at
    rows = session.execute(
        select(Comment.external_id, Post.external_id, Comment.author_id)
        .outerjoin(Post, and_(Post.agency_id == Comment.agency_id, Post.id == Comment.post_id))
        .outerjoin(Case, and_(Case.agency_id == Comment.agency_id, Case.id == Comment.case_id))
        .where(
            Comment.agency_id == agency_id,
            Comment.page_id == page_id,
            Comment.deleted_at.is_(None),
            Comment.hidden_at.is_(None),
            or_(asked_at.is_(None), asked_at < now - every),
            or_(
                Comment.posted_at > now - _CARED_FOR,
                Case.status.not_in(CLOSED_STATUSES),
            ),
        )
        .order_by(Comment.checked_at.asc().nulls_first(), Comment.id.desc())
        .limit(limit)
    ).all()
    authors = identities(agency_id, session, {row[2] for row in rows if row[2] is not None})
    return [
        (row[0], row[1], authors[row[2]].external_id if row[2] in authors else None) for row in rows
    ]


def mark_checked(
    agency_id: int, session: Session, page_id: int, external_ids: Collection[str], *, at: datetime
) -> None:
    """Their network has been asked how they stand."""
    session.execute(
        update(Comment)
        .where(
            Comment.agency_id == agency_id,
            Comment.page_id == page_id,
            Comment.external_id.in_(external_ids),
        )
        .values(checked_at=at)
        .execution_options(synchronize_session=False)
    )
