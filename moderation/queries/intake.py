"""Deliveries, imports, posts and comments as the intake needs them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, defer

from moderation.models import (
    Comment,
    Delivery,
    Import,
    ImportMapping,
    ImportProblem,
    Page,
    Post,
)
from moderation.queries.many import among, among_words, put_new
from moderation.vocabulary import Platform, WorkState

__all__ = [
    "add_delivery",
    "comments_by_external_id",
    "count_import_cases",
    "find_import",
    "find_mapping",
    "import_comment_counts",
    "import_problems",
    "leased_deliveries",
    "mappings",
    "pages_by_external_id",
    "posts_by_external_id",
    "put_comments",
    "recent_imports",
    "set_search",
    "unfinished",
]

_FIRST_WORDS = (
    "page_id", "post_id", "delivery_id", "external_id", "parent_external_id", "author_id", "text",
    "permalink", "posted_at", "received_at", "version_at", "text_version", "edited_at",
    "deleted_at", "hidden_at", "is_own", "state", "attempts",
)  # fmt: skip
"""What a delivery can tell of a comment that nobody knew."""


def add_delivery(
    agency_id: int,
    session: Session,
    page_id: int | None,
    *,
    source: str,
    external_id: str,
    body: bytes,
    platform: Platform = Platform.STANDARD,
    import_id: int | None = None,
) -> int | None:
    """Keep a delivery; None where the same one is kept already."""
    return session.scalar(
        insert(Delivery)
        .values(
            agency_id=agency_id,
            platform=platform,
            page_id=page_id,
            source=source,
            external_id=external_id,
            body=body,
            import_id=import_id,
        )
        .on_conflict_do_nothing()
        .returning(Delivery.id)
    )


def leased_deliveries(
    agency_id: int, session: Session, token: UUID, ids: Sequence[int]
) -> list[tuple[Delivery, Page | None]]:
    """The deliveries that this claim holds, oldest first, with the page of those that have one."""
    rows = session.execute(
        select(Delivery, Page)
        .outerjoin(Page, and_(Page.agency_id == Delivery.agency_id, Page.id == Delivery.page_id))
        .where(
            Delivery.agency_id == agency_id,
            among(Delivery.id, ids),
            Delivery.lease_token == token,
        )
        .order_by(Delivery.id)
        .with_for_update(of=Delivery)
    )
    return [(row[0], row[1]) for row in rows]


def pages_by_external_id(
    agency_id: int, session: Session, platform: Platform, external_ids: Sequence[str]
) -> list[Page]:
    """The agency's pages among those that a delivery names, in one order for every worker."""
    found = session.scalars(
        select(Page)
        .where(
            Page.agency_id == agency_id,
            Page.platform == platform,
            Page.external_id.in_(external_ids),
        )
        .order_by(Page.id)
    )
    return list(found)


def comments_by_external_id(
    agency_id: int, session: Session, page_id: int, external_ids: Sequence[str]
) -> dict[str, Comment]:
    """The comments of a page that are known already."""
    found = session.scalars(
        select(Comment).where(
            Comment.agency_id == agency_id,
            Comment.page_id == page_id,
            among_words(Comment.external_id, external_ids),
        )
    )
    return {comment.external_id: comment for comment in found}


def posts_by_external_id(
    agency_id: int, session: Session, page_id: int, external_ids: Sequence[str]
) -> dict[str, Post]:
    """The posts of a page that are known already."""
    found = session.scalars(
        select(Post).where(
            Post.agency_id == agency_id,
            Post.page_id == page_id,
            among_words(Post.external_id, external_ids),
        )
    )
    return {post.external_id: post for post in found}


def put_comments(session: Session, first: Sequence[Comment]) -> None:
    """Write new comments down; they have their ids afterwards and stay outside the session."""
    put_new(session, first, _FIRST_WORDS)


def set_search(agency_id: int, session: Session, folded: dict[int, str]) -> None:
    """Keep the folded words by which comments are found."""
    if not folded:
        return
    session.execute(
        text(
            "INSERT INTO comment_search (agency_id, comment_id, folded) "
            "SELECT :agency_id, id, folded "
            "FROM unnest(CAST(:ids AS bigint[]), CAST(:folded AS text[])) AS s (id, folded) "
            "ON CONFLICT (agency_id, comment_id) DO UPDATE SET folded = excluded.folded"
        ),
        {"agency_id": agency_id, "ids": list(folded), "folded": list(folded.values())},
    )


def find_import(agency_id: int, session: Session, import_id: int) -> Import | None:
    """One import; its file is read from the database only where it is asked for."""
    return session.get(Import, (agency_id, import_id), options=[defer(Import.content)])


def recent_imports(agency_id: int, session: Session, *, limit: int = 50) -> list[Import]:
    """The latest imports, newest first, without the files themselves."""
    return list(
        session.scalars(
            select(Import)
            .where(Import.agency_id == agency_id, Import.confirmed_at.is_not(None))
            .options(defer(Import.content))
            .order_by(Import.id.desc())
            .limit(limit)
        )
    )


def import_comment_counts(agency_id: int, session: Session, import_id: int) -> dict[str, int]:
    """How far an import has come: slices waiting, comments new, known before, still waiting."""
    waiting = (WorkState.RECEIVED, WorkState.RUNNING)
    slices = (
        session.execute(
            select(
                func.count().filter(Delivery.state.in_(waiting)).label("slices_waiting"),
                func.count().filter(Delivery.state == WorkState.DEAD).label("slices_dead"),
                func.coalesce(func.sum(Delivery.comments_new), 0).label("new"),
                func.coalesce(func.sum(Delivery.comments_known), 0).label("known"),
            ).where(Delivery.agency_id == agency_id, Delivery.import_id == import_id)
        )
        .mappings()
        .one()
    )
    comments_waiting = session.scalar(
        select(func.count())
        .select_from(Comment)
        .join(
            Delivery,
            and_(Delivery.agency_id == Comment.agency_id, Delivery.id == Comment.delivery_id),
        )
        .where(
            Comment.agency_id == agency_id,
            Comment.state.in_(waiting),
            Delivery.import_id == import_id,
        )
    )
    counts = {key: int(value) for key, value in slices.items()}
    return {**counts, "comments_waiting": comments_waiting or 0}


def count_import_cases(agency_id: int, session: Session, import_id: int) -> int:
    """In how many cases the new comments of an import are."""
    return (
        session.scalar(
            select(func.count(func.distinct(Comment.case_id)))
            .join(
                Delivery,
                and_(Delivery.agency_id == Comment.agency_id, Delivery.id == Comment.delivery_id),
            )
            .where(Comment.agency_id == agency_id, Delivery.import_id == import_id)
        )
        or 0
    )


def unfinished(agency_id: int, session: Session) -> int:
    """How many files, deliveries and comments the pipeline has still to carry to their end."""
    waiting = (WorkState.RECEIVED, WorkState.RUNNING)
    counts = (
        select(func.count())
        .select_from(kind)
        .where(kind.agency_id == agency_id, kind.state.in_(waiting))
        for kind in (Delivery, Comment)
    )
    files = select(func.count()).where(
        Import.agency_id == agency_id,
        Import.state.in_(waiting),
        Import.confirmed_at.is_not(None),
    )
    return sum(session.scalar(count) or 0 for count in (*counts, files))


def import_problems(
    agency_id: int,
    session: Session,
    import_id: int,
    *,
    after_line: int = 0,
    limit: int = 100_000,
) -> list[ImportProblem]:
    """The rows that could not be read, in the order of the file, after a line of it."""
    return list(
        session.scalars(
            select(ImportProblem)
            .where(
                ImportProblem.agency_id == agency_id,
                ImportProblem.import_id == import_id,
                ImportProblem.line > after_line,
            )
            .order_by(ImportProblem.line)
            .limit(limit)
        )
    )


def mappings(agency_id: int, session: Session) -> list[ImportMapping]:
    """The saved column mappings, by name."""
    return list(
        session.scalars(
            select(ImportMapping)
            .where(ImportMapping.agency_id == agency_id)
            .order_by(ImportMapping.name)
        )
    )


def find_mapping(agency_id: int, session: Session, name: str) -> ImportMapping | None:
    """One saved mapping."""
    return session.scalar(
        select(ImportMapping).where(
            ImportMapping.agency_id == agency_id, ImportMapping.name == name
        )
    )
