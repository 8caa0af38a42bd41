"""What was approved becomes acts asked of the network, each with a time to take it back.

An act is a row before anything is sent; `moderation.replies.publishing` makes the calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from sqlalchemy.orm import Session

from moderation.errors import ConflictError
from moderation.events import record
from moderation.models import Approval, Case, Comment, PublishIntent
from moderation.policy import Permission, Who
from moderation.queries import answering
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.queries import replies as queries
from moderation.queries.under_way import UNDER_WAY, acts_about
from moderation.queries.work import clock
from moderation.replies import connections
from moderation.replies.once import targets
from moderation.vocabulary import (
    ANSWERS,
    ApprovalState,
    CaseStatus,
    EventKind,
    IntentState,
    PublishKind,
)

__all__ = [
    "UNDO_SECONDS",
    "Wanted",
    "cancel",
    "queue",
    "queue_answer",
    "queue_correction",
    "refuse_twice",
]

UNDO_SECONDS = 60
"""How long an act waits after the yes to it, so that a second thought costs nothing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act to ask for. What is no answer names its target: the comment, or our own reply."""

    comment: Comment
    kind: PublishKind
    text: str = ""
    target_external_id: str | None = None


def queue_answer(session: Session, who: Who, approval: Approval) -> list[PublishIntent]:
    """Ask for the approved answer to go to every comment of the case that has none.

    One after another, each as far from the last as the page's pace asks; once below a post where
    the page answers so.
    """
    places = targets(who.agency_id, session, approval.case_id, approval.kind)
    intents = queue(
        session,
        who,
        [Wanted(place.comment, approval.kind, approval.text) for place in places],
        case_id=approval.case_id,
        approval=approval,
    )
    for intent, place in zip(intents, places, strict=True):
        answering.cover(who.agency_id, session, intent.id, [one.id for one in place.others])
    session.flush()
    return intents


def queue_correction(session: Session, who: Who, approval: Approval) -> list[PublishIntent]:
    """Ask for the replies that went out by an earlier approval to be edited, or taken away."""
    replies = answering.standing_replies(who.agency_id, session, approval.case_id)
    wanted = [
        Wanted(
            session.get_one(Comment, (who.agency_id, reply.comment_id)),
            approval.kind,
            approval.text if approval.kind is PublishKind.EDIT else "",
            target_external_id=reply.remote_id,
        )
        for reply in replies
        if reply.remote_id and reply.approval_id == approval.corrects_id
    ]
    if not wanted or not connections.can_publish(who.agency_id, session, wanted[0].comment.page_id):
        raise ConflictError(
            "Câu trả lời không còn trên trang, hoặc trang đã ngắt kết nối; chưa gửi gì. Hãy tải "
            "lại vụ và xem mục Trang."
        )
    return queue(session, who, wanted, case_id=approval.case_id, approval=approval)


def queue(
    session: Session,
    who: Who,
    wanted: Sequence[Wanted],
    *,
    case_id: int,
    approval: Approval | None = None,
) -> list[PublishIntent]:
    """Ask for acts, each after the time in which it can be taken back.

    ConflictError where one like it may still be done, or may stand already.
    """
    for kind in {one.kind for one in wanted}:
        about = [one.comment.id for one in wanted if one.kind is kind]
        refuse_twice(acts_about(who.agency_id, session, about, _rivals(kind)))
    begins = clock(session) + timedelta(seconds=UNDO_SECONDS)
    pace = connections.pace_of(who.agency_id, session, wanted[0].comment.page_id) if wanted else 0
    intents = [
        PublishIntent(
            agency_id=who.agency_id,
            case_id=case_id,
            comment_id=one.comment.id,
            page_id=one.comment.page_id,
            approval_id=approval.id if approval else None,
            asked_by=who.person_id,
            kind=one.kind,
            target_external_id=one.target_external_id,
            text=one.text,
            content_sha256=approval.content_sha256 if approval else b"",
            not_before=begins + timedelta(seconds=pace * number),
        )
        for number, one in enumerate(wanted)
    ]
    session.add_all(intents)
    session.flush()
    return intents


def _rivals(kind: PublishKind) -> frozenset[PublishKind]:
    """What may not be under way beside it: a citizen gets one answer, public or private."""
    return frozenset(ANSWERS if kind in ANSWERS else {kind})


def refuse_twice(acts: Sequence[PublishIntent]) -> None:
    """ConflictError, with what to do, where any of these acts is under way."""
    if not acts:
        return
    if any(one.state is IntentState.UNKNOWN for one in acts):
        raise ConflictError(
            "Lần trước gửi tới mạng xã hội chưa rõ kết quả nên chưa gửi thêm, để tránh làm hai "
            "lần. Chưa có gì thay đổi; hãy xem trên trang rồi ghi kết quả trong vụ, sau đó làm lại."
        )
    raise ConflictError(
        "Lệnh trước gửi tới mạng xã hội chưa xong nên chưa gửi thêm, để tránh làm hai lần. "
        "Chưa có gì thay đổi; hãy chờ lệnh trước xong, hoặc hủy nó, rồi làm lại."
    )


def cancel(
    session: Session,
    who: Who,
    case_id: int,
    kinds: AbstractSet[PublishKind] = ANSWERS,
    *,
    needs: Permission = Permission.DRAFT,
) -> int:
    """Take back what has not left yet of these acts; ConflictError where everything has.

    An answer that was refused and waits for another try was surely not given; of the other acts,
    which are tried again after anything, nobody knows that.
    """
    case = case_queries.case_for_update(who.agency_id, session, case_id)
    if case is None:
        raise ConflictError(
            "Không tìm thấy vụ việc này; chưa có gì thay đổi. Hãy tìm theo số vụ, hoặc mở lại từ "
            "hàng đợi."
        )
    who.require(needs, case.page_id)
    acts = [
        intent
        for intent in queries.intents_of_case(who.agency_id, session, case_id)
        if intent.kind in kinds
    ]
    live = [intent for intent in acts if intent.state is not IntentState.CANCELLED]
    queued = [intent for intent in live if intent.state is IntentState.QUEUED]
    if not queued or any(intent.attempts and intent.kind not in ANSWERS for intent in queued):
        _refuse_late(acts)
    for intent in queued:
        intent.state = IntentState.CANCELLED
        intent.finished_at = datetime.now(UTC)
    if queued[0].approval_id is None:
        record(session, who, EventKind.ACT_CANCELLED, case_id=case_id, act=queued[0].kind.value)
        return len(queued)
    _take_approval_back(session, who, case, queued, live)
    record(session, who, EventKind.APPROVAL_WITHDRAWN, case_id=case_id, cancelled=len(queued))
    return len(queued)


def _refuse_late(acts: Sequence[PublishIntent]) -> NoReturn:
    """ConflictError: what was asked for last is cancelled already, or has left, and then what."""
    last = [one for one in acts if one.created_at == acts[-1].created_at]
    if all(one.state is IntentState.CANCELLED for one in last):
        raise ConflictError(
            "Lệnh này đã được hủy trước đó, chưa gửi gì tới mạng xã hội. Hãy tải lại vụ."
        )
    if last[0].kind is PublishKind.HIDE:
        raise ConflictError(
            "Lệnh ẩn này đã được gửi tới mạng xã hội nên không hủy được nữa. Khi lệnh xong, có "
            "thể cho bình luận hiện lại."
        )
    if last[0].kind is PublishKind.UNHIDE:
        raise ConflictError(
            "Lệnh cho hiện lại này đã được gửi tới mạng xã hội nên không hủy được nữa. Khi lệnh "
            "xong, có thể ẩn lại bình luận."
        )
    raise ConflictError(
        "Lệnh này đã được gửi tới mạng xã hội nên không hủy được nữa. Muốn đổi, hãy trình sửa "
        "hoặc gỡ câu trả lời."
    )


def _take_approval_back(
    session: Session,
    who: Who,
    case: Case,
    queued: Sequence[PublishIntent],
    live: Sequence[PublishIntent],
) -> None:
    """Where nothing of an approval has left, it is void; its words are a draft again.

    Where a part was published and nothing is on its way any more, the approval is done: whoever
    has no reply yet waits in the open case.
    """
    approval_id = queued[0].approval_id
    others = {one.state for one in live if one.approval_id == approval_id and one not in queued}
    if others & UNDER_WAY:
        return
    is_out = IntentState.PUBLISHED in others
    approval = approval_queries.live_approval(who.agency_id, session, case.id)
    if approval is not None and approval.id == approval_id:
        approval.state = ApprovalState.DONE if is_out else ApprovalState.VOID
    if case.closed_at is None:
        case.status = CaseStatus.OPEN if is_out else CaseStatus.DRAFTING
