"""What an act at a network came to, carried into the act, its case, comment and approval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from moderation.casework.answers import close_as_answered, first_answered
from moderation.casework.reopening import reopen_unanswered
from moderation.events import record
from moderation.models import Case, Comment, PublishIntent
from moderation.policy import Who, machine
from moderation.queries import answering, attempts
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.queries import replies as queries
from moderation.queries.escalation import tell_of_case
from moderation.queries.hidings import hiding_of_act
from moderation.queries.intake import comments_by_external_id
from moderation.queries.work import lock_page
from moderation.replies.approvals import void
from moderation.timing.clock import agency_calendar, pauses_of
from moderation.vocabulary import (
    ANSWERS,
    ApprovalState,
    CaseNews,
    CaseStatus,
    EventKind,
    IntentState,
    PublishKind,
    PublishOutcome,
    VoidReason,
)

__all__ = [
    "GONE",
    "MAX_CALLS",
    "RECONCILE_AFTER",
    "became_cancelled",
    "became_not_published",
    "became_published",
    "became_refused",
    "became_unknown",
    "reply_gone",
]

MAX_CALLS = 8

RECONCILE_AFTER = timedelta(seconds=10)
"""How long a network gets to show what it took, before it is asked."""

GONE = "gone"
"""The network's word that what was to be acted on is not there any more."""

_LONGEST_WAIT = timedelta(hours=1)
_OPEN = frozenset({IntentState.QUEUED, IntentState.SENDING, IntentState.UNKNOWN})

# Once or often, these leave the page in the same state, so that they may be sent again.
_REPEATABLE = frozenset(
    {PublishKind.HIDE, PublishKind.UNHIDE, PublishKind.EDIT, PublishKind.DELETE}
)


def became_published(
    session: Session,
    intent: PublishIntent,
    remote_id: str | None,
    at: datetime,
    *,
    who: Who | None = None,
    seen: int = 1,
) -> None:
    """It stands at the network; `seen` counts how often, for a person to mend if it is twice."""
    intent.state, intent.remote_id, intent.finished_at = IntentState.PUBLISHED, remote_id, at
    intent.lease_token = intent.lease_until = intent.error_code = None
    _end_attempt(session, intent, PublishOutcome.PUBLISHED, at, remote_id)
    _note(session, intent, EventKind.PUBLISHED, who=who, seen=seen)
    session.flush()
    match intent.kind:
        case PublishKind.REPLY | PublishKind.PRIVATE_REPLY:
            _close_when_all_is_out(session, intent, at)
        case PublishKind.HIDE | PublishKind.UNHIDE:
            comment = session.get_one(Comment, (intent.agency_id, intent.comment_id))
            comment.hidden_at = at if intent.kind is PublishKind.HIDE else None
        case PublishKind.EDIT | PublishKind.DELETE:
            _corrected(session, intent, at)


def became_unknown(session: Session, intent: PublishIntent, code: str, now: datetime) -> None:
    """Nobody can say. The network is asked what it shows before anything else happens.

    An act that may be done twice with no harm is simply done again.
    """
    intent.lease_token = intent.lease_until = None
    intent.error_code, intent.not_before = code, now + RECONCILE_AFTER
    _end_attempt(session, intent, PublishOutcome.UNKNOWN, now, None)
    if intent.kind in _REPEATABLE and intent.attempts < MAX_CALLS:
        intent.state = IntentState.QUEUED
        return
    _left_unknown(session, intent, now)


def became_refused(
    session: Session,
    intent: PublishIntent,
    code: str | None,
    now: datetime,
    *,
    may_retry: bool,
    retry_after: timedelta | None,
) -> None:
    """Surely not done: tried again later where that may help, else back to the author.

    To withdraw what is gone already is done; a comment of several that is gone stops no other.
    """
    intent.error_code = code
    intent.lease_token = intent.lease_until = None
    if code == GONE and intent.kind is PublishKind.DELETE:
        became_published(session, intent, None, now)
        return
    if may_retry and intent.attempts < MAX_CALLS:
        wait = retry_after or timedelta(seconds=5 * 3 ** (intent.attempts - 1))
        intent.state, intent.not_before = IntentState.QUEUED, now + min(wait, _LONGEST_WAIT)
        return
    intent.state, intent.finished_at = IntentState.REFUSED, now
    session.flush()
    if code == GONE and intent.kind in ANSWERS and _has_others(session, intent):
        _note(session, intent, EventKind.PUBLISH_REFUSED, code=code)
        _close_when_all_is_out(session, intent, now)
        return
    _give_back(session, intent)


def became_cancelled(
    session: Session, intent: PublishIntent, because: VoidReason, now: datetime
) -> None:
    """It is not sent, since it holds no more; the case says why, and who ordered a hiding is told.

    One that may have been done by an earlier call is unknown all the same: a person looks. The
    last act of an approval settles it: done where a part was published, which answers the case as
    if that were all of it, else void, and an answer is a draft again. A closed case is left to
    whoever opens it again.
    """
    intent.error_code = because.value
    _note(session, intent, EventKind.ACT_CANCELLED, because=because.value)
    if because is not VoidReason.COMMENT_DELETED and _may_be_done(session, intent):
        _left_unknown(session, intent, now)
    else:
        intent.state, intent.finished_at = IntentState.CANCELLED, now
    session.flush()
    if intent.kind is PublishKind.HIDE:
        _tell_who_hid(session, intent)
    case = _locked_case(session, intent)
    approval = approval_queries.live_approval(intent.agency_id, session, intent.case_id)
    together = _together(session, intent)
    is_last = not any(one.state in _OPEN for one in together)
    if approval is None or approval.id != intent.approval_id or not is_last:
        return
    is_out = any(one.state is IntentState.PUBLISHED for one in together)
    is_answer = intent.kind in ANSWERS
    if is_out and is_answer:
        _close_when_all_is_out(session, intent, now)
    elif is_out:
        _approval_done(session, intent)
    elif not is_answer:
        void(session, machine(intent.agency_id), approval, because)
    elif case is not None and case.closed_at is None:
        void(session, machine(intent.agency_id), approval, because)
        case.status = CaseStatus.DRAFTING


def became_not_published(
    session: Session, intent: PublishIntent, now: datetime, *, who: Who | None = None
) -> None:
    """It is not there; only a person sends it again."""
    intent.state, intent.finished_at = IntentState.NOT_PUBLISHED, now
    _give_back(session, intent, who=who)


def reply_gone(
    agency_id: int, session: Session, page_id: int, remote_ids: Sequence[str], at: datetime
) -> None:
    """Replies of ours were taken away, by us or on the page itself.

    A case that is left without any, though its citizen still waits, opens again.
    """
    replies = queries.published_as(agency_id, session, page_id, remote_ids)
    for reply in replies:
        reply.withdrawn_at = reply.withdrawn_at or at
    session.flush()
    for case_id in sorted({reply.case_id for reply in replies}):
        case = case_queries.case_for_update(agency_id, session, case_id)
        waits = answering.comments_to_answer(agency_id, session, case_id)
        if (
            case is not None
            and waits
            and not answering.standing_replies(agency_id, session, case_id)
        ):
            reopen_unanswered(session, case)


def _left_unknown(session: Session, intent: PublishIntent, now: datetime) -> None:
    intent.state, intent.unknown_at, intent.looks = IntentState.UNKNOWN, now, 0
    _note(session, intent, EventKind.PUBLISH_UNKNOWN)


def _may_be_done(session: Session, intent: PublishIntent) -> bool:
    told = attempts.last_outcome(intent.agency_id, session, intent.id)
    return told is PublishOutcome.UNKNOWN


def _tell_who_hid(session: Session, intent: PublishIntent) -> None:
    """Once for all comments that were to be hidden together."""
    hiding = hiding_of_act(intent.agency_id, session, intent.id)
    others = (one for one in _together(session, intent) if one.id != intent.id)
    if hiding is None or any(
        one.created_at == intent.created_at and one.error_code == intent.error_code
        for one in others
    ):
        return
    whom = [one for one in (hiding.hidden_by, hiding.allowed_by) if one is not None]
    tell_of_case(intent.agency_id, session, intent.case_id, CaseNews.HIDE_VOID, to=whom, by=None)


def _end_attempt(
    session: Session,
    intent: PublishIntent,
    outcome: PublishOutcome,
    at: datetime,
    remote_id: str | None,
) -> None:
    attempt = attempts.open_attempt(intent.agency_id, session, intent.id)
    if attempt is not None:
        attempt.outcome, attempt.ended_at, attempt.remote_id = outcome, at, remote_id


def _note(
    session: Session,
    intent: PublishIntent,
    kind: EventKind,
    *,
    who: Who | None = None,
    **data: Any,  # noqa: ANN401 - what an event keeps
) -> None:
    record(
        session,
        who or machine(intent.agency_id),
        kind,
        case_id=intent.case_id,
        comment_id=intent.comment_id,
        intent_id=intent.id,
        act=intent.kind.value,
        **data,
    )


def _has_others(session: Session, intent: PublishIntent) -> bool:
    """Whether the same answer went or still goes to other comments."""
    return any(
        one.id != intent.id and (one.state in _OPEN or one.state is IntentState.PUBLISHED)
        for one in _together(session, intent)
    )


def _together(session: Session, intent: PublishIntent) -> list[PublishIntent]:
    """The acts of one approval, locked."""
    return [
        one
        for one in queries.intents_of_case(intent.agency_id, session, intent.case_id)
        if one.approval_id == intent.approval_id and one.kind is intent.kind
    ]


def _close_when_all_is_out(session: Session, intent: PublishIntent, at: datetime) -> None:
    """The clock stops at the first reply; the case closes with the last.

    A comment that joined the case after the approval is nobody's yet: the case then stays open.
    """
    case = _locked_case(session, intent)
    together = _together(session, intent)
    if any(one.state in _OPEN for one in together):
        if case is not None and case.closed_at is None:
            _first_answered(session, case, at)
        return
    _approval_done(session, intent)
    if case is None or case.closed_at is not None:
        return
    if answering.comments_to_answer(intent.agency_id, session, case.id):
        _first_answered(session, case, at)
        case.status = CaseStatus.OPEN
        return
    calendar = agency_calendar(intent.agency_id, session, page_id=intent.page_id)
    close_as_answered(case, at, calendar=calendar, pauses=pauses_of(session, case))


def _first_answered(session: Session, case: Case, at: datetime) -> None:
    calendar = agency_calendar(case.agency_id, session, page_id=case.page_id)
    first_answered(case, at, calendar=calendar, pauses=pauses_of(session, case))


def _corrected(session: Session, intent: PublishIntent, at: datetime) -> None:
    """A published reply now reads otherwise, or is gone."""
    lock_page(intent.agency_id, session, intent.page_id)
    if not any(one.state in _OPEN for one in _together(session, intent)):
        _approval_done(session, intent)
    if intent.kind is PublishKind.DELETE:
        gone = [intent.target_external_id or ""]
        reply_gone(intent.agency_id, session, intent.page_id, gone, at)
        # The network told of the reply as of any comment; it need not tell of its end.
        for told in comments_by_external_id(
            intent.agency_id, session, intent.page_id, gone
        ).values():
            told.deleted_at = told.deleted_at or at


def _locked_case(session: Session, intent: PublishIntent) -> Case | None:
    lock_page(intent.agency_id, session, intent.page_id)
    return case_queries.case_for_update(intent.agency_id, session, intent.case_id)


def _approval_done(session: Session, intent: PublishIntent) -> None:
    approval = approval_queries.live_approval(intent.agency_id, session, intent.case_id)
    if approval is not None and approval.id == intent.approval_id:
        approval.state = ApprovalState.DONE


def _give_back(session: Session, intent: PublishIntent, *, who: Who | None = None) -> None:
    """People look at it again. An answer's case goes back to its author; other acts leave it."""
    _note(session, intent, EventKind.PUBLISH_REFUSED, who=who, code=intent.error_code or "")
    if intent.approval_id is None:
        return
    case = case_queries.case_for_update(intent.agency_id, session, intent.case_id)
    if intent.kind in ANSWERS and case is not None and case.closed_at is None:
        case.status = CaseStatus.RETURNED
    approval = approval_queries.live_approval(intent.agency_id, session, intent.case_id)
    if approval is not None and approval.id == intent.approval_id:
        approval.state = ApprovalState.VOID
