"""Comments taken out of a group that the machine made, into a case of their own.

Words that are alike may ask different things. The case that comes of it is routed by what the
machine read in its own first comment, and its clock starts at that comment. Taking the act back
joins the comments again; the emptied case stays in the record, closed as joined with another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.casework.cases import decided, locked_case, snapshot
from moderation.casework.routing import Router, router
from moderation.errors import BadInputError, ConflictError
from moderation.events import record
from moderation.models import Case, Comment, Event
from moderation.policy import Permission, Who
from moderation.queries import history as history_queries
from moderation.queries import splitting as queries
from moderation.queries.cases import prediction_of
from moderation.queries.under_way import acts_about
from moderation.timing.clock import pauses_of
from moderation.vocabulary import ANSWERS, CaseStatus, DismissReason, EventKind

__all__ = ["join_back", "regroup", "split"]

_BOUND = frozenset({CaseStatus.WAITING_APPROVAL, CaseStatus.APPROVED})


def split(
    session: Session,
    who: Who,
    case_id: int,
    comment_ids: Sequence[int],
    *,
    version: int | None = None,
) -> Event:
    """Take comments out of a group; ConflictError while a reply to the whole group is under way."""
    case = decided(session, who, case_id, version)
    if case.status in _BOUND:
        raise ConflictError(
            "Câu trả lời cho cả nhóm đang chờ duyệt hoặc sắp đăng. Hãy rút lại trước khi tách."
        )
    taken = queries.comments_of(who.agency_id, session, case.id, comment_ids)
    if not taken:
        raise BadInputError("Hãy chọn bình luận muốn tách ra.")
    if acts_about(who.agency_id, session, [comment.id for comment in taken], ANSWERS):
        raise ConflictError(
            "Câu trả lời cho bình luận này đang được gửi hoặc chưa rõ kết quả. Chưa tách gì; hãy "
            "ghi kết quả trong vụ này rồi tách."
        )
    if len(taken) >= case.comments_count:
        raise BadInputError("Phải để lại ít nhất một bình luận trong vụ cũ.")
    before = snapshot(case)
    route = router(who.agency_id, session)
    fresh = _opened(session, case, taken, route)
    queries.move_comments(who.agency_id, session, [c.id for c in taken], fresh.id)
    queries.copy_suggestions(who.agency_id, session, case.id, fresh.id)
    regroup(session, case, route)
    told = record(
        session, who, EventKind.SPLIT,
        case_id=case.id, into=fresh.id, comments=[c.id for c in taken], before=before,
    )  # fmt: skip
    record(
        session, who, EventKind.CASE_OPENED,
        case_id=fresh.id, comment_id=fresh.lead_comment_id, queue=fresh.queue_key, out_of=case.id,
    )  # fmt: skip
    return told


def join_back(session: Session, who: Who, case: Case, event: Event) -> None:
    """Bring the comments of a split back; ConflictError where their case has been worked on."""
    fresh = locked_case(session, who, event.data["into"], Permission.TRIAGE)
    latest = history_queries.last_event_of_case(who.agency_id, session, fresh.id)
    if fresh.closed_at is not None or latest is None or latest.kind is not EventKind.CASE_OPENED:
        raise ConflictError(
            f"Vụ {fresh.id} tách ra đã có người làm, nên không gộp lại được nữa.", case_id=fresh.id
        )
    queries.move_all_comments(who.agency_id, session, fresh.id, case.id)
    regroup(session, case, router(who.agency_id, session))
    fresh.status, fresh.dismiss_reason = CaseStatus.DISMISSED, DismissReason.MERGED
    fresh.closed_at = datetime.now(UTC)
    reason = DismissReason.MERGED.value
    record(session, who, EventKind.DISMISSED, case_id=fresh.id, reason=reason, into=case.id)


def _opened(session: Session, old: Case, taken: Sequence[Comment], route: Router) -> Case:
    lead = taken[0]
    read = prediction_of(old.agency_id, session, lead)
    label = old.label if read is None else read.label
    reasons = old.reasons if read is None else read.reasons
    needs_human = old.needs_human if read is None else read.needs_human
    place = route.place(
        label, reasons, traits=old.traits, page_id=old.page_id, needs_human=needs_human,
        opened_at=lead.posted_at,
    )  # fmt: skip
    fresh = Case(
        agency_id=old.agency_id,
        page_id=old.page_id,
        post_id=lead.post_id,
        lead_comment_id=lead.id,
        comments_count=len(taken),
        label=label,
        reasons=list(reasons),
        traits=list(old.traits),
        language=old.language,
        certainty=old.certainty if read is None else min(read.probabilities[label], 0.999),
        needs_human=needs_human,
        queue_key=place.queue_key,
        severity=place.severity,
        clock_key=place.clock_key,
        opened_at=lead.posted_at,
        due_at=place.due_at,
        status=CaseStatus.OPEN,
    )
    session.add(fresh)
    session.flush()
    return fresh


def regroup(session: Session, case: Case, route: Router) -> None:
    """Let the case say what its comments are now: how many, the first of them, and when."""
    group = queries.group_of(case.agency_id, session, case.id)
    case.comments_count = group.count
    case.opened_at = group.first_at
    if not queries.comments_of(case.agency_id, session, case.id, [case.lead_comment_id]):
        case.lead_comment_id = group.first_id
    case.due_at = route.clocks.due_of(case, pauses_of(session, case))
