"""The agency's own rules: to edit them, to apply them, to see what they caught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from moderation.models import AgencyRule, Comment, RuleCatch
from moderation.queries.in_use import in_use
from moderation.queries.many import put_many
from moderation.vocabulary import Label, Priority, Reason, RuleState

__all__ = [
    "Catch",
    "Caught",
    "LiveRule",
    "Seen",
    "agency_rules",
    "catch_of",
    "caught_since",
    "count_live",
    "find_agency_rule",
    "live_rules",
    "put_catches",
    "recent_texts",
]

READ_LIMIT = 20_000
"""Characters of a text that a rule looks at."""


@dataclass(frozen=True, slots=True)
class LiveRule:
    """A rule at work. `condition` is JSON as text, so that it can name what was compiled of it."""

    id: int
    condition: str
    page_id: int | None
    valid_from: date | None
    valid_to: date | None
    hours_from: time | None
    hours_to: time | None
    label: Label | None
    reason: Reason | None
    queue_key: str | None
    priority: Priority | None


@dataclass(frozen=True, slots=True)
class Caught:
    """A rule that holds for a comment, and the stretches of the text that speak for it."""

    rule: LiveRule
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Catch:
    """What the card of a case says of a rule. `decides` where the rule gave the label."""

    name: str
    spans: list[list[int]]
    decides: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A comment of late, to try a rule on."""

    comment_id: int
    page_id: int
    posted_at: datetime
    received_at: datetime
    text: str


def agency_rules(agency_id: int, session: Session) -> list[AgencyRule]:
    """Every rule, by name."""
    return list(
        session.scalars(
            select(AgencyRule)
            .where(AgencyRule.agency_id == agency_id)
            .order_by(AgencyRule.name, AgencyRule.id)
        )
    )


def find_agency_rule(
    agency_id: int, session: Session, rule_id: int, *, lock: bool = False
) -> AgencyRule | None:
    """One rule; locked, as it stands now."""
    found = select(AgencyRule).where(AgencyRule.agency_id == agency_id, AgencyRule.id == rule_id)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalars(found).one_or_none()


def count_live(agency_id: int, session: Session) -> int:
    """How many rules are at work."""
    return session.execute(
        select(func.count()).where(
            AgencyRule.agency_id == agency_id, AgencyRule.state == RuleState.LIVE
        )
    ).scalar_one()


def live_rules(agency_id: int, session: Session) -> list[LiveRule]:
    """The rules at work, the oldest first."""
    rows = session.execute(
        select(
            AgencyRule.id,
            cast(AgencyRule.condition, Text),
            AgencyRule.page_id,
            AgencyRule.valid_from,
            AgencyRule.valid_to,
            AgencyRule.hours_from,
            AgencyRule.hours_to,
            AgencyRule.label,
            AgencyRule.reason,
            AgencyRule.queue_key,
            AgencyRule.priority,
        )
        .where(AgencyRule.agency_id == agency_id, AgencyRule.state == RuleState.LIVE)
        .order_by(AgencyRule.id)
    )
    return [LiveRule(*row) for row in rows]


def put_catches(
    agency_id: int, session: Session, caught: Sequence[tuple[int, int, Caught]]
) -> None:
    """Keep which rule caught which version (comment id, text version) of which comment."""
    rows = [
        {
            "agency_id": agency_id,
            "comment_id": comment_id,
            "text_version": text_version,
            "rule_id": found.rule.id,
            "spans": [list(span) for span in found.spans],
        }
        for comment_id, text_version, found in caught
    ]
    put_many(session, RuleCatch, rows, keep_known=True)


def catch_of(agency_id: int, session: Session, comment: Comment) -> Catch | None:
    """The rule that caught a comment as it reads now."""
    row = session.execute(
        select(AgencyRule.name, RuleCatch.spans, AgencyRule.label)
        .join(
            AgencyRule,
            (AgencyRule.agency_id == RuleCatch.agency_id) & (AgencyRule.id == RuleCatch.rule_id),
        )
        .where(
            RuleCatch.agency_id == agency_id,
            RuleCatch.comment_id == comment.id,
            RuleCatch.text_version == comment.text_version,
        )
    ).one_or_none()
    return None if row is None else Catch(row[0], row[1], row[2] is not None)


def caught_since(agency_id: int, session: Session, since: datetime) -> dict[int, int]:
    """How many comments each rule caught since then."""
    rows = session.execute(
        select(RuleCatch.rule_id, func.count())
        .where(RuleCatch.agency_id == agency_id, RuleCatch.caught_at >= since)
        .group_by(RuleCatch.rule_id)
    )
    return {row[0]: row[1] for row in rows}


def recent_texts(
    agency_id: int,
    session: Session,
    *,
    limit: int,
    page_ids: frozenset[int] | None,
    before_id: int | None = None,
) -> list[Seen]:
    """The citizens' comments in use as they came in, the newest first, older than `before_id`."""
    rows = session.execute(
        select(
            Comment.id,
            Comment.page_id,
            Comment.posted_at,
            Comment.received_at,
            func.left(Comment.text, READ_LIMIT),
        )
        .where(
            Comment.agency_id == agency_id,
            Comment.is_own.is_(False),
            Comment.text.is_not(None),
            in_use(),
            *([] if before_id is None else [Comment.id < before_id]),
            *([] if page_ids is None else [Comment.page_id.in_(page_ids)]),
        )
        .order_by(Comment.id.desc())
        .limit(limit)
    )
    return [Seen(*row) for row in rows]
