"""What an act at a network came to, carried into the act, its case and its approval."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.casework.answers import close_as_answered, first_answered
from moderation.events import record
from moderation.models import PublishIntent
from moderation.policy import Who, machine
from moderation.queries import cases as case_queries
from moderation.queries import replies as queries
from moderation.queries.work import lock_page
from moderation.timing.clock import agency_calendar, pauses_of
from moderation.vocabulary import (
    ApprovalState,
    CaseStatus,
    EventKind,
    IntentState,
    PublishOutcome,
)

__all__ = [
    "MAX_CALLS",
    "RECONCILE_AFTER",
    "became_not_published",
    "became_published",
    "became_refused",
    "became_unknown",
]

MAX_CALLS = 8

RECONCILE_AFTER = timedelta(seconds=10)
"""How long a network gets to show what it took, before it is asked."""

_LONGEST_WAIT = timedelta(hours=1)
_OPEN = frozenset({IntentState.QUEUED, IntentState.SENDING, IntentState.UNKNOWN})


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
    record(
        session,
        who or machine(intent.agency_id),
        EventKind.PUBLISHED,
        case_id=intent.case_id,
        comment_id=intent.comment_id,
        intent_id=intent.id,
        seen=seen,
    )
    session.flush()
    _close_when_all_is_out(session, intent, at)


def became_unknown(session: Session, intent: PublishIntent, code: str, now: datetime) -> None:
    """Nobody can say; the network is asked what it shows before anything else happens."""
    intent.state, intent.error_code = IntentState.UNKNOWN, code
    intent.lease_token = intent.lease_until = None
    intent.unknown_at, intent.looks = now, 0
    intent.not_before = now + RECONCILE_AFTER
    _end_attempt(session, intent, PublishOutcome.UNKNOWN, now, None)
    record(
        session,
        machine(intent.agency_id),
        EventKind.PUBLISH_UNKNOWN,
        case_id=intent.case_id,
        intent_id=intent.id,
    )


def became_refused(
    session: Session,
    intent: PublishIntent,
    code: str | None,
    now: datetime,
    *,
    may_retry: bool,
    retry_after: timedelta | None,
) -> None:
    """Surely not done: tried again later where that may help, else back to the author."""
    intent.error_code = code
    intent.lease_token = intent.lease_until = None
    if may_retry and intent.attempts < MAX_CALLS:
        wait = retry_after or timedelta(seconds=5 * 3 ** (intent.attempts - 1))
        intent.state, intent.not_before = IntentState.QUEUED, now + min(wait, _LONGEST_WAIT)
        return
    intent.state, intent.finished_at = IntentState.REFUSED, now
    _return_case(session, intent)


def became_not_published(
    session: Session, intent: PublishIntent, now: datetime, *, who: Who | None = None
) -> None:
    """It is not there; only a person sends it again."""
    intent.state, intent.finished_at = IntentState.NOT_PUBLISHED, now
    _return_case(session, intent, who=who)


def _end_attempt(
    session: Session,
    intent: PublishIntent,
    outcome: PublishOutcome,
    at: datetime,
    remote_id: str | None,
) -> None:
    attempt = queries.open_attempt(intent.agency_id, session, intent.id)
    if attempt is not None:
        attempt.outcome, attempt.ended_at, attempt.remote_id = outcome, at, remote_id


def _close_when_all_is_out(session: Session, intent: PublishIntent, at: datetime) -> None:
    """The clock stops at the first reply; the case closes with the last."""
    lock_page(intent.agency_id, session, intent.page_id)
    case = case_queries.case_for_update(intent.agency_id, session, intent.case_id)
    if case is None or case.closed_at is not None:
        return
    calendar = agency_calendar(intent.agency_id, session, page_id=intent.page_id)
    pauses = pauses_of(session, case)
    first_answered(case, at, calendar=calendar, pauses=pauses)
    intents = queries.intents_of_case(intent.agency_id, session, intent.case_id)
    if not any(each.state in _OPEN for each in intents):
        close_as_answered(case, at, calendar=calendar, pauses=pauses)
        approval = queries.live_approval(intent.agency_id, session, intent.case_id)
        if approval is not None:
            approval.state = ApprovalState.DONE


def _return_case(session: Session, intent: PublishIntent, *, who: Who | None = None) -> None:
    case = case_queries.case_for_update(intent.agency_id, session, intent.case_id)
    if case is not None and case.closed_at is None:
        case.status = CaseStatus.RETURNED
    approval = queries.live_approval(intent.agency_id, session, intent.case_id)
    if approval is not None:
        approval.state = ApprovalState.VOID
    record(
        session,
        who or machine(intent.agency_id),
        EventKind.PUBLISH_REFUSED,
        case_id=intent.case_id,
        intent_id=intent.id,
        code=intent.error_code or "",
    )
