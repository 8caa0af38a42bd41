"""How the agency's pages stand in their register."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, undefer

from moderation.models import PageVerification, SafetyCheck, User

__all__ = ["find_verification", "latest_checks", "latest_verifications", "names", "verifications"]


def latest_verifications(agency_id: int, session: Session) -> dict[int, PageVerification]:
    """How each page stands, by page."""
    rows = session.scalars(
        select(PageVerification)
        .where(PageVerification.agency_id == agency_id)
        .ext(distinct_on(PageVerification.page_id))
        .order_by(PageVerification.page_id, PageVerification.id.desc())
    )
    return {row.page_id: row for row in rows}


def verifications(agency_id: int, session: Session, page_id: int) -> list[PageVerification]:
    """The history of a page, newest first."""
    return list(
        session.scalars(
            select(PageVerification)
            .where(PageVerification.agency_id == agency_id, PageVerification.page_id == page_id)
            .order_by(PageVerification.id.desc())
            .limit(50)
        )
    )


def find_verification(
    agency_id: int, session: Session, page_id: int, verification_id: int
) -> PageVerification | None:
    """One of a page's, with its file."""
    return session.scalar(
        select(PageVerification)
        .where(
            PageVerification.agency_id == agency_id,
            PageVerification.page_id == page_id,
            PageVerification.id == verification_id,
        )
        .options(undefer(PageVerification.content))
    )


def latest_checks(agency_id: int, session: Session) -> list[SafetyCheck]:
    """The newest check of each point of each page."""
    return list(
        session.scalars(
            select(SafetyCheck)
            .where(SafetyCheck.agency_id == agency_id)
            .ext(distinct_on(SafetyCheck.page_id, SafetyCheck.item))
            .order_by(SafetyCheck.page_id, SafetyCheck.item, SafetyCheck.id.desc())
        )
    )


def names(agency_id: int, session: Session, user_ids: set[int]) -> dict[int, str]:
    """The names of some of the agency's people."""
    rows = session.execute(
        select(User.id, User.full_name).where(User.agency_id == agency_id, User.id.in_(user_ids))
    )
    return {row.id: row.full_name for row in rows}
