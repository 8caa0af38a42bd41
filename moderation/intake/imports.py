"""An export file on its way in: kept whole, confirmed by a person, cut into deliveries, counted.

A slice of a file travels the same road as a webhook, so that nothing about comments exists twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import record
from moderation.jobs import enqueue
from moderation.models import Import, ImportMapping, ImportProblem
from moderation.policy import Permission, Who
from moderation.queries import agencies as agency_queries
from moderation.queries import intake as queries
from moderation.vocabulary import EventKind, Job, WorkState

__all__ = [
    "IMPORT_SOURCE",
    "Problem",
    "Progress",
    "add_slice",
    "confirm",
    "find",
    "finish_reading",
    "progress",
    "refuse",
    "save_mapping",
    "start",
]

IMPORT_SOURCE = "import"


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not be read: its line as a person sees it, why, and what stood there."""

    line: int
    code: str
    reason: str
    raw: Sequence[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. `waiting` counts comments that are not in a case yet."""

    state: WorkState
    rows_read: int
    rows_bad: int
    new: int
    known: int
    waiting: int
    error_code: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in {WorkState.DONE, WorkState.DEAD}


def start(session: Session, who: Who, page_id: int, file_name: str, content: bytes) -> Import:
    """Keep a file until somebody has said what its columns are."""
    if agency_queries.find_page(who.agency_id, session, page_id) is None:
        raise NotFoundError(
            "Không có trang này trong cơ quan của anh/chị; chưa nhập gì. Hãy chọn lại trang.",
            code="unknown_page",
        )
    who.require(Permission.IMPORT, page_id)
    if not content:
        raise BadInputError("Tệp trống: không có bình luận nào để nhập.", code="empty_file")
    made = Import(
        agency_id=who.agency_id,
        page_id=page_id,
        file_name=file_name[-200:],
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=who.person_id,
    )
    session.add(made)
    session.flush()
    return made


def find(session: Session, who: Who, import_id: int) -> Import:
    """One import of a page that the person may import to."""
    found = queries.find_import(who.agency_id, session, import_id)
    if found is None or not who.can(Permission.IMPORT, found.page_id):
        raise NotFoundError(
            "Không tìm thấy lần nhập này; chưa nhập gì thêm. Hãy chọn lại trong danh sách đã nhập."
        )
    return found


def confirm(session: Session, who: Who, import_id: int, mapping: Mapping[str, object]) -> Import:
    """Say what the columns are and let the reading begin; saying it twice starts it once."""
    found = find(session, who, import_id)
    if found.confirmed_at is not None:
        raise ConflictError(
            "Lần nhập này đã được xác nhận trước đó nên không nhập hai lần. Hãy xem tiến độ trong "
            "danh sách đã nhập."
        )
    found.mapping = dict(mapping)
    found.confirmed_at = found.next_attempt_at = datetime.now(UTC)
    record(
        session,
        who,
        EventKind.IMPORT_CONFIRMED,
        import_id=found.id,
        page_id=found.page_id,
        sha256=found.sha256,
    )
    enqueue(who.agency_id, session, Job.READ_IMPORT, [found.id])
    return found


def add_slice(agency_id: int, session: Session, found: Import, number: int, body: bytes) -> None:
    """Hand one slice of the file to the intake; the same slice again is the same delivery."""
    delivery_id = queries.add_delivery(
        agency_id,
        session,
        found.page_id,
        source=IMPORT_SOURCE,
        external_id=f"{found.id}:{number}",
        body=body,
        import_id=found.id,
    )
    if delivery_id is not None:
        enqueue(agency_id, session, Job.READ_DELIVERIES, [delivery_id])


def add_problems(
    agency_id: int, session: Session, import_id: int, problems: Sequence[Problem]
) -> None:
    """Keep the rows that could not be read, once each."""
    if problems:
        session.execute(
            upsert(ImportProblem)
            .values(
                [
                    {
                        "agency_id": agency_id,
                        "import_id": import_id,
                        "line": problem.line,
                        "code": problem.code,
                        "reason": problem.reason,
                        "raw": {"cells": [cell[:2000] for cell in problem.raw[:50]]},
                    }
                    for problem in problems
                ]
            )
            .on_conflict_do_nothing()
        )


def finish_reading(found: Import, *, rows_read: int, rows_bad: int) -> None:
    """The whole file has been cut up; the file itself is not needed any more."""
    found.rows_read, found.rows_bad = rows_read, rows_bad
    found.finished_at = datetime.now(UTC)
    found.content = None
    found.state, found.lease_token, found.lease_until = WorkState.DONE, None, None
    found.error_code = None


def refuse(found: Import, code: str) -> None:
    """The file can't be read at all, and trying again would not help."""
    found.state, found.error_code = WorkState.DEAD, code
    found.lease_token = found.lease_until = None
    found.finished_at = datetime.now(UTC)


def progress(agency_id: int, session: Session, found: Import) -> Progress:
    """How far an import is, counted from its rows."""
    counts = queries.import_comment_counts(agency_id, session, found.id)
    running = counts["slices_waiting"] or counts["comments_waiting"]
    state = WorkState.RUNNING if found.state is WorkState.DONE and running else found.state
    return Progress(
        state=WorkState.DEAD if counts["slices_dead"] and not running else state,
        rows_read=found.rows_read,
        rows_bad=found.rows_bad,
        new=counts["new"],
        known=counts["known"],
        waiting=counts["comments_waiting"],
        error_code=found.error_code,
    )


def save_mapping(session: Session, who: Who, name: str, mapping: Mapping[str, object]) -> None:
    """Keep a mapping under a name; the same name is written over."""
    if not name.strip():
        raise BadInputError("Hãy đặt tên cho cách ghép cột.")
    found = queries.find_mapping(who.agency_id, session, name.strip())
    if found is None:
        session.execute(
            insert(ImportMapping).values(
                agency_id=who.agency_id, name=name.strip(), mapping=dict(mapping)
            )
        )
    else:
        found.mapping = dict(mapping)
