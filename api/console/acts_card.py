"""Hiding and showing again, on a case's card: what is under way, what stands, what is offered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from api.console.criticism_card import letter_of, proposed_of, reviews_of
from api.console.sight import sight_of
from api.console.words import one_line, say_in
from api.event_values import VALUES_VI
from api.security import Desk
from api.view_models.acts import ActLine, ActStep, CaseActs, HiddenNote, HideOffer
from moderation.models import Case, PublishIntent
from moderation.policy import Permission
from moderation.queries import hidings as queries
from moderation.queries.beside import Beside
from moderation.queries.cases import CaseSummary
from moderation.queries.replies import acts_of_case
from moderation.replies.connections import can_publish, is_held
from moderation.replies.criticism import sign_of
from moderation.replies.hiding import reasons_for
from moderation.vocabulary import IntentState, PublishKind, VoidReason
from platforms import CAPABILITIES

__all__ = ["acts_of"]

_KINDS = (PublishKind.HIDE, PublishKind.UNHIDE)
_STEPS: tuple[tuple[IntentState, ActStep], ...] = (
    (IntentState.UNKNOWN, "unknown"),
    (IntentState.SENDING, "sending"),
    (IntentState.QUEUED, "leaving"),
    (IntentState.REFUSED, "refused"),
    (IntentState.NOT_PUBLISHED, "not_published"),
)

_DECIDED_ANEW = frozenset({VoidReason.COMMENT_CHANGED, VoidReason.RELABELLED})
"""What leaves a comment on the page that somebody wanted hidden: a person decides anew."""


def acts_of(desk: Desk, found: CaseSummary, has: Beside) -> CaseActs:
    """What the card says beside the reply."""
    case = found.case
    acts = acts_of_case(desk.who.agency_id, desk.session, case.id) if has.acts else []
    lines = (_line(desk, case, [act for act in acts if act.kind is kind]) for kind in _KINDS)
    told = tuple(line for line in lines if line is not None)
    return CaseActs(
        lines=told,
        offer=None if has.proposed else _offer(desk, found),
        hidden=_hidden(desk, case) if has.hidden else None,
        proposed=proposed_of(desk, case) if has.proposed else None,
        reviews=reviews_of(desk, case) if has.reviews else (),
    )


def _line(desk: Desk, case: Case, acts: Sequence[PublishIntent]) -> ActLine | None:
    """The newest acts of a kind, asked for together; None once they are done or were taken back."""
    if not acts:
        return None
    newest = [act for act in acts if act.created_at == acts[-1].created_at]
    states = {act.state for act in newest}
    step = next((step for state, step in _STEPS if state in states), None)
    if step is None:
        return _void_line(desk, newest)
    may_hide = desk.who.can(Permission.HIDE, case.page_id)
    waiting = [act for act in newest if act.state is IntentState.QUEUED]
    if step == "leaving" and is_held(desk.who.agency_id, desk.session, case.page_id):
        step = "held"
    return ActLine(
        kind=newest[0].kind,
        step=step,
        count=len(newest),
        seconds=_seconds(waiting),
        code=next((act.error_code for act in newest if act.error_code), ""),
        may_take_back=may_hide and bool(waiting) and not any(act.attempts for act in waiting),
        may_settle=may_hide and step == "unknown",
    )


def _void_line(desk: Desk, acts: Sequence[PublishIntent]) -> ActLine | None:
    """Acts that the machine let go: the words or the label are not those that were decided on."""
    void = [
        act
        for act in acts
        if act.state is IntentState.CANCELLED and act.error_code in _DECIDED_ANEW
    ]
    if not void:
        return None
    because = VALUES_VI["because"][void[-1].error_code or ""]
    return ActLine(void[0].kind, "void", len(void), because=say_in(desk.locale)(because))


def _offer(desk: Desk, found: CaseSummary) -> HideOffer | None:
    """Nothing where the network can't, the person may not, or the words are protected."""
    case = found.case
    reasons = reasons_for(case)
    is_able = PublishKind.HIDE in CAPABILITIES[found.page.platform].acts
    if (
        not reasons
        or not is_able
        or found.comment.hidden_at is not None
        or not desk.who.can(Permission.HIDE, case.page_id)
        or not can_publish(desk.who.agency_id, desk.session, case.page_id)
    ):
        return None
    shown = queries.shown_comments(desk.who.agency_id, desk.session, case.id)
    sight = sight_of(desk, found, [found.comment])
    author = sight.name(found.comment, say_in(desk.locale))
    if not shown:
        return None
    signs = (sign_of(desk.session, case, shown, reason) for reason in reasons)
    return HideOffer(reasons, author, len(shown), needs_second=any(signs))


def _hidden(desk: Desk, case: Case) -> HiddenNote | None:
    hidden = queries.hidden_comments(desk.who.agency_id, desk.session, case.id)
    if not hidden:
        return None
    ids = {comment.id for comment in hidden}
    asked = queries.hidings_of_case(desk.who.agency_id, desk.session, case.id)
    last = next((one for one in asked if one.comment.id in ids), None)
    may = desk.who.can(Permission.REVIEW_HIDDEN, case.page_id)
    at = max(comment.hidden_at or datetime.now(UTC) for comment in hidden)
    if last is None:
        return HiddenNote(at, len(hidden), may_review=may)
    return HiddenNote(
        at,
        len(hidden),
        by=one_line(last.hidden_by),
        reason=last.hiding.reason,
        note=last.hiding.note,
        upheld_by=one_line(last.reviewed_by or ""),
        may_review=may and last.hiding.hidden_by != desk.who.person_id,
        letter=letter_of(desk, last.hiding),
    )


def _seconds(waiting: Sequence[PublishIntent]) -> int:
    if not waiting:
        return 0
    first = min(act.not_before for act in waiting)
    return max(0, int((first - datetime.now(UTC)).total_seconds()))
