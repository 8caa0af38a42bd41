"""What grows: posts, near-copy groups and topics of the last day beside the days before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

__all__ = ["Growth", "growing_cases", "growing_posts", "growing_topics"]


@dataclass(frozen=True, slots=True)
class Growth:
    """One thing that at least so many comments or cases came to within a day.

    `key` is a case's or post's id or a template's; `usual` is the mean of a day of the week before.
    """

    key: str
    page_id: int
    post_text: str
    first_at: datetime
    last_day: int
    usual: float


_WEEK = 7


def growing_cases(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, now: datetime, least: int
) -> list[Growth]:
    """Near-copy groups that comments joined within a day; `first_at` is the first of that day."""
    return _rows(
        session,
        _given(agency_id, page_ids, now, least),
        f"""
        WITH lately AS (
            SELECT case_id, min(page_id) AS page_id, min(posted_at) AS first_at,
                   count(*) AS last_day
              FROM comments WHERE {_COMMENTS} AND case_id IS NOT NULL
             GROUP BY case_id HAVING count(*) >= :least
             ORDER BY count(*) DESC, case_id LIMIT 50)
        SELECT CAST(l.case_id AS text), l.page_id, coalesce(p.text, ''), l.first_at, l.last_day,
               (SELECT count(*) FROM comments b WHERE b.agency_id = :agency
                   AND b.case_id = l.case_id AND NOT b.is_own
                   AND b.posted_at >= :week_ago AND b.posted_at < :day_ago)
          FROM lately l JOIN cases c ON c.agency_id = :agency AND c.id = l.case_id
          LEFT JOIN posts p ON p.agency_id = :agency AND p.id = c.post_id
         ORDER BY l.last_day DESC, l.case_id""",
    )


def growing_posts(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, now: datetime, least: int
) -> list[Growth]:
    """Posts under which comments came within a day."""
    return _rows(
        session,
        _given(agency_id, page_ids, now, least),
        f"""
        WITH lately AS MATERIALIZED (
            SELECT post_id, min(page_id) AS page_id, min(posted_at) AS first_at,
                   count(*) AS last_day
              FROM comments WHERE {_COMMENTS} AND post_id IS NOT NULL
             GROUP BY post_id HAVING count(*) >= :least
             ORDER BY count(*) DESC, post_id LIMIT 50),
        before AS (
            SELECT b.post_id, count(*) AS week
              FROM lately l JOIN comments b ON b.agency_id = :agency AND b.post_id = l.post_id
             WHERE b.posted_at >= :week_ago AND b.posted_at < :day_ago AND NOT b.is_own
             GROUP BY b.post_id)
        SELECT CAST(p.id AS text), l.page_id, p.text, l.first_at, l.last_day, coalesce(b.week, 0)
          FROM lately l JOIN posts p ON p.agency_id = :agency AND p.id = l.post_id
          LEFT JOIN before b ON b.post_id = l.post_id
         ORDER BY l.last_day DESC, p.id""",
    )


def growing_topics(
    agency_id: int, session: Session, *, page_ids: frozenset[int] | None, now: datetime, least: int
) -> list[Growth]:
    """Topics, each the template that suits best, of cases opened within a day.

    What is usual stands in the figures by day.
    """
    on = "" if page_ids is None else " AND c.page_id = ANY(:pages)"
    return _rows(
        session,
        _given(agency_id, page_ids, now, least),
        f"""
        SELECT s.template_id, min(c.page_id), '', min(c.opened_at), count(*) AS last_day, 0
          FROM cases c JOIN suggestions s
            ON s.agency_id = c.agency_id AND s.case_id = c.id AND s.rank = 1
         WHERE c.agency_id = :agency AND c.opened_at >= :day_ago AND c.opened_at < :now{on}
         GROUP BY s.template_id HAVING count(*) >= :least
         ORDER BY last_day DESC, s.template_id LIMIT 50""",
    )


_COMMENTS = (
    "agency_id = :agency AND posted_at >= :day_ago AND posted_at < :now AND NOT is_own"
    " AND (CAST(:pages AS bigint[]) IS NULL OR page_id = ANY(:pages))"
)


def _given(
    agency_id: int, page_ids: frozenset[int] | None, now: datetime, least: int
) -> dict[str, Any]:
    day_ago = now - timedelta(days=1)
    return {
        "agency": agency_id,
        "pages": None if page_ids is None else [*page_ids],
        "now": now,
        "day_ago": day_ago,
        "week_ago": day_ago - timedelta(days=_WEEK),
        "least": least,
    }


def _rows(session: Session, given: dict[str, Any], statement: str) -> list[Growth]:
    return [
        Growth(row[0], row[1], row[2], row[3], row[4], float(row[5]) / _WEEK)
        for row in session.execute(text(statement), given)
    ]
