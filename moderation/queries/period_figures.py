"""Figures of a period, counted from the same sets of cases that their lists show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from moderation.models import Case, Comment, Post
from moderation.queries.case_sets import CaseSet, conditions

__all__ = [
    "Growth",
    "Spread",
    "Waited",
    "by_group",
    "counts_by",
    "growing_groups",
    "growing_posts",
    "heat",
    "spread",
    "waited",
]


@dataclass(frozen=True, slots=True)
class Spread:
    """First answers: how many, how many within the limit, and the minutes they took."""

    n: int = 0
    within: int = 0
    office: tuple[float, float, float] | None = None
    wall: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Waited:
    """A case of a period: `minutes` is the answer's office time, None while unanswered.

    `until` is when it was closed without an answer, None while it is open.
    """

    opened_at: datetime
    page_id: int
    minutes: int | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Growth:
    """Comments of the last day on one case or post, and of the seven days before it."""

    id: int
    page_id: int
    post_text: str
    first_at: datetime
    last_day: int
    week_before: int


_SHARES = [0.5, 0.9, 0.95]


def spread(agency_id: int, session: Session, wanted: CaseSet) -> Spread:
    """The first answers of a period."""
    return _spreads(agency_id, session, wanted, None).get(None, Spread())


def by_group(agency_id: int, session: Session, wanted: CaseSet, column: str) -> dict[Any, Spread]:
    """The same by `page_id`, `label` or `queue_key`."""
    return _spreads(agency_id, session, wanted, getattr(Case, column))


def _spreads(
    agency_id: int, session: Session, wanted: CaseSet, group: ColumnElement[Any] | None
) -> dict[Any, Spread]:
    wall = func.extract("epoch", Case.first_response_at - Case.opened_at) / 60.0
    limit = func.coalesce(Case.first_due_at, Case.due_at)
    statement = select(
        func.count(),
        func.count().filter(Case.first_response_at <= limit),
        func.percentile_cont(_SHARES).within_group(Case.response_minutes),
        func.percentile_cont(_SHARES).within_group(wall),
    ).where(*conditions(agency_id, wanted))
    if group is None:
        row = session.execute(statement).one()
        return {None: _spread(row)}
    rows = session.execute(statement.add_columns(group).group_by(group))
    return {row[4]: _spread(row) for row in rows}


def _spread(row: Sequence[Any]) -> Spread:
    office, wall = (tuple(map(float, row[at])) if row[at] else None for at in (2, 3))
    return Spread(row[0], row[1], office, wall)  # type: ignore[arg-type]


def counts_by(agency_id: int, session: Session, wanted: CaseSet, column: str) -> dict[Any, int]:
    """How many cases of a set there are by `page_id`, `label` or `queue_key`."""
    group = getattr(Case, column)
    rows = session.execute(
        select(group, func.count()).where(*conditions(agency_id, wanted)).group_by(group)
    )
    return {row[0]: row[1] for row in rows}


def heat(agency_id: int, session: Session, wanted: CaseSet) -> dict[tuple[int, int], int]:
    """Cases by weekday (1 is Monday) and hour in Vietnam."""
    local = func.timezone("Asia/Ho_Chi_Minh", Case.opened_at)
    weekday, hour = func.extract("isodow", local), func.extract("hour", local)
    rows = session.execute(
        select(weekday, hour, func.count())
        .where(*conditions(agency_id, wanted))
        .group_by(weekday, hour)
    )
    return {(int(row[0]), int(row[1])): row[2] for row in rows}


def waited(agency_id: int, session: Session, wanted: CaseSet) -> list[Waited]:
    """How long each case of a period has waited for its answer, answered or not."""
    rows = session.execute(
        select(Case.opened_at, Case.page_id, Case.response_minutes, Case.closed_at).where(
            *conditions(agency_id, wanted)
        )
    )
    return [Waited(*row) for row in rows]


def growing_groups(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, now: datetime, least: int
) -> list[Growth]:
    """Open cases that at least so many comments have joined within a day, most first."""
    return _growing(agency_id, session, Comment.case_id, page_ids, now, least)


def growing_posts(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, now: datetime, least: int
) -> list[Growth]:
    """Posts under which at least so many comments came within a day, most first."""
    return _growing(agency_id, session, Comment.post_id, page_ids, now, least)


def _growing(
    agency_id: int,
    session: Session,
    group: Any,  # noqa: ANN401 - one of two columns
    page_ids: frozenset[int] | None,
    now: datetime,
    least: int,
) -> list[Growth]:
    day_ago, week_ago = now - timedelta(days=1), now - timedelta(days=8)
    last_day = func.count().filter(Comment.posted_at >= day_ago)
    rows = session.execute(
        select(
            group,
            func.min(Comment.page_id),
            func.min(Post.text),
            func.min(Comment.posted_at).filter(Comment.posted_at >= day_ago),
            last_day,
            func.count().filter(Comment.posted_at < day_ago),
        )
        .outerjoin(Post, (Post.agency_id == Comment.agency_id) & (Post.id == Comment.post_id))
        .where(
            Comment.agency_id == agency_id,
            Comment.posted_at >= week_ago,
            Comment.posted_at < now,
            Comment.is_own.is_(False),
            group.is_not(None),
            *([] if page_ids is None else [Comment.page_id.in_(page_ids)]),
        )
        .group_by(group)
        .having(last_day >= least)
        .order_by(last_day.desc(), group)
        .limit(50)
    )
    return [Growth(row[0], row[1], row[2] or "", row[3], row[4], row[5]) for row in rows]
