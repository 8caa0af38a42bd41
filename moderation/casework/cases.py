"""What people do with a case: correct it, close it, pass it up, and write.

Each act locks the case, checks that the person may and that the case is as they saw it, changes
it and adds one event that says what stood before; the event is what `undoing` reads.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from moderation.casework.answers import close_as_answered
from moderation.casework.routing import router
from moderation.conduct import cited
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import EventRow, record
from moderation.jobs import enqueue
from moderation.models import Case, Event
from moderation.policy import Permission, Who
from moderation.quality.looks import draw
from moderation.queries import cases as queries
from moderation.queries.presence import holder_name
from moderation.queries.tips import tell_reporters
from moderation.timing.calendar import running_minutes
from moderation.timing.clock import agency_calendar, pauses_of
from moderation.vocabulary import (
    CaseStatus,
    DismissReason,
    EventKind,
    Job,
    Label,
    Reason,
    Role,
)

__all__ = [
    "answer_recorded",
    "decided",
    "dismiss",
    "escalate",
    "is_held",
    "is_mine",
    "lock_for_draft",
    "locked_case",
    "not_with_another",
    "of_many",
    "relabel",
    "snapshot",
]

_SNAPSHOT = (
    "status", "label", "reasons", "certainty", "needs_human", "queue_key", "severity", "clock_key",
    "due_at", "closed_at", "dismiss_reason", "escalated_to", "first_response_at",
    "response_minutes", "first_due_at", "waited_minutes", "reopened_at", "reopenings", "claimed_by",
    "claimed_until",
)  # fmt: skip

_NUISANCE = {
    DismissReason.SPAM: Label.SPAM,
    DismissReason.ILLEGAL_RECORDED: Label.ILLEGAL_CONTENT,
}
"""Closings that call a citizen's words something: each rests on a rule of conduct."""

_ESCALATE_TO = frozenset({Role.SPOKESPERSON, Role.MANAGER, Role.ADMINISTRATOR})


def relabel(
    session: Session,
    who: Who,
    case_id: int,
    label: Label,
    *,
    reason: Reason | None = None,
    version: int | None = None,
    within: int | None = None,
) -> Event:
    """Say what the case really asks. Kept as a correction of the machine, and routed anew."""
    case = decided(session, who, case_id, version)
    if reason is not None and label is not Label.ILLEGAL_CONTENT:
        raise BadInputError("Lý do chỉ dùng với nhãn “Nội dung vi phạm”.")
    before = snapshot(case)
    case.label, case.reasons = label, [reason.value] if reason else []
    case.certainty, case.needs_human = 1.0, False
    if case.status is CaseStatus.OPEN:  # whoever files a case goes on to the next
        case.claimed_by = case.claimed_until = None
    route = router(who.agency_id, session)
    place = route.place(
        label, case.reasons, traits=case.traits, page_id=case.page_id, needs_human=False,
        opened_at=case.opened_at,
    )  # fmt: skip
    case.queue_key, case.severity = place.queue_key, place.severity
    case.clock_key = place.clock_key
    case.due_at = route.clocks.due_of(case, pauses_of(session, case))
    event = record(
        session,
        who,
        EventKind.RELABELLED,
        case_id=case.id,
        comment_id=case.lead_comment_id,
        label=label.value,
        before=before,
        **of_many(within),
    )
    if within is None:
        draw(session, who, case, event)
    enqueue(who.agency_id, session, Job.SUGGEST_AGAIN, [case.id])
    return event


def dismiss(
    session: Session,
    who: Who,
    case_id: int,
    reason: DismissReason,
    *,
    version: int | None = None,
    within: int | None = None,
) -> Event:
    """Close a case without a reply, and say why. Criticism can't be closed as spam or unlawful."""
    if reason is DismissReason.MERGED:
        raise BadInputError("Lý do này chỉ máy dùng, khi gộp lại bình luận đã tách.")
    case = decided(session, who, case_id, version)
    _protect_criticism(case, reason)
    before = snapshot(case)
    case.status, case.dismiss_reason = CaseStatus.DISMISSED, reason
    case.closed_at = _now()
    case.waited_minutes = _waited(session, case, case.closed_at)
    case.claimed_by = case.claimed_until = None
    about: EventRow = {"reason": reason.value, "before": before, **of_many(within)}
    if reason in _NUISANCE:
        about["rules"] = [cited(case.label, case.reasons)]
    tell_reporters(who.agency_id, session, case.id, by=who.person_id)
    return record(session, who, EventKind.DISMISSED, case_id=case.id, **about)


def answer_recorded(
    session: Session,
    who: Who,
    case_id: int,
    *,
    answered_at: datetime | None = None,
    version: int | None = None,
) -> Event:
    """A person says that the page has answered on the network itself; the clock stops there."""
    case = decided(session, who, case_id, version)
    now = _now()
    at = answered_at or now
    if not case.opened_at <= at <= now:
        raise BadInputError(
            "Thời điểm trả lời phải sau khi bình luận xuất hiện và không ở tương lai."
        )
    before = snapshot(case)
    calendar = agency_calendar(who.agency_id, session, page_id=case.page_id)
    close_as_answered(case, at, calendar=calendar, pauses=pauses_of(session, case))
    tell_reporters(who.agency_id, session, case.id, by=who.person_id)
    return record(
        session, who, EventKind.ANSWERED, case_id=case.id, at=at.isoformat(), before=before
    )


def escalate(
    session: Session,
    who: Who,
    case_id: int,
    to: Role,
    *,
    version: int | None = None,
    within: int | None = None,
) -> Event:
    """Pass a case up to the holder of a role; it goes to the top of its queue."""
    if to not in _ESCALATE_TO:
        raise BadInputError("Chỉ chuyển cấp tới người phát ngôn, lãnh đạo hoặc quản trị.")
    case = decided(session, who, case_id, version)
    before = snapshot(case)
    case.escalated_to, case.severity = to.value, 0
    case.claimed_by = case.claimed_until = None
    about: EventRow = {"to": to.value, "before": before, **of_many(within)}
    return record(session, who, EventKind.ESCALATED, case_id=case.id, **about)


def lock_for_draft(session: Session, who: Who, case_id: int) -> Case:
    """An open case that this person may write a reply for, locked."""
    case = locked_case(session, who, case_id, Permission.DRAFT)
    not_with_another(session, case, who)
    if case.closed_at is not None:
        raise ConflictError(
            "Vụ việc đã đóng nên không soạn trả lời được nữa. Muốn trả lời, hãy mở lại vụ trước."
        )
    return case


def locked_case(session: Session, who: Who, case_id: int, permission: Permission) -> Case:
    """A case that this person may see and act on, locked; NotFoundError, ForbiddenError."""
    case = queries.case_for_update(who.agency_id, session, case_id)
    if case is None or not who.can(Permission.READ_CASES, case.page_id):
        raise NotFoundError(
            "Không tìm thấy vụ việc này; chưa có gì thay đổi. Hãy tìm theo số vụ, hoặc mở lại từ "
            "hàng đợi."
        )
    who.require(permission, case.page_id)
    return case


def snapshot(case: Case) -> dict[str, object]:
    """What an act may change of a case, as its event keeps it."""
    values: dict[str, object] = {}
    for name in _SNAPSHOT:
        value = getattr(case, name)
        values[name] = value.isoformat() if isinstance(value, datetime) else value
    return values


def decided(session: Session, who: Who, case_id: int, version: int | None) -> Case:
    """The case, ready for a decision of this person on the state that they saw."""
    case = locked_case(session, who, case_id, Permission.TRIAGE)
    not_with_another(session, case, who)
    if version is not None and version != case.version:
        raise ConflictError(
            "Vụ việc đã thay đổi từ lúc anh/chị mở. Hãy xem lại rồi quyết định.",
            case_id=case.id,
            version=case.version,
        )
    if case.closed_at is not None:
        raise ConflictError("Vụ việc đã đóng. Muốn sửa, hãy mở lại vụ việc trước.")
    # A decision that leaves the row as it was makes a new state too: who saw the one before it
    # would else be heard as well.
    flag_modified(case, "status")
    return case


def of_many(bulk_id: int | None) -> EventRow:
    """What the events of one act on many cases have in common."""
    return {} if bulk_id is None else {"bulk_id": bulk_id}


def not_with_another(session: Session, case: Case, who: Who) -> None:
    """Refuse what somebody else is working on, and name them."""
    if is_held(case) and not is_mine(case, who):
        name = holder_name(who.agency_id, session, case)
        raise ConflictError(
            f"{name} đang xử lý vụ này. Hãy chọn vụ khác, chờ họ xong, hoặc nhận thay.",
            code="claimed",
            case_id=case.id,
        )


def is_held(case: Case) -> bool:
    """Whether somebody's claim on a case still runs."""
    return case.claimed_until is not None and case.claimed_until > _now()


def is_mine(case: Case, who: Who) -> bool:
    """Whether this person claimed the case last."""
    return case.claimed_by is not None and case.claimed_by == who.person_id


def _waited(session: Session, case: Case, until: datetime) -> int:
    """The office minutes from the citizen's words to a closing without an answer."""
    calendar = agency_calendar(case.agency_id, session, page_id=case.page_id)
    start = min(case.opened_at, until)
    return running_minutes(calendar, start, until, pauses=pauses_of(session, case))


def _protect_criticism(case: Case, reason: DismissReason) -> None:
    wanted = _NUISANCE.get(reason)
    if wanted is not None and case.label is not wanted:
        raise BadInputError(
            "Lý do này không dùng được cho vụ không mang nhãn tương ứng: góp ý và phê bình "
            "được bảo vệ. Nếu máy xếp nhãn sai, hãy sửa nhãn trước."
        )


def _now() -> datetime:
    return datetime.now(UTC)
