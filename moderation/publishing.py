"""What was approved goes to the network, once.

An act is a row before anything is sent; each call is a row before its first byte leaves. What
comes back unknown, or never comes back because its worker died, is not sent again: the page's own
words, seen at the source, tell what became of it, and where they do not, a person decides.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from moderation.clock import agency_calendar
from moderation.errors import ConflictError
from moderation.events import record
from moderation.models import Approval, Comment, Page, PublishAttempt, PublishIntent
from moderation.policy import Permission, Who, machine
from moderation.queries import cases as case_queries
from moderation.queries import replies as queries
from moderation.queries.work import lock_page
from moderation.replies import close_as_answered
from moderation.vocabulary import (
    ApprovalState,
    CaseStatus,
    EventKind,
    IntentState,
    PublishKind,
    PublishOutcome,
)

__all__ = [
    "UNDO_SECONDS",
    "Order",
    "Told",
    "begin",
    "cancel",
    "finish",
    "give_up",
    "queue_reply",
    "settle_by_own_words",
]

UNDO_SECONDS = 60
"""How long an approved reply waits, so that a second thought costs nothing."""

MAX_CALLS = 8
_LEASE = timedelta(seconds=120)
_RECONCILE_AFTER = timedelta(seconds=10)
_GIVE_UP_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Order:
    """One call to make, committed before it is made."""

    intent_id: int
    token: UUID
    page: Page
    kind: PublishKind
    comment_external_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a call came to. `retry_after` is given where the network asks to wait."""

    outcome: PublishOutcome
    remote_id: str | None = None
    code: str | None = None
    may_retry: bool = False
    retry_after: timedelta | None = None


def queue_reply(session: Session, who: Who, approval: Approval) -> list[PublishIntent]:
    """Ask for the approved reply to be posted under every comment of the case, after a wait."""
    not_before = datetime.now(UTC) + timedelta(seconds=UNDO_SECONDS)
    intents = [
        PublishIntent(
            agency_id=who.agency_id,
            case_id=approval.case_id,
            comment_id=comment.id,
            page_id=comment.page_id,
            approval_id=approval.id,
            kind=approval.kind,
            text=approval.text,
            content_sha256=approval.content_sha256,
            not_before=not_before,
        )
        for comment in queries.comments_to_answer(who.agency_id, session, approval.case_id)
    ]
    session.add_all(intents)
    session.flush()
    return intents


def cancel(session: Session, who: Who, case_id: int) -> int:
    """Take back what has not left yet; ConflictError where everything has."""
    case = case_queries.case_for_update(who.agency_id, session, case_id)
    if case is None:
        raise ConflictError("Không tìm thấy vụ việc này.")
    who.require(Permission.DRAFT, case.page_id)
    intents = queries.intents_of_case(who.agency_id, session, case_id)
    queued = [intent for intent in intents if intent.state is IntentState.QUEUED]
    if not queued:
        raise ConflictError("Câu trả lời đã được gửi đi nên không hủy được nữa.")
    for intent in queued:
        intent.state = IntentState.CANCELLED
        intent.finished_at = datetime.now(UTC)
    if len(queued) == len(intents):
        approval = queries.live_approval(who.agency_id, session, case_id)
        if approval is not None:
            approval.state = ApprovalState.VOID
        case.status = CaseStatus.DRAFTING
    record(session, who, EventKind.APPROVAL_WITHDRAWN, case_id=case_id, cancelled=len(queued))
    return len(queued)


def begin(agency_id: int, session: Session, ids: Sequence[int], *, now: datetime) -> list[Order]:
    """Take acts that are due and write their calls down; commit before the first byte leaves.

    One that is found half-way, its worker gone, becomes unknown. One whose approval fell or whose
    comment changed is cancelled.
    """
    orders = []
    for intent, comment, page in queries.due_intents(agency_id, session, ids, now=now):
        if intent.state is IntentState.SENDING:
            if intent.lease_until is not None and intent.lease_until < now:
                _became_unknown(session, intent, "worker_lost", now)
            continue
        if not _still_approved(session, intent, comment):
            intent.state, intent.finished_at = IntentState.CANCELLED, now
            continue
        token = uuid4()
        intent.state = IntentState.SENDING
        intent.attempts += 1
        intent.lease_token, intent.lease_until = token, now + _LEASE
        session.add(
            PublishAttempt(agency_id=agency_id, intent_id=intent.id, number=intent.attempts)
        )
        orders.append(Order(intent.id, token, page, intent.kind, comment.external_id, intent.text))
    session.flush()
    return orders


def finish(agency_id: int, session: Session, order: Order, told: Told, *, now: datetime) -> bool:
    """Write down what a call came to; False where the claim was lost in the meantime."""
    intent = queries.leased_intent(agency_id, session, order.intent_id, order.token)
    if intent is None:
        return False
    attempt = queries.open_attempt(agency_id, session, intent.id)
    if attempt is not None:
        attempt.outcome, attempt.ended_at = told.outcome, now
        attempt.platform_code, attempt.remote_id = told.code, told.remote_id
    match told.outcome:
        case PublishOutcome.PUBLISHED:
            _became_published(session, intent, told.remote_id, now)
        case PublishOutcome.UNKNOWN:
            _became_unknown(session, intent, told.code or "unknown", now)
        case PublishOutcome.REFUSED:
            _became_refused(session, intent, told, now)
    return True


def settle_by_own_words(agency_id: int, session: Session, own: Sequence[Comment]) -> None:
    """The page's own words were seen at their source: they close the acts that wrote them."""
    by_parent = {comment.parent_external_id: comment for comment in own}
    parents = [parent for parent in by_parent if parent is not None]
    if not parents:
        return
    page_id = own[0].page_id
    for intent, parent in queries.open_intents_below(agency_id, session, page_id, parents):
        seen = by_parent[parent]
        same = _same_words(seen.text or "", intent.text)
        if intent.kind is PublishKind.REPLY and (same or seen.external_id == intent.remote_id):
            _became_published(session, intent, seen.external_id, seen.posted_at)


def give_up(session: Session, intent: PublishIntent, *, now: datetime) -> bool:
    """After a quarter of an hour unseen on a listing that is alive, it was not published.

    The reply is not sent again by itself: a person looks, and may ask for it anew.
    """
    if intent.state is not IntentState.UNKNOWN or now - intent.created_at < _GIVE_UP_AFTER:
        return False
    intent.state, intent.finished_at = IntentState.NOT_PUBLISHED, now
    _return_case(session, intent)
    return True


def _still_approved(session: Session, intent: PublishIntent, comment: Comment) -> bool:
    if comment.deleted_at is not None:
        return False
    if intent.approval_id is None:
        return True
    approval = session.get_one(Approval, (intent.agency_id, intent.approval_id))
    return (
        approval.state is ApprovalState.APPROVED
        and approval.content_sha256 == intent.content_sha256
        and approval.text == intent.text
    )


def _became_published(
    session: Session, intent: PublishIntent, remote_id: str | None, at: datetime
) -> None:
    intent.state, intent.remote_id, intent.finished_at = IntentState.PUBLISHED, remote_id, at
    intent.lease_token = intent.lease_until = intent.error_code = None
    attempt = queries.open_attempt(intent.agency_id, session, intent.id)
    if attempt is not None:
        attempt.outcome, attempt.ended_at, attempt.remote_id = (
            PublishOutcome.PUBLISHED,
            at,
            remote_id,
        )
    who = machine(intent.agency_id)
    record(
        session,
        who,
        EventKind.PUBLISHED,
        case_id=intent.case_id,
        comment_id=intent.comment_id,
        intent_id=intent.id,
    )
    session.flush()
    _close_when_all_is_out(session, intent, at)


def _close_when_all_is_out(session: Session, intent: PublishIntent, at: datetime) -> None:
    """The clock stops at the first reply; the case closes with the last."""
    lock_page(intent.agency_id, session, intent.page_id)
    case = case_queries.case_for_update(intent.agency_id, session, intent.case_id)
    if case is None or case.closed_at is not None:
        return
    calendar = agency_calendar(intent.agency_id, session)
    if case.first_response_at is None:
        case.first_response_at = at
        case.response_minutes = calendar.working_minutes_between(min(case.opened_at, at), at)
    open_states = {IntentState.QUEUED, IntentState.SENDING, IntentState.UNKNOWN}
    intents = queries.intents_of_case(intent.agency_id, session, intent.case_id)
    if not any(each.state in open_states for each in intents):
        close_as_answered(case, at, calendar=calendar)
        approval = queries.live_approval(intent.agency_id, session, intent.case_id)
        if approval is not None:
            approval.state = ApprovalState.DONE


def _became_unknown(session: Session, intent: PublishIntent, code: str, now: datetime) -> None:
    intent.state, intent.error_code = IntentState.UNKNOWN, code
    intent.lease_token = intent.lease_until = None
    intent.not_before = now + _RECONCILE_AFTER
    attempt = queries.open_attempt(intent.agency_id, session, intent.id)
    if attempt is not None:
        attempt.outcome, attempt.ended_at = PublishOutcome.UNKNOWN, now
    record(
        session,
        machine(intent.agency_id),
        EventKind.PUBLISH_UNKNOWN,
        case_id=intent.case_id,
        intent_id=intent.id,
    )


def _became_refused(session: Session, intent: PublishIntent, told: Told, now: datetime) -> None:
    intent.error_code = told.code
    intent.lease_token = intent.lease_until = None
    if told.may_retry and intent.attempts < MAX_CALLS:
        wait = told.retry_after or timedelta(seconds=5 * 3 ** (intent.attempts - 1))
        intent.state, intent.not_before = IntentState.QUEUED, now + min(wait, timedelta(hours=1))
        return
    intent.state, intent.finished_at = IntentState.REFUSED, now
    _return_case(session, intent)


def _return_case(session: Session, intent: PublishIntent) -> None:
    case = case_queries.case_for_update(intent.agency_id, session, intent.case_id)
    if case is not None and case.closed_at is None:
        case.status = CaseStatus.RETURNED
    approval = queries.live_approval(intent.agency_id, session, intent.case_id)
    if approval is not None:
        approval.state = ApprovalState.VOID
    record(
        session,
        machine(intent.agency_id),
        EventKind.PUBLISH_REFUSED,
        case_id=intent.case_id,
        intent_id=intent.id,
        code=intent.error_code or "",
    )


def _same_words(seen: str, sent: str) -> bool:
    """The same text, whatever the network did to its white space and composition."""
    return _digest(seen) == _digest(sent)


def _digest(text: str) -> bytes:
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode()).digest()
