"""The agency's ways to act at the networks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from moderation.models import Connection, Page

__all__ = [
    "connection_for_update",
    "connection_of_page",
    "connections",
    "connections_to_check",
]


def connections(agency_id: int, session: Session) -> list[Connection]:
    """Every connection, closed ones too."""
    return list(
        session.scalars(
            select(Connection).where(Connection.agency_id == agency_id).order_by(Connection.id)
        )
    )


def connection_of_page(agency_id: int, session: Session, page_id: int) -> Connection | None:
    """How a page is acted on, if it ever was connected."""
    return session.scalar(
        select(Connection).where(Connection.agency_id == agency_id, Connection.page_id == page_id)
    )


def connection_for_update(agency_id: int, session: Session, page_id: int) -> Connection | None:
    """The same, locked: whoever holds it is the one who calls for this page."""
    return session.scalar(
        select(Connection)
        .where(Connection.agency_id == agency_id, Connection.page_id == page_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def connections_to_check(
    agency_id: int, session: Session, ids: Sequence[int]
) -> list[tuple[Connection, Page]]:
    """These connections with their pages."""
    rows = session.execute(
        select(Connection, Page)
        .join(Page, (Page.agency_id == Connection.agency_id) & (Page.id == Connection.page_id))
        .where(Connection.agency_id == agency_id, Connection.id.in_(ids))
        .order_by(Connection.id)
    )
    return [(row[0], row[1]) for row in rows]
