"""What people told the agency of: its page, the case a link has already, who waits to hear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from moderation.models import Case, Comment, Page, Tip
from moderation.queries.escalation import tell_of_case
from moderation.vocabulary import CaseNews, CaseStatus, DismissReason, Platform, TipSource

__all__ = [
    "PAGE_NAME",
    "ToldTip",
    "citizens_since",
    "find_tips_page",
    "open_case_with_link",
    "open_cases",
    "tell_reporters",
    "tip_by_receipt",
    "tips_of",
    "tips_page",
]

PAGE_NAME = "Cán bộ và người dân báo"
_PAGE = "tips"


@dataclass(frozen=True, slots=True)
class ToldTip:
    """A tip and what became of its case."""

    tip: Tip
    link: str
    status: CaseStatus
    dismissed_for: DismissReason | None
    is_held: bool
    due_at: datetime
    closed_at: datetime | None


def tips_page(agency_id: int, session: Session) -> Page:
    """The page on which tips lie, made with the first of them."""
    session.execute(
        insert(Page)
        .values(
            agency_id=agency_id, platform=Platform.REPORT, external_id=_PAGE, name=PAGE_NAME
        )
        .on_conflict_do_nothing(index_elements=["agency_id", "platform", "external_id"])
    )  # fmt: skip
    found = find_tips_page(agency_id, session)
    assert found is not None  # noqa: S101 - it was written a moment ago
    return found


def find_tips_page(agency_id: int, session: Session) -> Page | None:
    """The same, where there is one already."""
    return session.scalar(
        select(Page).where(
            Page.agency_id == agency_id,
            Page.platform == Platform.REPORT,
            Page.external_id == _PAGE,
        )
    )


def open_case_with_link(agency_id: int, session: Session, page_id: int, link: str) -> Case | None:
    """The open case about the same address, locked: a second telling of one matter joins it."""
    return session.scalar(
        select(Case)
        .join(
            Comment,
            and_(Comment.agency_id == Case.agency_id, Comment.id == Case.lead_comment_id),
        )
        .where(
            Case.agency_id == agency_id,
            Case.page_id == page_id,
            Case.closed_at.is_(None),
            Comment.permalink == link,
        )
        .order_by(Case.id)
        .limit(1)
        .with_for_update(of=Case)
    )


def open_cases(agency_id: int, session: Session, page_id: int, *, now: datetime) -> tuple[int, int]:
    """How many cases of tips are open, and how many of them late."""
    row = session.execute(
        select(func.count(), func.count().filter(Case.due_at < now)).where(
            Case.agency_id == agency_id, Case.page_id == page_id, Case.closed_at.is_(None)
        )
    ).one()
    return row[0], row[1]


def citizens_since(agency_id: int, session: Session, since: datetime) -> int:
    """How many citizens have told the agency of something since then."""
    return (
        session.scalar(
            select(func.count()).where(
                Tip.agency_id == agency_id,
                Tip.source == TipSource.CITIZEN,
                Tip.created_at >= since,
            )
        )
        or 0
    )


def tips_of(agency_id: int, session: Session, user_id: int, *, limit: int = 100) -> list[ToldTip]:
    """What one officer told, newest first."""
    statement = _told().where(Tip.agency_id == agency_id, Tip.reporter_id == user_id)
    rows = session.execute(statement.order_by(Tip.id.desc()).limit(limit))
    return [_row(row[0], row[1], row[2]) for row in rows]


def tip_by_receipt(agency_id: int, session: Session, receipt_sha256: bytes) -> ToldTip | None:
    """What the holder of a receipt told."""
    row = session.execute(
        _told().where(Tip.agency_id == agency_id, Tip.receipt_sha256 == receipt_sha256)
    ).one_or_none()
    return None if row is None else _row(row[0], row[1], row[2])


def tell_reporters(agency_id: int, session: Session, case_id: int, *, by: int | None) -> None:
    """The officers who told of a case hear that it is closed; of most cases nobody told."""
    waiting = session.scalars(
        select(Tip.reporter_id).where(
            Tip.agency_id == agency_id, Tip.case_id == case_id, Tip.reporter_id.is_not(None)
        )
    ).all()
    if waiting:
        to = [one for one in waiting if one is not None]
        tell_of_case(agency_id, session, case_id, CaseNews.TIP_CLOSED, to=to, by=by)


def _told() -> Select[Tip, str | None, Case]:
    return (
        select(Tip, Comment.permalink, Case)
        .join(Case, and_(Case.agency_id == Tip.agency_id, Case.id == Tip.case_id))
        .join(Comment, and_(Comment.agency_id == Tip.agency_id, Comment.id == Tip.comment_id))
    )


def _row(tip: Tip, link: str | None, case: Case) -> ToldTip:
    return ToldTip(
        tip=tip,
        link=link or "",
        status=case.status,
        dismissed_for=case.dismiss_reason,
        is_held=case.status is not CaseStatus.OPEN or case.claimed_by is not None,
        due_at=case.due_at,
        closed_at=case.closed_at,
    )
