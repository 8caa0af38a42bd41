"""A closed case opened again: by a person, because its answer was withdrawn, or for new words.

The first answer stays what it was: opening a case again neither spoils nor mends the time that
the citizen waited for it. A case that was answered is due anew from now; one that was closed
without an answer is due as from its comment, since nobody has answered that citizen yet.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case, snapshot
from moderation.casework.standing import standing
from moderation.errors import ConflictError
from moderation.events import record
from moderation.models import Case, Event
from moderation.policy import Permission, Who, machine
from moderation.timing.clock import agency_clocks, pauses_of
from moderation.vocabulary import CaseStatus, EventKind

__all__ = ["reopen", "reopen_for_new_words", "reopen_unanswered"]


def reopen(session: Session, who: Who, case_id: int, *, version: int | None = None) -> Event:
    """Open a closed case again; ConflictError where it is open or not as the person saw it."""
    case = locked_case(session, who, case_id, Permission.TRIAGE)
    if case.closed_at is None:
        raise ConflictError("Vụ việc này đang mở nên không cần mở lại. Hãy tải lại vụ.")
    if version is not None and version != case.version:
        raise ConflictError(
            "Vụ việc đã thay đổi từ lúc anh/chị mở. Hãy xem lại rồi quyết định.",
            case_id=case.id,
            version=case.version,
        )
    return _opened(session, who, case)


def reopen_unanswered(session: Session, case: Case) -> None:
    """The answer of this case, which the caller holds locked, stands nowhere any more."""
    if case.closed_at is not None and case.status is CaseStatus.ANSWERED:
        _opened(session, machine(case.agency_id), case)


def reopen_for_new_words(session: Session, case: Case, *, written_at: datetime) -> None:
    """The citizen says something else since this case, which the caller holds locked, was closed.

    Where nobody has answered yet, these are the words whose answer is waited for.
    """
    if case.first_response_at is None:
        case.opened_at = written_at
    _opened(session, machine(case.agency_id), case)


def _opened(session: Session, who: Who, case: Case) -> Event:
    before = snapshot(case)
    case.status, case.closed_at, case.dismiss_reason = standing(session, case), None, None
    case.waited_minutes = None
    if case.status is not CaseStatus.APPROVED:  # a reply that is under way answers it all the same
        case.reopened_at = datetime.now(UTC)
    case.reopenings += 1
    case.due_at = agency_clocks(who.agency_id, session).due_of(case, pauses_of(session, case))
    return record(session, who, EventKind.REOPENED, case_id=case.id, before=before)
