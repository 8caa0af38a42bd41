"""From a draft to an approved reply: two persons, one exact text.

What is approved is the text, the place it goes to and the words that it answers, all under one
hash. A change of any of them makes the approval void, and somebody has to look again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.casework.cases import lock_for_draft, locked_case
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.events import record
from moderation.models import Approval, Case, Comment, Draft
from moderation.policy import Permission, Who
from moderation.queries import approvals as approval_queries
from moderation.queries import cases as case_queries
from moderation.queries import drafts as drafts_queries
from moderation.queries.authorities import approvers
from moderation.queries.escalation import settle_news, tell_of_case
from moderation.queries.under_way import acts_on_case, cancel_waiting
from moderation.replies.asking import queue_answer, queue_correction, refuse_twice
from moderation.replies.authorities import authority_for
from moderation.replies.connections import can_publish
from moderation.replies.signing import signed
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import (
    ANSWERS,
    ApprovalState,
    CaseNews,
    CaseStatus,
    EventKind,
    PublishKind,
    VoidReason,
)

__all__ = [
    "CLOSED_VI",
    "VOID_VI",
    "Check",
    "approve",
    "content_sha256",
    "lead_of",
    "return_to_author",
    "submit",
    "void",
    "void_for_comments",
    "void_for_draft",
    "withdraw",
]


_APPROVED = frozenset({ApprovalState.APPROVED, ApprovalState.DONE})
_GONE = {
    ApprovalState.APPROVED: "Câu trả lời này không còn chờ duyệt: người khác đã duyệt.",
    ApprovalState.DONE: "Câu trả lời này không còn chờ duyệt: đã duyệt và đã đăng.",
    ApprovalState.RETURNED: "Dự thảo này không còn chờ duyệt: đã được trả lại cho người soạn.",
    ApprovalState.VOID: "Dự thảo này không còn chờ duyệt: nội dung hoặc bình luận đã thay đổi, "
    "hoặc người trình đã rút lại.",
}
VOID_VI = {
    VoidReason.DRAFT_CHANGED: "Dự thảo đã được sửa sau khi trình nên không còn chờ duyệt.",
    VoidReason.COMMENT_CHANGED: "Người dân đã sửa bình luận sau khi trình, nên lần trình này không "
    "còn hiệu lực. Chưa có gì được đăng; người soạn cần xem lại rồi trình lại.",
    VoidReason.COMMENT_DELETED: "Người dân đã xóa bình luận nên lần trình này không còn hiệu lực.",
    VoidReason.WITHDRAWN: "Người trình đã rút lại dự thảo này.",
}

CLOSED_VI = (
    "Vụ việc đã đóng sau khi trình nên câu trả lời này không còn cần duyệt. Chưa có gì được đăng; "
    "nếu vẫn cần trả lời, hãy mở lại vụ việc."
)

Check = Callable[[Case, str], Sequence[str]]
"""What keeps a reply from being put before anybody, as sentences; empty where nothing does."""


def submit(
    session: Session,
    who: Who,
    case_id: int,
    *,
    draft_version: int,
    kind: PublishKind = PublishKind.REPLY,
    check: Check | None = None,
) -> Approval:
    """Put the draft before a person with the authority; the draft must be the one that was read.

    As `kind` it is a public reply or one to the citizen alone. BadInputError where `check` finds
    what may not stand in it.
    """
    case = lock_for_draft(session, who, case_id)
    draft = _draft_to_submit(session, who, case, draft_version, check)
    person = _person(who)
    author = draft.author_id or person
    text = signed(session, who.agency_id, draft.text, author)
    approval = Approval(
        agency_id=who.agency_id,
        case_id=case_id,
        draft_version=draft.version,
        kind=kind,
        text=text,
        content_sha256=content_sha256(case, lead_of(session, case), kind, text),
        author_id=author,
        submitted_by=person,
    )
    session.add(approval)
    case.status = CaseStatus.WAITING_APPROVAL
    case.claimed_by = case.claimed_until = None
    session.flush()
    record(session, who, EventKind.SUBMITTED, case_id=case_id, approval_id=approval.id)
    today = datetime.now(VIETNAM).date()
    whom = approvers(who.agency_id, session, case.page_id, today=today) - {approval.author_id}
    tell_of_case(who.agency_id, session, case_id, CaseNews.REPLY_WAITING, to=whom, by=person)
    return approval


def approve(session: Session, who: Who, approval_id: int, *, shown_sha256: bytes) -> Approval:
    """Approve exactly what was shown. The author and the one who submitted it may not.

    Raises ForbiddenError where the matter needs an authority that this person does not hold,
    ConflictError where it was decided, changed, or its case was closed meanwhile.
    On a page that is connected the reply is queued to be posted. Approving the same twice, as an
    unsteady network makes people do, is done once.
    """
    approval, case = _lock(session, who, approval_id)
    if _is_done_by(who, approval, _APPROVED) and approval.content_sha256 == shown_sha256:
        return approval
    _refuse_decided(approval, case)
    if _person(who) in {approval.author_id, approval.submitted_by}:
        raise ForbiddenError("Người soạn hoặc trình không tự duyệt được: cần một người khác.")
    now_at = content_sha256(case, lead_of(session, case), approval.kind, approval.text)
    if not now_at == approval.content_sha256 == shown_sha256:
        raise ConflictError("Nội dung hoặc bình luận đã thay đổi. Hãy xem bản mới trước khi duyệt.")
    authority = authority_for(session, who, case)
    approval.authority_id = authority.id if authority else None
    _decide(session, approval, who, ApprovalState.APPROVED)
    record(
        session,
        who,
        EventKind.APPROVED,
        case_id=case.id,
        approval_id=approval.id,
        authority_id=approval.authority_id,
    )
    if approval.kind in ANSWERS:
        case.status = CaseStatus.APPROVED
        if can_publish(who.agency_id, session, case.page_id):
            queue_answer(session, who, approval)
    else:
        queue_correction(session, who, approval)
    return approval


def return_to_author(
    session: Session, who: Who, approval_id: int, reason: str, *, rules: Sequence[str] = ()
) -> Approval:
    """Send a reply back with what should be better, and the rules of conduct that ask for it."""
    approval, case = _lock(session, who, approval_id)
    if _is_done_by(who, approval, {ApprovalState.RETURNED}):
        return approval
    _refuse_decided(approval, case)
    if not reason.strip():
        raise BadInputError("Hãy ghi lý do trả lại để người soạn biết cần sửa gì.")
    _decide(session, approval, who, ApprovalState.RETURNED)
    approval.reason = reason.strip()[:1000]
    if approval.kind in ANSWERS:
        case.status = CaseStatus.RETURNED
    record(
        session, who, EventKind.RETURNED, case_id=case.id, approval_id=approval.id,
        rules=list(rules),
    )  # fmt: skip
    whom = {approval.author_id, approval.submitted_by}
    by = _person(who)
    tell_of_case(who.agency_id, session, case.id, CaseNews.REPLY_RETURNED, to=whom, by=by)
    return approval


def withdraw(session: Session, who: Who, approval_id: int) -> Approval:
    """Take back what one submitted oneself, while nobody has decided."""
    approval, case = _lock(session, who, approval_id, Permission.DRAFT)
    if approval.state is not ApprovalState.WAITING or approval.submitted_by != _person(who):
        raise ConflictError(
            "Chỉ người trình rút lại được, và chỉ khi chưa ai quyết định. Hãy tải lại vụ để xem dự "
            "thảo đang ở đâu."
        )
    settle_news(who.agency_id, session, case.id, CaseNews.REPLY_WAITING)
    approval.state, approval.void_because = ApprovalState.VOID, VoidReason.WITHDRAWN
    if approval.kind in ANSWERS and case.closed_at is None:
        case.status = CaseStatus.DRAFTING
    record(session, who, EventKind.APPROVAL_WITHDRAWN, case_id=case.id, approval_id=approval.id)
    return approval


def void_for_draft(session: Session, who: Who, case: Case) -> None:
    """The text was changed: what was approved of it is void."""
    approval = approval_queries.live_approval(who.agency_id, session, case.id)
    if approval is not None:
        void(session, who, approval, VoidReason.DRAFT_CHANGED)


def void_for_comments(session: Session, who: Who, comments: Sequence[Comment]) -> None:
    """Citizens changed or took away the words that replies answer: those approvals are void."""
    gone = {comment.id for comment in comments if comment.deleted_at is not None}
    for case_id in approval_queries.cases_with_live_approval(
        who.agency_id, session, [comment.id for comment in comments]
    ):
        case = case_queries.case_for_update(who.agency_id, session, case_id)
        approval = approval_queries.live_approval(who.agency_id, session, case_id)
        if approval is None:
            continue
        is_gone = case is not None and case.lead_comment_id in gone
        because = VoidReason.COMMENT_DELETED if is_gone else VoidReason.COMMENT_CHANGED
        void(session, who, approval, because)
        if case is not None and case.closed_at is None:
            case.status = CaseStatus.DRAFTING


def content_sha256(case: Case, lead: Comment, kind: PublishKind, text: str) -> bytes:
    """What an approval covers: page, comment, the version of its words, the act and the text."""
    covered = [case.page_id, lead.external_id, lead.text_version, kind.value, text]
    return hashlib.sha256(json.dumps(covered, ensure_ascii=False).encode()).digest()


def _draft_to_submit(
    session: Session, who: Who, case: Case, version: int, check: Check | None
) -> Draft:
    """The draft that was read, where nothing keeps it from being put before somebody."""
    draft = drafts_queries.draft_of(who.agency_id, session, case.id)
    if draft is None or not draft.text.strip():
        raise BadInputError("Chưa có dự thảo để trình. Hãy soạn nội dung trả lời trước.")
    if draft.version != version:
        raise ConflictError("Dự thảo đã được sửa ở nơi khác. Hãy xem bản mới rồi trình.")
    if approval_queries.live_approval(who.agency_id, session, case.id) is not None:
        raise ConflictError(
            "Vụ này đã có dự thảo đang chờ duyệt. Hãy đợi duyệt xong, hoặc rút dự thảo ấy lại rồi "
            "trình."
        )
    refuse_twice(acts_on_case(who.agency_id, session, case.id, ANSWERS))
    if check is not None and (faults := check(case, draft.text)):
        raise BadInputError(" ".join(["Chưa trình được.", *faults]))
    return draft


def _lock(
    session: Session, who: Who, approval_id: int, permission: Permission = Permission.APPROVE
) -> tuple[Approval, Case]:
    """The case first, as whoever writes on its draft does, then what was submitted of it."""
    found = approval_queries.find_approval(who.agency_id, session, approval_id)
    if found is None:
        raise NotFoundError(
            "Không tìm thấy dự thảo đã trình này trong phần anh/chị duyệt. Mời xem mục khác đang "
            "chờ duyệt."
        )
    case = locked_case(session, who, found.case_id, permission)
    approval = approval_queries.approval_for_update(who.agency_id, session, approval_id)
    return approval or found, case


def _is_done_by(who: Who, approval: Approval, states: AbstractSet[ApprovalState]) -> bool:
    return approval.state in states and approval.decided_by == _person(who)


def _refuse_decided(approval: Approval, case: Case) -> None:
    if approval.state is not ApprovalState.WAITING:
        because = VOID_VI.get(approval.void_because) if approval.void_because else None
        raise ConflictError(because or _GONE.get(approval.state, _GONE[ApprovalState.VOID]))
    if case.closed_at is not None and approval.kind in ANSWERS:
        raise ConflictError(CLOSED_VI)


def _decide(session: Session, approval: Approval, who: Who, state: ApprovalState) -> None:
    settle_news(who.agency_id, session, approval.case_id, CaseNews.REPLY_WAITING)
    approval.state = state
    approval.decided_by = _person(who)
    approval.decided_at = datetime.now(UTC)


def void(session: Session, who: Who, approval: Approval, because: VoidReason) -> None:
    """It holds no more: what waits to leave by it is cancelled, and whom it concerns is told."""
    settle_news(who.agency_id, session, approval.case_id, CaseNews.REPLY_WAITING)
    approval.state, approval.void_because = ApprovalState.VOID, because
    cancel_waiting(who.agency_id, session, approval.id, at=datetime.now(UTC))
    record(
        session,
        who,
        EventKind.APPROVAL_VOIDED,
        case_id=approval.case_id,
        approval_id=approval.id,
        because=because.value,
    )
    whom = (approval.author_id, approval.submitted_by, approval.decided_by)
    tell_of_case(
        who.agency_id,
        session,
        approval.case_id,
        CaseNews.REPLY_VOID,
        to=[user_id for user_id in whom if user_id is not None],
        by=who.person_id,
    )


def lead_of(session: Session, case: Case) -> Comment:
    """The comment that a case was opened for, whose words its answer answers."""
    return session.get_one(Comment, (case.agency_id, case.lead_comment_id))


def _person(who: Who) -> int:
    if who.person_id is None:
        raise ForbiddenError("Chỉ người dùng đã đăng nhập mới trình và duyệt được.")
    return who.person_id
