"""Three weeks of comments on their way in: the older half as export files, the rest delivered.

That is how an agency begins: it brings the history as a file and then connects the page. Everything
has a fixed id, so that loading again after an interruption adds nothing.
"""

from __future__ import annotations

import csv
import hashlib
import io
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from commands.demo.agency import opened
from commands.demo.cast import ADMINISTRATOR, PAGES
from commands.demo.memory import recall, remember
from commands.demo.network import Network
from commands.demo.story import Invented, backlog, happened, posts_at
from commands.installation import operator
from moderation.casework import cases
from moderation.database import Database, Session
from moderation.errors import UnavailableError
from moderation.intake import imports
from moderation.models import Case
from moderation.policy import Who
from moderation.queries import agencies, intake, people
from moderation.queries.cases import open_cases_of_comments
from moderation.timing.calendar import VIETNAM
from moderation.timing.clock import agency_calendar
from moderation.vocabulary import Actor, CommentVerb, DismissReason, Label
from platforms import CommentEvent
from platforms.exports import open_export

__all__ = ["fill", "settled"]

_FILE_LIMIT = 1 << 24
_PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.1
_HEADINGS = (
    "Mã bình luận",
    "Thời gian bình luận",
    "Mã người bình luận",
    "Người bình luận",
    "Nội dung bình luận",
    "Mã bình luận cha",
    "Mã bài viết",
    "Nội dung bài viết",
)
_WHY = {
    Label.SPAM: DismissReason.SPAM,
    Label.ILLEGAL_CONTENT: DismissReason.ILLEGAL_RECORDED,
    Label.FEEDBACK: DismissReason.NOTED,
}


def fill(data: Path, network: Network) -> None:
    """Bring the backlog in; nothing happens once it is settled.

    The network holds everything; what is older than the middle of it came to us as a file.
    """
    memory = recall(data)
    if memory.settled:
        return
    now = memory.moment(datetime.now(UTC))
    remember(data, memory)
    with opened(data) as (database, agency_id), database.transaction(agency_id) as session:
        calendar = agency_calendar(agency_id, session)
    network.add_posts(posts_at(now, calendar))
    told = happened(now, calendar)
    middle = told[len(told) // 2].at
    with opened(data) as (database, agency_id):
        for page in PAGES:
            here = [one for one in told if one.page == page]
            history = [one for one in here if _is_history(one.event, middle)]
            _import(database, agency_id, page=page, events=[one.event for one in history])
            network.happen(history, page=page, silently=True)
            network.happen([one for one in here if one not in history], page=page)
    _wait_until_quiet(network)


def settled(data: Path) -> bool:
    """Whether every comment of the backlog is in a case.

    The first time that it is so, the page administrator closes what needs no reply.
    """
    memory = recall(data)
    if memory.settled:
        return True
    with opened(data) as (database, agency_id), database.transaction(agency_id) as session:
        if intake.unfinished(agency_id, session):
            return False
        _close_old_ones(agency_id, session)
    memory.settled = True
    remember(data, memory)
    return True


def _is_history(event: CommentEvent, until: datetime) -> bool:
    """Export files know of comments alone, not of edits and removals."""
    return (
        event.verb is CommentVerb.CREATED
        and event.created_at is not None
        and event.created_at < until
    )


def _import(
    database: Database, agency_id: int, *, page: str, events: Sequence[CommentEvent]
) -> None:
    """Bring a file in as the upload page does: keep it, guess its columns, confirm."""
    external_id, name = PAGES[page]
    content = _export_file(events)
    who = operator(agency_id)
    with database.transaction(agency_id) as session:
        known = {found.sha256 for found in intake.recent_imports(agency_id, session)}
        if hashlib.sha256(content).hexdigest() in known:
            return
        page_id = next(
            p.id for p in agencies.pages(agency_id, session) if p.external_id == external_id
        )
        kept = imports.start(session, who, page_id, f"Bình luận {name}.csv", content)
        export = open_export(kept.file_name, content, limit_bytes=_FILE_LIMIT)
        imports.confirm(session, who, kept.id, export.guess_mapping().to_dict())


def _export_file(events: Iterable[CommentEvent]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    for event in events:
        writer.writerow(_row(event))
    return text.getvalue().encode("utf-8-sig")


def _row(event: CommentEvent) -> list[str]:
    at = event.created_at.astimezone(VIETNAM) if event.created_at else None
    return [
        event.external_id,
        f"{at:%d/%m/%Y %H:%M:%S}" if at else "",
        event.author_external_id or "",
        event.author_name or "",
        event.text or "",
        event.parent_external_id or "",
        event.post.external_id if event.post else "",
        event.post.text or "" if event.post else "",
    ]


def _wait_until_quiet(network: Network) -> None:
    """Until the API has taken every delivery; it is still starting, perhaps."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    while not network.is_quiet() and time.monotonic() < ends:
        time.sleep(_LOOK_SECONDS)


def _close_old_ones(agency_id: int, session: Session) -> None:
    wanted = {comment.id: comment for comment in backlog() if comment.dismissed}
    who = _administrator(agency_id, session)
    for page in agencies.pages(agency_id, session):
        found = open_cases_of_comments(agency_id, session, page.id, list(wanted))
        for external_id, case in found:
            if case.comments_count == 1:
                _close(session, who, case, wanted[external_id])


def _close(session: Session, who: Who, case: Case, comment: Invented) -> None:
    """Correct the machine where it was wrong, then close."""
    if case.label is not comment.expected:
        cases.relabel(session, who, case.id, comment.expected)
    reason = _WHY.get(comment.expected, DismissReason.NO_ANSWER_NEEDED)
    cases.dismiss(session, who, case.id, reason)


def _administrator(agency_id: int, session: Session) -> Who:
    user = people.user_by_username(agency_id, session, ADMINISTRATOR)
    if user is None:
        raise UnavailableError("Không thấy tài khoản quản trị trang của dữ liệu mẫu.")
    grants = people.grants_of(agency_id, session, user.id)
    return Who(agency_id, Actor.PERSON, user.id, user.full_name, grants)
