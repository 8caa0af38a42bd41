"""From approvals and acts at the network to the one step that a case's reply has reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from api.console.words import one_line, say_in, web
from api.security import Desk
from api.view_models.replies import ReplyState, ReplyStep, ReplyTo
from moderation.models import Approval, Case, Comment, Page, PublishIntent
from moderation.policy import Permission
from moderation.queries import answering
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.queries import replies as queries
from moderation.queries.authors import comment_names
from moderation.queries.intake import comments_by_external_id
from moderation.queries.people import find_user
from moderation.replies.approvals import VOID_VI
from moderation.replies.connections import is_held
from moderation.replies.corrections import can_correct
from moderation.vocabulary import ANSWERS, ApprovalState, CaseStatus, IntentState, PublishKind
from platforms import CAPABILITIES

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


def reply_of(desk: Desk, case: Case, page: Page) -> ReplyState | None:
    """How the newest submitted reply of a case stands; None where none was, or it is forgotten."""
    agency_id, session = desk.who.agency_id, desk.session
    found = approval_queries.approvals_of_case(agency_id, session, case.id)
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
    is_mine = approval.submitted_by == desk.who.person_id
    decider = find_user(agency_id, session, approval.decided_by) if approval.decided_by else None
    echoes = _echoes(desk, case, intents)
    standing = _standing(desk, case)
    covers = answering.covered(agency_id, session, [one.id for one in intents])
    acts = CAPABILITIES[page.platform].acts if standing else frozenset()
    return ReplyState(
        step=step,
        text=approval.text,
        approval_id=approval.id,
        kind=approval.kind,
        by=one_line(decider.full_name) if decider else "",
        at=approval.decided_at or approval.submitted_at,
        reason=_reason(desk, approval, intents),
        seconds=_seconds(intents),
        out=sum(1 + len(covers[one.id]) for one in intents if one.state is IntentState.PUBLISHED),
        total=sum(1 + len(covers[one.id]) for one in intents),
        may_withdraw=_may_withdraw(desk, case, step, is_mine=is_mine),
        may_decide=step == "waiting"
        and not is_mine
        and desk.who.can(Permission.APPROVE, case.page_id),
        each=_each(desk, case, intents, covers),
        covered=sum(len(others) for others in covers.values()),
        echoed=len(echoes),
        echoed_at=max((one.received_at for one in echoes), default=None),
        standing=standing,
        may_edit=PublishKind.EDIT in acts,
        may_remove=PublishKind.DELETE in acts,
    )


def _reason(desk: Desk, approval: Approval, intents: Sequence[PublishIntent]) -> str:
    if approval.void_because is not None:
        return say_in(desk.locale)(VOID_VI[approval.void_because])
    return approval.reason or _code(intents)


def _step(
    desk: Desk, case: Case, approval: Approval, intents: Sequence[PublishIntent]
) -> ReplyStep | None:
    is_answer = approval.kind in ANSWERS
    if approval.state is ApprovalState.WAITING:
        return None if is_answer and case.closed_at is not None else "waiting"
    if approval.state is ApprovalState.RETURNED:
        return "returned" if case.status is CaseStatus.RETURNED or not is_answer else None
    step = _step_at_network(desk, case, intents)
    if not is_answer:
        return step
    if case.closed_at is not None:
        return step if step == "published" else None
    if step is None and approval.state is ApprovalState.APPROVED:
        return "by_hand"
    return step or ("void" if case.status is CaseStatus.DRAFTING else None)


def _step_at_network(desk: Desk, case: Case, intents: Sequence[PublishIntent]) -> ReplyStep | None:
    step = _first({one.state for one in intents})
    if step == "leaving" and is_held(desk.who.agency_id, desk.session, case.page_id):
        return "held"
    return step


def _first(states: AbstractSet[IntentState]) -> ReplyStep | None:
    return next((step for state, step in _FIRST if state in states), None)


def _each(
    desk: Desk,
    case: Case,
    intents: Sequence[PublishIntent],
    covers: Mapping[int, Sequence[int]],
) -> tuple[ReplyTo, ...]:
    """Which comment got it, and by whose reply; one comment needs no list."""
    told = [
        (intent, comment_id, comment_id != intent.comment_id)
        for intent in intents
        for comment_id in (intent.comment_id, *covers[intent.id])
    ]
    if len(told) < 2:
        return ()
    comments = {
        one.id: one for one in case_queries.case_comments(desk.who.agency_id, desk.session, case.id)
    }
    say = say_in(desk.locale)
    names = comment_names(desk.who.agency_id, desk.session, comments.values())
    return tuple(
        ReplyTo(
            one_line(names.get(comment.id, "")) or say("Không rõ tên"),
            comment.posted_at,
            _first({intent.state}) or "void",
            intent.finished_at,
            web(comment.permalink),
            is_covered,
        )
        for intent, comment_id, is_covered in told
        if (comment := comments.get(comment_id)) is not None
    )


def _echoes(desk: Desk, case: Case, intents: Sequence[PublishIntent]) -> list[Comment]:
    """Our replies as the network itself told of them."""
    ids = [one.remote_id for one in intents if one.remote_id]
    if not ids:
        return []
    known = comments_by_external_id(desk.who.agency_id, desk.session, case.page_id, ids)
    return [one for one in known.values() if one.is_own and one.deleted_at is None]


def _standing(desk: Desk, case: Case) -> str:
    """What stands on the page and this person may put a correction of before somebody."""
    agency_id, session = desk.who.agency_id, desk.session
    if not desk.who.can(Permission.DRAFT, case.page_id):
        return ""
    if approval_queries.live_approval(agency_id, session, case.id) is not None:
        return ""
    found = can_correct(agency_id, session, case)
    return found.text if found else ""


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
