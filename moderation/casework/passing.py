"""Passing a case up to the holder of a role, and sending it back with a reason."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.casework.cases import escalate, locked_case, snapshot
from moderation.casework.notes import add_note
from moderation.casework.routing import router
from moderation.errors import ConflictError, ForbiddenError
from moderation.events import record
from moderation.models import Case, Event
from moderation.policy import Permission, Who
from moderation.queries import notes as queries
from moderation.queries.escalation import tell_of_case
from moderation.vocabulary import CaseNews, EventKind, Role

__all__ = ["may_send_back", "pass_up", "send_back"]


def pass_up(
    session: Session,
    who: Who,
    case_id: int,
    to: Role,
    *,
    note: str = "",
    version: int | None = None,
) -> Event:
    """Pass a case up, with a word on what is asked; whoever holds the role there is told."""
    event = escalate(session, who, case_id, to, version=version)
    case = locked_case(session, who, case_id, Permission.TRIAGE)
    if note.strip():
        add_note(session, who, case_id, note)
    holders = queries.colleagues(who.agency_id, session, case.page_id, roles=[to])
    tell_of_case(
        who.agency_id,
        session,
        case_id,
        CaseNews.ESCALATED,
        to=[user.id for user in holders],
        by=who.person_id,
    )
    return event


def send_back(
    session: Session, who: Who, case_id: int, reason: str, *, version: int | None = None
) -> Event:
    """Give a case back to its queue with a reason, as a note; who passed it up is told."""
    case = locked_case(session, who, case_id, Permission.NOTE)
    if case.escalated_to is None or case.closed_at is not None:
        raise ConflictError(
            "Vụ này không còn ở cấp trên: có thể đã được trả về hoặc đã đóng. Hãy tải lại vụ."
        )
    if not may_send_back(who, case):
        raise ForbiddenError("Chỉ người được chuyển cấp tới hoặc người phân loại trả vụ về được.")
    if version is not None and version != case.version:
        raise ConflictError(
            "Vụ việc đã thay đổi từ lúc anh/chị mở. Hãy xem lại rồi quyết định.",
            case_id=case_id,
            version=case.version,
        )
    add_note(session, who, case_id, reason)
    before, sent_from = snapshot(case), case.escalated_to
    case.escalated_to = None
    case.severity = (
        router(who.agency_id, session)
        .place(
            case.label,
            case.reasons,
            traits=case.traits,
            page_id=case.page_id,
            needs_human=case.needs_human,
            opened_at=case.opened_at,
        )
        .severity
    )
    passed_up = queries.last_escalation(who.agency_id, session, case_id)
    event = record(
        session, who, EventKind.SENT_BACK, case_id=case_id, sent_from=sent_from, before=before
    )
    asked = [passed_up.actor_id] if passed_up and passed_up.actor_id else []
    tell_of_case(who.agency_id, session, case_id, CaseNews.SENT_BACK, to=asked, by=who.person_id)
    return event


def may_send_back(who: Who, case: Case) -> bool:
    """Whether a person holds the role that the case was passed up to, or decides on its page."""
    if case.escalated_to is None or not who.can(Permission.NOTE, case.page_id):
        return False
    holds = any(
        grant.role == case.escalated_to and grant.page_id in {None, case.page_id}
        for grant in who.grants
    )
    return holds or who.can(Permission.TRIAGE, case.page_id)
