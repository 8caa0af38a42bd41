"""A case's clock held for a while, for a reason from the list, and let run again.

A pause names its end when it begins, so the due time is true at every moment and no case sleeps
for ever. The time that stood still moves the due time and is left out of the time taken.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case
from moderation.errors import BadInputError, ConflictError
from moderation.events import record
from moderation.models import Case, CasePause
from moderation.policy import Permission, Who
from moderation.queries import timing as queries
from moderation.timing.clock import agency_clocks, pauses_of
from moderation.vocabulary import EventKind, PauseReason

__all__ = ["LONGEST", "pause", "resume"]

LONGEST = timedelta(days=30)


def pause(
    session: Session,
    who: Who,
    case_id: int,
    reason: PauseReason,
    *,
    until: datetime,
    note: str = "",
) -> CasePause:
    """Hold the clock from now until a moment at most 30 days away."""
    case = _open_case(session, who, case_id)
    now = datetime.now(UTC)
    if not now < until <= now + LONGEST:
        raise BadInputError("Thời điểm chạy tiếp phải ở tương lai và trong vòng 30 ngày.")
    if queries.running_pause(who.agency_id, session, case_id, now=now) is not None:
        raise ConflictError("Thời hạn của vụ việc này đang tạm dừng rồi. Hãy tải lại vụ.")
    made = CasePause(
        agency_id=who.agency_id,
        case_id=case_id,
        starts_at=now,
        ends_at=until,
        reason=reason,
        note=note.strip()[:500],
        created_by=who.person_id,
    )
    session.add(made)
    _hold_until(session, case, until)
    record(
        session,
        who,
        EventKind.PAUSED,
        case_id=case_id,
        reason=reason.value,
        until=until.isoformat(),
    )
    return made


def resume(session: Session, who: Who, case_id: int) -> Case:
    """Let the clock run again before the pause would have ended."""
    case = _open_case(session, who, case_id)
    now = datetime.now(UTC)
    running = queries.running_pause(who.agency_id, session, case_id, now=now)
    if running is None:
        raise ConflictError(
            "Thời hạn của vụ việc này đang chạy, không có gì để chạy tiếp. Hãy tải lại vụ."
        )
    running.ends_at = now
    _hold_until(session, case, now)
    record(session, who, EventKind.RESUMED, case_id=case_id)
    return case


def _hold_until(session: Session, case: Case, until: datetime) -> None:
    case.paused_until = until
    session.flush()
    case.due_at = agency_clocks(case.agency_id, session).due_of(case, pauses_of(session, case))


def _open_case(session: Session, who: Who, case_id: int) -> Case:
    case = locked_case(session, who, case_id, Permission.TRIAGE)
    if case.closed_at is not None:
        raise ConflictError(
            "Vụ việc đã đóng nên thời hạn không còn chạy. Muốn đổi, hãy mở lại vụ trước."
        )
    return case
