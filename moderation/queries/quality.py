"""What people corrected, what they looked at twice, and the agency's rule for both."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Float, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from moderation.models import Comment, Event, GoldenItem, Post, QualityRule, SecondLook
from moderation.queries.in_use import in_use
from moderation.vocabulary import Actor, CorrectionReason, EventKind, Label

__all__ = [
    "Correction",
    "correction_counts",
    "corrections",
    "decided_looks",
    "find_look",
    "find_rule",
    "golden_items",
    "golden_of_comment",
    "next_golden",
    "next_look",
    "reasons_of",
    "waiting_looks",
]


@dataclass(frozen=True, slots=True)
class Correction:
    """A label of the machine that a person changed."""

    event_id: int
    case_id: int
    page_id: int
    comment_id: int
    at: datetime
    by: int | None
    said: Label
    meant: Label
    certainty: float
    text: str
    post: str


def correction_counts(
    agency_id: int, session: Session, *, since: datetime, page_ids: frozenset[int] | None
) -> dict[tuple[Label, Label], int]:
    """How often people said the second where the machine had said the first, agreements too."""
    said, meant = _said(), _meant()
    rows = session.execute(
        select(said, meant, func.count())
        .select_from(Event)
        .join(Comment, _of_event())
        .where(*_judged(agency_id, since, page_ids))
        .group_by(said, meant)
    )
    return {(Label(row[0]), Label(row[1])): row[2] for row in rows}


def corrections(
    agency_id: int,
    session: Session,
    *,
    since: datetime,
    page_ids: frozenset[int] | None,
    limit: int,
) -> list[Correction]:
    """The labels of the machine that people changed, the latest first; of words in use alone."""
    rows = session.execute(
        select(Event, Comment, func.coalesce(Post.text, ""))
        .join(Comment, _of_event())
        .outerjoin(Post, and_(Post.agency_id == Comment.agency_id, Post.id == Comment.post_id))
        .where(*_judged(agency_id, since, page_ids), _said() != _meant(), in_use())
        .order_by(Event.id.desc())
        .limit(limit)
    )
    return [_correction(event, comment, post) for event, comment, post in rows]


def reasons_of(
    agency_id: int, session: Session, event_ids: Collection[int], *, since: datetime
) -> dict[int, CorrectionReason]:
    """Why people say that the machine was wrong, by the event of the correction; the last word."""
    about = Event.data["event_id"].as_integer()
    rows = session.execute(
        select(about, Event.data["reason"].as_string())
        .where(
            Event.agency_id == agency_id,
            Event.kind == EventKind.CORRECTION_EXPLAINED,
            Event.at >= since,
            about.in_(event_ids),
        )
        .order_by(Event.id)
    )
    return {row[0]: CorrectionReason(row[1]) for row in rows}


def find_rule(agency_id: int, session: Session) -> QualityRule | None:
    """How much the agency looks at twice, where it has said so."""
    return session.get(QualityRule, agency_id)


def find_look(agency_id: int, session: Session, look_id: int) -> SecondLook | None:
    """One look, locked."""
    return session.get(
        SecondLook, (agency_id, look_id), with_for_update=True, populate_existing=True
    )


def next_look(
    agency_id: int, session: Session, user_id: int, *, page_ids: frozenset[int] | None
) -> SecondLook | None:
    """The oldest decision drawn that waits for somebody else, on these pages."""
    return session.scalar(
        select(SecondLook)
        .where(*_waiting(agency_id, user_id, page_ids))
        .order_by(SecondLook.id)
        .limit(1)
    )


def waiting_looks(
    agency_id: int, session: Session, user_id: int, *, page_ids: frozenset[int] | None
) -> int:
    """How many wait for this person."""
    counted = select(func.count()).select_from(SecondLook)
    return session.scalar(counted.where(*_waiting(agency_id, user_id, page_ids))) or 0


def next_golden(
    agency_id: int, session: Session, user_id: int, *, page_ids: frozenset[int] | None
) -> GoldenItem | None:
    """The oldest golden item that this person has neither agreed upon nor been shown."""
    shown = exists().where(
        SecondLook.agency_id == agency_id,
        SecondLook.golden_id == GoldenItem.id,
        SecondLook.second_by == user_id,
    )
    conditions = [
        GoldenItem.agency_id == agency_id,
        GoldenItem.added_by != user_id,
        ~shown,
        _in_use(GoldenItem.agency_id, GoldenItem.comment_id),
    ]
    if page_ids is not None:
        conditions.append(GoldenItem.page_id.in_(page_ids))
    return session.scalar(select(GoldenItem).where(*conditions).order_by(GoldenItem.id).limit(1))


def golden_of_comment(agency_id: int, session: Session, comment_id: int) -> GoldenItem | None:
    """The golden item made of a comment."""
    return session.scalar(
        select(GoldenItem).where(
            GoldenItem.agency_id == agency_id, GoldenItem.comment_id == comment_id
        )
    )


def golden_items(agency_id: int, session: Session) -> int:
    """How many there are."""
    counted = select(func.count()).select_from(GoldenItem)
    return session.scalar(counted.where(GoldenItem.agency_id == agency_id)) or 0


def decided_looks(
    agency_id: int, session: Session, *, since: datetime, page_ids: frozenset[int] | None
) -> Sequence[SecondLook]:
    """The looks that were given, without those at decisions that were taken back."""
    conditions = [
        SecondLook.agency_id == agency_id,
        SecondLook.decided_at >= since,
        ~_undone(SecondLook.agency_id, SecondLook.event_id),
    ]
    if page_ids is not None:
        conditions.append(SecondLook.page_id.in_(page_ids))
    return session.scalars(select(SecondLook).where(*conditions).order_by(SecondLook.id)).all()


def _waiting(
    agency_id: int, user_id: int, page_ids: frozenset[int] | None
) -> list[ColumnElement[bool]]:
    conditions = [
        SecondLook.agency_id == agency_id,
        SecondLook.decided_at.is_(None),
        or_(
            SecondLook.first_by.is_(None) & (SecondLook.second_by == user_id),
            SecondLook.first_by != user_id,
        ),
        ~_undone(SecondLook.agency_id, SecondLook.event_id),
        _in_use(SecondLook.agency_id, SecondLook.comment_id),
    ]
    return conditions if page_ids is None else [*conditions, SecondLook.page_id.in_(page_ids)]


def _judged(
    agency_id: int, since: datetime, page_ids: frozenset[int] | None
) -> list[ColumnElement[bool]]:
    """What a person said of a label that the machine, not a person, had given."""
    conditions = [
        Event.agency_id == agency_id,
        Event.kind == EventKind.RELABELLED,
        Event.actor == Actor.PERSON,
        Event.at >= since,
        Event.data["before"]["certainty"].as_string().cast(Float) < 1,
        ~_undone(Event.agency_id, Event.id),
    ]
    return conditions if page_ids is None else [*conditions, Comment.page_id.in_(page_ids)]


def _undone(
    agency: InstrumentedAttribute[int],
    event_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> ColumnElement[bool]:
    later = aliased(Event)
    return exists().where(
        later.agency_id == agency, later.undoes_id == event_id, later.kind == EventKind.UNDONE
    )


def _in_use(
    agency: InstrumentedAttribute[int], comment_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    return exists().where(Comment.agency_id == agency, Comment.id == comment_id, in_use())


def _of_event() -> ColumnElement[bool]:
    return and_(Comment.agency_id == Event.agency_id, Comment.id == Event.comment_id)


def _said() -> ColumnElement[str]:
    said: ColumnElement[str] = Event.data["before"]["label"].as_string()
    return said


def _meant() -> ColumnElement[str]:
    meant: ColumnElement[str] = Event.data["label"].as_string()
    return meant


def _correction(event: Event, comment: Comment, post: str) -> Correction:
    before = event.data["before"]
    return Correction(
        event_id=event.id,
        case_id=event.case_id or 0,
        page_id=comment.page_id,
        comment_id=comment.id,
        at=event.at,
        by=event.actor_id,
        said=Label(before["label"]),
        meant=Label(event.data["label"]),
        certainty=float(before["certainty"]),
        text=comment.text or "",
        post=post,
    )
