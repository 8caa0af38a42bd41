"""The steps of escalation, what they have told, and what people have been told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from moderation.models import (
    Case,
    DutyShift,
    EscalationNotice,
    EscalationRule,
    Grant,
    Notification,
    User,
)
from moderation.vocabulary import CaseNews, EscalationMoment, Role

__all__ = [
    "Told",
    "find_rule",
    "holders",
    "mark_read",
    "note_sent",
    "notifications",
    "notify",
    "on_duty",
    "rules",
    "settle_news",
    "tell_of_case",
    "tell_of_cases",
    "untold_cases",
]

_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Told:
    """A case in one of the times that it was open."""

    case_id: int
    reopenings: int


def rules(agency_id: int, session: Session) -> list[EscalationRule]:
    """The steps, in order."""
    return list(
        session.scalars(
            select(EscalationRule)
            .where(EscalationRule.agency_id == agency_id)
            .order_by(EscalationRule.position, EscalationRule.id)
        )
    )


def find_rule(agency_id: int, session: Session, rule_id: int) -> EscalationRule | None:
    """One step."""
    return session.get(EscalationRule, (agency_id, rule_id))


def untold_cases(
    agency_id: int, session: Session, rule_id: int, *, due_before: datetime | None
) -> list[Case]:
    """Open cases of which this step has not told, the most urgent first."""
    late = [] if due_before is None else [Case.due_at <= due_before]
    told = (
        select(EscalationNotice.case_id)
        .where(
            EscalationNotice.agency_id == agency_id,
            EscalationNotice.case_id == Case.id,
            EscalationNotice.rule_id == rule_id,
            EscalationNotice.reopenings == Case.reopenings,
        )
        .exists()
    )
    return list(
        session.scalars(
            select(Case)
            .where(Case.agency_id == agency_id, Case.closed_at.is_(None), ~told, *late)
            .order_by(Case.due_at, Case.severity, Case.id)
            .limit(_MOST)
        )
    )


def note_sent(agency_id: int, session: Session, rule_id: int, told: Sequence[Told]) -> list[int]:
    """Write down of which cases a step tells now; those that another run told of are left out."""
    if not told:
        return []
    statement = (
        insert(EscalationNotice)
        .values(
            [
                {
                    "agency_id": agency_id,
                    "case_id": each.case_id,
                    "rule_id": rule_id,
                    "reopenings": each.reopenings,
                }
                for each in told
            ]
        )
        .on_conflict_do_nothing()
        .returning(EscalationNotice.case_id)
    )
    return list(session.scalars(statement))


def notify(
    agency_id: int,
    session: Session,
    by_person: Mapping[tuple[int, EscalationMoment], Sequence[int]],
) -> None:
    """One notification a person and moment, however many cases it is about."""
    session.add_all(
        Notification(
            agency_id=agency_id,
            user_id=user_id,
            moment=moment,
            cases_count=len(case_ids),
            case_id=case_ids[0] if len(case_ids) == 1 else None,
        )
        for (user_id, moment), case_ids in by_person.items()
    )
    session.flush()


def tell_of_case(
    agency_id: int,
    session: Session,
    case_id: int,
    news: CaseNews,
    *,
    to: Iterable[int],
    by: int | None,
) -> None:
    """What a colleague wants these people to see of a case; nobody is told of their own act."""
    session.add_all(
        Notification(
            agency_id=agency_id,
            user_id=user_id,
            news=news,
            from_id=by,
            cases_count=1,
            case_id=case_id,
        )
        for user_id in sorted(set(to) - {by})
    )
    session.flush()


def settle_news(agency_id: int, session: Session, case_id: int, news: CaseNews) -> None:
    """There is nothing to do about this any more: whoever was told of it need not look."""
    session.execute(
        update(Notification)
        .where(
            Notification.agency_id == agency_id,
            Notification.case_id == case_id,
            Notification.news == news,
            Notification.read_at.is_(None),
        )
        .values(read_at=func.now())
    )


def tell_of_cases(
    agency_id: int,
    session: Session,
    news: CaseNews,
    *,
    counts: Mapping[int, int],
    by: int | None,
) -> None:
    """One line a person of many cases at once: `counts` is how many of them each has to do with."""
    session.add_all(
        Notification(agency_id=agency_id, user_id=user_id, news=news, from_id=by, cases_count=count)
        for user_id, count in sorted(counts.items())
        if user_id != by
    )
    session.flush()


def holders(agency_id: int, session: Session, role: Role) -> list[tuple[int, int | None]]:
    """The active people with a role, each with the page that they have it on, or None for all."""
    found = session.execute(
        select(Grant.user_id, Grant.page_id)
        .join(User, (User.agency_id == Grant.agency_id) & (User.id == Grant.user_id))
        .where(Grant.agency_id == agency_id, Grant.role == role, User.active)
    )
    return [(row[0], row[1]) for row in found]


def on_duty(agency_id: int, session: Session, *, now: datetime) -> dict[int, list[int]]:
    """The people on duty now, by page."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = session.scalars(
        select(DutyShift).where(
            DutyShift.agency_id == agency_id, DutyShift.starts_at <= now, DutyShift.ends_at > now
        )
    )
    for row in rows:
        found[row.page_id].append(row.user_id)
    return dict(found)


def notifications(
    agency_id: int, session: Session, user_id: int, *, limit: int
) -> list[tuple[Notification, str | None]]:
    """What a person was told, newest first, with the name of the colleague who told them."""
    rows = session.execute(
        select(Notification, User.full_name)
        .outerjoin(
            User, (User.agency_id == Notification.agency_id) & (User.id == Notification.from_id)
        )
        .where(Notification.agency_id == agency_id, Notification.user_id == user_id)
        .order_by(Notification.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def mark_read(agency_id: int, session: Session, user_id: int, *, now: datetime) -> None:
    """A person has seen what they were told."""
    session.execute(
        update(Notification)
        .where(
            Notification.agency_id == agency_id,
            Notification.user_id == user_id,
            Notification.read_at.is_(None),
        )
        .values(read_at=now)
    )
