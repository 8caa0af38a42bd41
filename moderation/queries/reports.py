"""Official reports, their settings, and the hidings that they and the public page count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, undefer

from moderation.models import Hiding, PublishIntent, Report, ReportSettings
from moderation.vocabulary import HideReason, HideVerdict, IntentState, ReportKind, WorkState

__all__ = [
    "HideCount",
    "add_report",
    "find_report",
    "hide_counts",
    "report_settings",
    "reports",
    "waiting_reports",
]


@dataclass(frozen=True, slots=True)
class HideCount:
    """Comments hidden for a reason, and how many of these hidings were undone."""

    reason: HideReason
    hidden: int
    undone: int


def report_settings(agency_id: int, session: Session) -> ReportSettings | None:
    """What the agency has set, if anything."""
    return session.get(ReportSettings, agency_id)


def add_report(
    agency_id: int,
    session: Session,
    kind: ReportKind,
    since: date,
    until: date,
    *,
    asked_by: int | None,
) -> int | None:
    """Ask for a report; None where it has been asked for already."""
    return session.scalar(
        insert(Report)
        .values(agency_id=agency_id, kind=kind, since=since, until=until, asked_by=asked_by)
        .on_conflict_do_nothing()
        .returning(Report.id)
    )


def reports(agency_id: int, session: Session, *, limit: int = 60) -> Sequence[Report]:
    """The newest reports, without their files."""
    return session.scalars(
        select(Report)
        .where(Report.agency_id == agency_id)
        .order_by(Report.since.desc(), Report.kind, Report.id)
        .limit(limit)
    ).all()


def find_report(
    agency_id: int, session: Session, report_id: int, *, with_content: bool = False
) -> Report | None:
    """One report, with its file where it is asked for."""
    options = [undefer(Report.content)] if with_content else []
    return session.scalars(
        select(Report)
        .where(Report.agency_id == agency_id, Report.id == report_id)
        .options(*options)
    ).one_or_none()


def waiting_reports(agency_id: int, session: Session) -> list[int]:
    """Reports that nobody is writing: asked for, to be tried again, or left by a dead worker."""
    return list(
        session.scalars(
            select(Report.id)
            .where(
                Report.agency_id == agency_id,
                or_(
                    and_(Report.state == WorkState.RECEIVED, Report.next_attempt_at <= func.now()),
                    and_(Report.state == WorkState.RUNNING, Report.lease_until < func.now()),
                ),
            )
            .order_by(Report.id)
        )
    )


def hide_counts(
    agency_id: int,
    session: Session,
    since: datetime,
    until: datetime,
    *,
    page_ids: frozenset[int] | None = None,
) -> list[HideCount]:
    """Hidings of a period that were carried out, by reason, most first."""
    rows = session.execute(
        select(
            Hiding.reason,
            func.count(),
            func.count().filter(Hiding.verdict == HideVerdict.UNDONE),
        )
        .join(
            PublishIntent,
            and_(PublishIntent.agency_id == Hiding.agency_id, PublishIntent.id == Hiding.intent_id),
        )
        .where(
            Hiding.agency_id == agency_id,
            Hiding.hidden_at >= since,
            Hiding.hidden_at < until,
            PublishIntent.state == IntentState.PUBLISHED,
            *([] if page_ids is None else [Hiding.page_id.in_(page_ids)]),
        )
        .group_by(Hiding.reason)
        .order_by(func.count().desc(), Hiding.reason)
    )
    return [HideCount(*row) for row in rows]
