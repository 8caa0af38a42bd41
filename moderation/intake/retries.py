"""Trying again what was set aside, because a person asks for it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from moderation.errors import ConflictError
from moderation.events import record
from moderation.jobs import enqueue
from moderation.policy import Permission, Who
from moderation.queries import failures as queries
from moderation.queries.work import revive
from moderation.vocabulary import EventKind, Job

__all__ = ["MOST_AT_ONCE", "read_again", "retry"]

MOST_AT_ONCE = 5_000
"""Rows that one press sends back; what is left over is pressed for again."""


def retry(session: Session, who: Who, job: Job, ids: Collection[int] | None = None) -> int:
    """Give set-aside rows all their attempts again; how many. With no ids, every one of the job.

    Only rows of pages where the person may import; ConflictError where none is set aside.
    """
    who.require(Permission.IMPORT)
    found = (
        queries.failed_ids(
            who.agency_id,
            session,
            job,
            page_ids=who.pages(Permission.IMPORT),
            ids=ids,
            limit=MOST_AT_ONCE,
        )
        if job in queries.FAILING
        else []
    )
    again = revive(who.agency_id, session, queries.FAILING[job], found) if found else []
    if not again:
        raise ConflictError(
            "Mục này không còn chờ làm lại: có thể đã được làm lại trước đó. Hãy tải lại danh sách."
        )
    one = {"row_id": again[0]} if len(again) == 1 else {}
    record(session, who, EventKind.RETRIED, job=job.value, rows=len(again), **one)
    enqueue(who.agency_id, session, job, again)
    return len(again)


def read_again(session: Session, who: Who, delivery_id: int) -> None:
    """Read a delivery's unreadable events once more; what went in the first time stays one."""
    who.require(Permission.IMPORT)
    pages = who.pages(Permission.IMPORT)
    if not queries.read_again(who.agency_id, session, delivery_id, page_ids=pages):
        raise ConflictError(
            "Gói tin này không còn chờ đọc lại: có thể vừa được đọc lại rồi. Hãy tải lại danh sách."
        )
    job = Job.READ_DELIVERIES
    record(session, who, EventKind.RETRIED, job=job.value, rows=1, row_id=delivery_id)
    enqueue(who.agency_id, session, job, [delivery_id])
