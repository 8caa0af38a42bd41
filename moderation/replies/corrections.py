"""What stands on the page already, edited or withdrawn: put before another person like a reply."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from moderation.casework.cases import locked_case
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.events import record
from moderation.models import Approval, Case
from moderation.policy import Permission, Who
from moderation.queries import answering
from moderation.queries import approvals as approval_queries
from moderation.queries.under_way import acts_on_case
from moderation.replies.approvals import content_sha256, lead_of
from moderation.replies.asking import refuse_twice
from moderation.replies.connections import can_publish
from moderation.vocabulary import EventKind, PublishKind

__all__ = ["Able", "can_correct", "submit_edit", "submit_withdrawal"]

_REASON = 1_000
_CORRECTIONS = frozenset({PublishKind.EDIT, PublishKind.DELETE})


class Able(Protocol):
    """What the page's network can do."""

    @property
    def acts(self) -> frozenset[PublishKind]: ...
    @property
    def max_reply_length(self) -> int: ...


def submit_edit(session: Session, who: Who, case_id: int, text: str, *, able: Able) -> Approval:
    """Put a new wording of the published reply before somebody."""
    case, published = _published(session, who, case_id, PublishKind.EDIT, able)
    text = text.strip()
    if not text:
        raise BadInputError("Hãy ghi câu trả lời mới.")
    if len(text) > able.max_reply_length:
        raise BadInputError(
            f"Câu trả lời dài quá {able.max_reply_length} ký tự mà mạng xã hội nhận."
        )
    if text == published.text:
        raise BadInputError("Câu mới giống hệt câu đang đứng trên trang.")
    return _submit(session, who, case, published, PublishKind.EDIT, text)


def submit_withdrawal(
    session: Session, who: Who, case_id: int, reason: str, *, able: Able
) -> Approval:
    """Ask for the published reply to be taken away for good; the case then opens again."""
    case, published = _published(session, who, case_id, PublishKind.DELETE, able)
    if not reason.strip():
        raise BadInputError("Hãy ghi lý do gỡ câu trả lời để người duyệt biết.")
    made = _submit(session, who, case, published, PublishKind.DELETE, published.text)
    made.reason = reason.strip()[:_REASON]
    return made


def can_correct(agency_id: int, session: Session, case: Case) -> Approval | None:
    """The approval whose replies stand on the page and may be corrected now."""
    standing = [
        reply
        for reply in answering.standing_replies(agency_id, session, case.id)
        if reply.remote_id and reply.approval_id
    ]
    if not standing or not can_publish(agency_id, session, case.page_id):
        return None
    found = approval_queries.find_approval(agency_id, session, standing[-1].approval_id or 0)
    latest = approval_queries.last_edit(agency_id, session, found.id) if found else None
    return latest or found


def _published(
    session: Session, who: Who, case_id: int, kind: PublishKind, able: Able
) -> tuple[Case, Approval]:
    case = locked_case(session, who, case_id, Permission.DRAFT)
    if kind not in able.acts:
        raise BadInputError(
            "Mạng xã hội này không cho làm việc đó từ hệ thống. Hãy làm trên chính trang rồi ghi "
            "lại ở vụ."
        )
    if approval_queries.live_approval(who.agency_id, session, case_id) is not None:
        raise ConflictError("Vụ này đang có một lần trình chưa xong. Hãy chờ nó xong.")
    refuse_twice(acts_on_case(who.agency_id, session, case_id, _CORRECTIONS))
    published = can_correct(who.agency_id, session, case)
    if published is None:
        raise ConflictError(
            "Không có câu trả lời nào của hệ thống đang đứng trên trang nên không có gì để sửa hay "
            "gỡ. Hãy tải lại vụ."
        )
    return case, published


def _submit(
    session: Session, who: Who, case: Case, published: Approval, kind: PublishKind, text: str
) -> Approval:
    if who.person_id is None:
        raise ForbiddenError("Chỉ người dùng đã đăng nhập mới trình được.")
    approval = Approval(
        agency_id=who.agency_id,
        case_id=case.id,
        draft_version=published.draft_version,
        kind=kind,
        text=text,
        content_sha256=content_sha256(case, lead_of(session, case), kind, text),
        author_id=who.person_id,
        submitted_by=who.person_id,
        corrects_id=published.corrects_id or published.id,
    )
    session.add(approval)
    session.flush()
    record(
        session,
        who,
        EventKind.SUBMITTED,
        case_id=case.id,
        approval_id=approval.id,
        act=kind.value,
    )
    return approval
