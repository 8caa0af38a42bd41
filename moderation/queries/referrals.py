"""The register of referrals, and what a case file is made of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from moderation.models import Event, Evidence, Referral, Seal, User
from moderation.vocabulary import EventKind

__all__ = [
    "CASE_FILE",
    "ReferralRow",
    "count_waiting_referrals",
    "find_referral",
    "kept_files",
    "last_case_file",
    "referrals",
    "seals_over",
]

CASE_FILE = "case_file"
"""What an export event says was taken."""


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral and who entered it."""

    referral: Referral
    by: str | None


def referrals(
    agency_id: int,
    session: Session,
    *,
    case_id: int | None = None,
    page_ids: frozenset[int] | None = None,
    limit: int = 500,
) -> list[ReferralRow]:
    """Those of a case, or of these pages: unanswered first, what is due soonest before the rest."""
    wanted = [Referral.agency_id == agency_id]
    if case_id is not None:
        wanted.append(Referral.case_id == case_id)
    if page_ids is not None:
        wanted.append(Referral.page_id.in_(page_ids))
    rows = session.execute(
        select(Referral, User.full_name)
        .outerjoin(User, (User.agency_id == Referral.agency_id) & (User.id == Referral.created_by))
        .where(*wanted)
        .order_by(
            Referral.answered_on.is_not(None),
            Referral.due_on.asc().nulls_last(),
            Referral.sent_on.desc(),
            Referral.id.desc(),
        )
        .limit(limit)
    )
    return [ReferralRow(row[0], row[1]) for row in rows]


def find_referral(agency_id: int, session: Session, referral_id: int) -> Referral | None:
    """One, locked."""
    return session.scalar(
        select(Referral)
        .where(Referral.agency_id == agency_id, Referral.id == referral_id)
        .with_for_update()
    )


def count_waiting_referrals(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, today: date
) -> tuple[int, int, date | None]:
    """How many have no answer yet, how many of them are overdue, and the next day due."""
    wanted = [Referral.agency_id == agency_id, Referral.answered_on.is_(None)]
    if page_ids is not None:
        wanted.append(Referral.page_id.in_(page_ids))
    row = session.execute(
        select(
            func.count(),
            func.count().filter(Referral.due_on < today),
            func.min(Referral.due_on),
        ).where(*wanted)
    ).one()
    return int(row[0]), int(row[1]), row[2]


def last_case_file(agency_id: int, session: Session, case_id: int) -> str | None:
    """The digest of the list of files in the case file that was made last."""
    event = session.scalar(
        select(Event)
        .where(
            Event.agency_id == agency_id,
            Event.case_id == case_id,
            Event.kind == EventKind.EXPORTED,
            Event.data["what"].astext == CASE_FILE,
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
    return None if event is None else str(event.data["sha256"])


def seals_over(agency_id: int, session: Session, event_ids: Collection[int]) -> list[Seal]:
    """The seals under which these events stand, in order."""
    if not event_ids:
        return []
    found = session.scalars(
        select(Seal)
        .where(
            Seal.agency_id == agency_id,
            Seal.last_id >= min(event_ids),
            Seal.first_id <= max(event_ids),
        )
        .order_by(Seal.number)
    )
    return [one for one in found if any(one.first_id <= at <= one.last_id for at in event_ids)]


def kept_files(agency_id: int, session: Session, case_id: int) -> list[Evidence]:
    """The evidence of a case with its contents."""
    return list(
        session.scalars(
            select(Evidence)
            .where(
                Evidence.agency_id == agency_id,
                Evidence.case_id == case_id,
                Evidence.withdrawn_at.is_(None),
            )
            .order_by(Evidence.id)
        )
    )
