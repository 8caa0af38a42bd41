"""From approvals and acts at the network to the one step that a case's reply has reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from api.console.words import one_line
from api.security import Desk
from api.view_models import ReplyState
from api.view_models.approvals import ReplyStep
from moderation.models import Approval, Case, PublishIntent
from moderation.policy import Permission
from moderation.queries import replies as queries
from moderation.queries.people import find_user
from moderation.replies.connections import is_held
from moderation.vocabulary import ApprovalState, CaseStatus, IntentState

__all__ = ["reply_of"]

# What of several acts is told: the one that somebody may have to do something about.
_FIRST: tuple[tuple[IntentState, ReplyStep], ...] = (
    (IntentState.UNKNOWN, "unknown"),
    (IntentState.SENDING, "sending"),
    (IntentState.QUEUED, "leaving"),
    (IntentState.REFUSED, "refused"),
    (IntentState.NOT_PUBLISHED, "not_published"),
    (IntentState.PUBLISHED, "published"),
)


def reply_of(desk: Desk, case: Case) -> ReplyState | None:
    """How the newest submitted reply of a case stands; None where none was, or it is forgotten."""
    agency_id, session = desk.who.agency_id, desk.session
    found = queries.approvals_of_case(agency_id, session, case.id)
    if not found:
        return None
    approval = found[0]
    intents = [
        one
        for one in queries.acts_of_case(agency_id, session, case.id)
        if one.approval_id == approval.id and one.state is not IntentState.CANCELLED
    ]
    step = _step(desk, case, approval, intents)
    if step is None:
        return None
    is_mine = approval.submitted_by == desk.who.actor_id
    decider = find_user(agency_id, session, approval.decided_by) if approval.decided_by else None
    return ReplyState(
        step=step,
        text=approval.text,
        approval_id=approval.id,
        kind=approval.kind,
        by=one_line(decider.full_name) if decider else "",
        at=approval.decided_at or approval.submitted_at,
        reason=approval.reason or _code(intents),
        seconds=_seconds(intents),
        out=sum(one.state is IntentState.PUBLISHED for one in intents),
        total=len(intents),
        may_withdraw=_may_withdraw(desk, case, step, is_mine=is_mine),
        may_decide=step == "waiting"
        and not is_mine
        and desk.who.can(Permission.APPROVE, case.page_id),
    )


def _step(
    desk: Desk, case: Case, approval: Approval, intents: Sequence[PublishIntent]
) -> ReplyStep | None:
    if approval.state is ApprovalState.WAITING:
        return "waiting"
    if approval.state is ApprovalState.RETURNED:
        return "returned" if case.status is CaseStatus.RETURNED else None
    step = _step_at_network(desk, case, intents)
    if case.closed_at is not None:
        return step if step == "published" else None
    if step is None and approval.state is ApprovalState.APPROVED:
        return "by_hand"
    return step or ("void" if case.status is CaseStatus.DRAFTING else None)


def _step_at_network(desk: Desk, case: Case, intents: Sequence[PublishIntent]) -> ReplyStep | None:
    states = {one.state for one in intents}
    step = next((step for state, step in _FIRST if state in states), None)
    if step == "leaving" and is_held(desk.who.agency_id, desk.session, case.page_id):
        return "held"
    return step


def _may_withdraw(desk: Desk, case: Case, step: ReplyStep, *, is_mine: bool) -> bool:
    if step == "waiting":
        return is_mine
    return step in {"leaving", "held"} and desk.who.can(Permission.DRAFT, case.page_id)


def _seconds(intents: Sequence[PublishIntent]) -> int:
    """Until the first of them leaves."""
    waiting = [one.not_before for one in intents if one.state is IntentState.QUEUED]
    if not waiting:
        return 0
    return max(0, int((min(waiting) - datetime.now(UTC)).total_seconds()))


def _code(intents: Sequence[PublishIntent]) -> str:
    return next((one.error_code for one in intents if one.error_code), "")
