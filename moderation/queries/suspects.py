"""Pages that may pass for ours: the register, what a link is known as, the looks for them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from moderation.models import Page, PageScan, SuspectPage
from moderation.vocabulary import SuspectLevel

__all__ = [
    "count_open",
    "find_suspect",
    "known_addresses",
    "last_scan",
    "lock_suspect",
    "scans",
    "suspects",
]

_LEVELS = (SuspectLevel.HIGH, SuspectLevel.MEDIUM, SuspectLevel.LOW)


def suspects(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, limit: int = 500
) -> list[tuple[SuspectPage, Page]]:
    """Those that pass for these pages, without outcome first, then the gravest and most alike."""
    ranks = {level: rank for rank, level in enumerate(_LEVELS)}
    statement = (
        select(SuspectPage, Page)
        .join(Page, and_(Page.agency_id == SuspectPage.agency_id, Page.id == SuspectPage.page_id))
        .where(SuspectPage.agency_id == agency_id)
    )
    if page_ids is not None:
        statement = statement.where(SuspectPage.page_id.in_(page_ids))
    found = [(row[0], row[1]) for row in session.execute(statement.limit(limit))]
    return sorted(
        found,
        key=lambda each: (
            each[0].outcome is not None, ranks[each[0].level], -each[0].similarity, -each[0].id,
        ),
    )  # fmt: skip


def count_open(agency_id: int, session: Session) -> int:
    """How many nobody has written an outcome of."""
    statement = select(func.count()).where(
        SuspectPage.agency_id == agency_id, SuspectPage.outcome.is_(None)
    )
    return session.scalar(statement) or 0


def find_suspect(agency_id: int, session: Session, suspect_id: int) -> SuspectPage | None:
    """One of them."""
    return session.get(SuspectPage, (agency_id, suspect_id)) if suspect_id else None


def lock_suspect(agency_id: int, session: Session, suspect_id: int) -> SuspectPage | None:
    """The same, for changing it."""
    return session.get(
        SuspectPage, (agency_id, suspect_id), with_for_update=True, populate_existing=True
    )


def known_addresses(
    agency_id: int, session: Session, keys: Collection[str]
) -> dict[str, SuspectPage]:
    """Which of these addresses stand in the register, by their keys."""
    if not keys:
        return {}
    rows = session.scalars(
        select(SuspectPage).where(SuspectPage.agency_id == agency_id, SuspectPage.url_key.in_(keys))
    )
    return {one.url_key: one for one in rows}


def last_scan(agency_id: int, session: Session) -> PageScan | None:
    """The newest look for such pages."""
    return session.scalar(
        select(PageScan)
        .where(PageScan.agency_id == agency_id)
        .order_by(PageScan.scanned_at.desc(), PageScan.id.desc())
        .limit(1)
    )


def scans(agency_id: int, session: Session, *, limit: int = 12) -> list[PageScan]:
    """The newest looks."""
    return list(
        session.scalars(
            select(PageScan)
            .where(PageScan.agency_id == agency_id)
            .order_by(PageScan.scanned_at.desc(), PageScan.id.desc())
            .limit(limit)
        )
    )
