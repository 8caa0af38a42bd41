"""What of each class of data is over its time: counted, and deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Delete,
    Update,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from moderation.models import (
    Author,
    Case,
    Comment,
    Delivery,
    Import,
    ImportProblem,
    LegalHold,
    Letter,
    Notification,
    RetentionRule,
)
from moderation.vocabulary import DataClass, WorkState

__all__ = ["count_due", "delete_due", "due_comments", "held_back", "rules"]


def rules(agency_id: int, session: Session) -> dict[DataClass, RetentionRule]:
    """What the agency says other than the default."""
    found = session.scalars(select(RetentionRule).where(RetentionRule.agency_id == agency_id))
    return {rule.data_class: rule for rule in found}


def count_due(agency_id: int, session: Session, kind: DataClass, before: datetime) -> int:
    """How many rows of a class are older than that and may go."""
    table, condition = _due(agency_id, kind, before)
    counted = session.scalar(select(func.count()).select_from(table).where(condition))
    return counted or 0


def held_back(agency_id: int, session: Session, before: datetime) -> int:
    """How many comments would go but for a hold."""
    over = _words_over(agency_id, before)
    return (
        session.scalar(
            select(func.count())
            .select_from(Comment)
            .where(over, _is_held(Comment.agency_id, Comment.case_id))
        )
        or 0
    )


def due_comments(
    agency_id: int, session: Session, before: datetime, *, limit: int = 1_000
) -> list[int]:
    """Comments whose words may go."""
    _, condition = _due(agency_id, DataClass.WORDS, before)
    return list(session.scalars(select(Comment.id).where(condition).limit(limit)))


def delete_due(
    agency_id: int, session: Session, kind: DataClass, before: datetime, *, at: datetime
) -> int:
    """Delete what is over its time of every class but words; how many rows.

    Letters go with the notices that they told of.
    """
    _, condition = _due(agency_id, kind, before)
    statements: dict[DataClass, Update | Delete] = {
        DataClass.AUTHORS: update(Author).values(
            wrapped_key=None,
            sealed_identity=None,
            name_index=None,
            identity_index=func.uuid_send(func.gen_random_uuid()),
            erased_at=at,
        ),
        DataClass.DELIVERIES: update(Delivery).values(body=b""),
        DataClass.IMPORT_PROBLEMS: delete(ImportProblem),
        DataClass.NOTIFICATIONS: delete(Notification),
    }
    if kind is DataClass.NOTIFICATIONS:
        session.execute(
            delete(Letter)
            .where(Letter.agency_id == agency_id, Letter.created_at < before)
            .execution_options(synchronize_session=False)
        )
    done = session.execute(
        statements[kind].where(condition).execution_options(synchronize_session=False)
    )
    return int(getattr(done, "rowcount", 0))


def _due(
    agency_id: int, kind: DataClass, before: datetime
) -> tuple[type[object], ColumnElement[bool]]:
    if kind is DataClass.WORDS:
        return Comment, and_(
            _words_over(agency_id, before), ~_is_held(Comment.agency_id, Comment.case_id)
        )
    if kind is DataClass.AUTHORS:
        return Author, and_(
            Author.agency_id == agency_id,
            Author.erased_at.is_(None),
            Author.created_at < before,
            ~_is_needed(before),
        )
    if kind is DataClass.DELIVERIES:
        return Delivery, and_(
            Delivery.agency_id == agency_id,
            Delivery.state == WorkState.DONE,
            Delivery.body != b"",
            Delivery.received_at < before,
        )
    if kind is DataClass.IMPORT_PROBLEMS:
        old = exists().where(
            Import.agency_id == ImportProblem.agency_id,
            Import.id == ImportProblem.import_id,
            Import.created_at < before,
        )
        return ImportProblem, and_(ImportProblem.agency_id == agency_id, old)
    return Notification, and_(Notification.agency_id == agency_id, Notification.created_at < before)


def _words_over(agency_id: int, before: datetime) -> ColumnElement[bool]:
    closed = exists().where(
        Case.agency_id == Comment.agency_id, Case.id == Comment.case_id, Case.closed_at < before
    )
    return and_(
        Comment.agency_id == agency_id,
        Comment.text.is_not(None),
        ~Comment.is_own,
        or_(closed, and_(Comment.case_id.is_(None), Comment.received_at < before)),
    )


def _is_needed(before: datetime) -> ColumnElement[bool]:
    """An author with a comment of late, or in a case that is open or held."""
    open_or_held = exists().where(
        Case.agency_id == Comment.agency_id,
        Case.id == Comment.case_id,
        or_(Case.closed_at.is_(None), _is_held(Case.agency_id, Case.id)),
    )
    return exists().where(
        Comment.agency_id == Author.agency_id,
        Comment.author_id == Author.id,
        or_(Comment.posted_at >= before, open_or_held),
    )


def _is_held(agency_id: object, case_id: object) -> ColumnElement[bool]:
    return exists().where(
        LegalHold.agency_id == agency_id,
        LegalHold.case_id == case_id,
        LegalHold.lifted_at.is_(None),
    )
