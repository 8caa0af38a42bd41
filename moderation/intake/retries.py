"""Trying again what was set aside, because a person asks for it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.errors import ConflictError
from moderation.events import record
from moderation.jobs import enqueue
from moderation.models import Comment, Delivery, Import
from moderation.policy import Permission, Who
from moderation.queries.work import Workable, revive
from moderation.vocabulary import EventKind, Job

__all__ = ["retry"]

_ROWS: dict[Job, Workable] = {
    Job.READ_IMPORT: Import,
    Job.READ_DELIVERIES: Delivery,
    Job.CLASSIFY_COMMENTS: Comment,
}


def retry(session: Session, who: Who, job: Job, row_id: int) -> None:
    """Give a set-aside row all its attempts again; ConflictError where it is not set aside."""
    who.require(Permission.IMPORT)
    kind = _ROWS.get(job)
    if kind is None or revive(who.agency_id, session, kind, [row_id]) == []:
        raise ConflictError("Mục này không còn chờ làm lại: có thể đã được làm lại trước đó.")
    record(session, who, EventKind.RETRIED, job=job.value, row_id=row_id)
    enqueue(who.agency_id, session, job, [row_id])
