"""What a page's public log tells: when was asked and answered, and nothing of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from moderation.models import Case, Post, PublishIntent
from moderation.vocabulary import IntentState, Label, PublishKind

__all__ = ["LoggedAnswer", "public_log"]


@dataclass(frozen=True, slots=True)
class LoggedAnswer:
    """One case that the page answered in public. No words of a citizen, no name, no text."""

    asked_at: datetime
    answered_at: datetime
    label: Label
    minutes: int | None
    in_time: bool
    comments: int
    withdrawn: bool
    post_text: str
    post_url: str


def public_log(
    agency_id: int, session: Session, page_id: int, *, limit: int = 200
) -> list[LoggedAnswer]:
    """The newest answers of a page, one line for each case."""
    answered = func.min(PublishIntent.finished_at).label("answered_at")
    rows = session.execute(
        select(
            Case,
            answered,
            func.count().label("comments"),
            func.bool_and(PublishIntent.withdrawn_at.is_not(None)).label("withdrawn"),
            Post.text,
            Post.permalink,
        )
        .join(
            PublishIntent,
            and_(PublishIntent.agency_id == Case.agency_id, PublishIntent.case_id == Case.id),
        )
        .outerjoin(Post, and_(Post.agency_id == Case.agency_id, Post.id == Case.post_id))
        .where(
            Case.agency_id == agency_id,
            Case.page_id == page_id,
            PublishIntent.kind == PublishKind.REPLY,
            PublishIntent.state == IntentState.PUBLISHED,
        )
        .group_by(Case.agency_id, Case.id, Post.agency_id, Post.id)
        .order_by(answered.desc())
        .limit(limit)
    )
    return [
        LoggedAnswer(
            asked_at=row[0].opened_at,
            answered_at=row[1],
            label=row[0].label,
            minutes=row[0].response_minutes,
            in_time=row[1] <= (row[0].first_due_at or row[0].due_at),
            comments=row[2],
            withdrawn=row[3],
            post_text=row[4] or "",
            post_url=row[5] or "",
        )
        for row in rows
    ]
