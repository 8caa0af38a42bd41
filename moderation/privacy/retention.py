"""How long each class of data is kept; nothing goes before somebody has seen what would go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.errors import BadInputError
from moderation.events import record
from moderation.models import RetentionRule
from moderation.policy import Permission, Who
from moderation.queries import privacy as privacy_queries
from moderation.queries import retention as queries
from moderation.vocabulary import DataClass, EventKind

__all__ = ["DEFAULTS", "Planned", "apply", "keep_for", "plan", "set_rule"]

_LONGEST_DAYS = 36_500
_OWN = "Quy định của cơ quan"

DEFAULTS: dict[DataClass, tuple[int, str]] = {
    DataClass.AUTHORS: (365, _OWN),
    DataClass.WORDS: (1_095, _OWN),
    DataClass.DELIVERIES: (30, _OWN),
    DataClass.IMPORT_PROBLEMS: (90, _OWN),
    DataClass.NOTIFICATIONS: (180, _OWN),
}
"""Days, and on what ground: no law that we have read sets one for comments on a page."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What would go of one class today; `held` more are over their time and held for the law."""

    data_class: DataClass
    keep_days: int
    basis: str
    count: int
    held: int = 0


def plan(agency_id: int, session: Session, *, now: datetime) -> list[Planned]:
    """The dry run: every class with how much of it is over its time."""
    said = queries.rules(agency_id, session)
    planned = []
    for kind, (days, basis) in DEFAULTS.items():
        rule = said.get(kind)
        keep, ground = (rule.keep_days, rule.basis) if rule else (days, basis)
        before = now - timedelta(days=keep)
        planned.append(
            Planned(
                kind,
                keep,
                ground,
                queries.count_due(agency_id, session, kind, before),
                queries.held_back(agency_id, session, before) if kind is DataClass.WORDS else 0,
            )
        )
    return planned


def keep_for(agency_id: int, session: Session, kind: DataClass) -> timedelta:
    """How long an agency keeps a class."""
    rule = queries.rules(agency_id, session).get(kind)
    return timedelta(days=DEFAULTS[kind][0] if rule is None else rule.keep_days)


def apply(
    session: Session, who: Who, classes: Sequence[DataClass], *, now: datetime
) -> dict[DataClass, int]:
    """Delete what is over its time of these classes, and write down how much."""
    who.require_everywhere(Permission.PROTECT_DATA)
    gone: dict[DataClass, int] = {}
    for planned in plan(who.agency_id, session, now=now):
        if planned.data_class in classes:
            gone[planned.data_class] = _delete(who.agency_id, session, planned, now)
    counts = {kind.value: count for kind, count in gone.items()}
    record(session, who, EventKind.RETENTION_APPLIED, counts=counts)
    return gone


def set_rule(session: Session, who: Who, kind: DataClass, keep_days: int, basis: str) -> None:
    """Keep a class for so many days, on this ground."""
    who.require_everywhere(Permission.PROTECT_DATA)
    if not 0 < keep_days <= _LONGEST_DAYS or not basis.strip():
        raise BadInputError("Ghi số ngày giữ (từ 1) và căn cứ.")
    rule = queries.rules(who.agency_id, session).get(kind)
    if rule is None:
        rule = RetentionRule(agency_id=who.agency_id, data_class=kind)
        session.add(rule)
    before = rule.keep_days
    rule.keep_days, rule.basis = keep_days, basis.strip()
    session.flush()
    record(
        session,
        who,
        EventKind.SETTING_CHANGED,
        setting="retention",
        data_class=kind.value,
        before_days=before,
        days=keep_days,
    )


def _delete(agency_id: int, session: Session, planned: Planned, now: datetime) -> int:
    before = now - timedelta(days=planned.keep_days)
    if planned.data_class is not DataClass.WORDS:
        return queries.delete_due(agency_id, session, planned.data_class, before, at=now)
    gone = 0
    while ids := queries.due_comments(agency_id, session, before):
        gone += privacy_queries.forget_words(agency_id, session, ids, at=now)
    return gone
