"""Whether what was decided still holds as an act is about to leave: the world goes on meanwhile."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.models import Approval, Case, Comment
from moderation.queries.hidings import hiding_of_act
from moderation.queries.replies import DueAct
from moderation.replies.hiding import reasons_for
from moderation.vocabulary import ANSWERS, ApprovalState, PublishKind, VoidReason

__all__ = ["why_not"]


def why_not(session: Session, act: DueAct) -> VoidReason | None:
    """Why an act may not leave any more; None for one that still stands as it was decided."""
    intent = act.intent
    if act.comment.deleted_at is not None and intent.kind is not PublishKind.DELETE:
        return VoidReason.COMMENT_DELETED
    if act.case_closed_at is not None and intent.kind in ANSWERS:
        return VoidReason.CASE_CLOSED
    if intent.kind is PublishKind.HIDE:
        return _why_not_hidden(session, act)
    return None if intent.approval_id is None else _why_not_approved(session, act)


def _why_not_hidden(session: Session, act: DueAct) -> VoidReason | None:
    """Only the very words that were judged are hidden, and only for what their case still says."""
    agency_id, comment = act.intent.agency_id, act.comment
    hiding = hiding_of_act(agency_id, session, act.intent.id)
    if hiding is None or hiding.text_version != comment.text_version:
        return VoidReason.COMMENT_CHANGED
    # It may have been taken out of its group meanwhile: the case that it is in now counts.
    case = session.get_one(Case, (agency_id, comment.case_id or act.intent.case_id))
    return None if hiding.reason in reasons_for(case) else VoidReason.RELABELLED


def _why_not_approved(session: Session, act: DueAct) -> VoidReason | None:
    intent = act.intent
    approval = session.get_one(Approval, (intent.agency_id, intent.approval_id))
    if intent.kind in ANSWERS and _says_something_else(session, act.comment, approval):
        return VoidReason.COMMENT_CHANGED
    is_approved = (
        approval.state is ApprovalState.APPROVED
        and approval.content_sha256 == intent.content_sha256
        and (approval.text == intent.text or intent.kind is PublishKind.DELETE)
    )
    return None if is_approved else approval.void_because or VoidReason.DRAFT_CHANGED


def _says_something_else(session: Session, comment: Comment, approval: Approval) -> bool:
    """Whether one of a group was edited after its answer was submitted.

    The approval covers the words of the lead comment itself, and falls with them.
    """
    case = session.get_one(Case, (approval.agency_id, approval.case_id))
    is_edited = comment.edited_at is not None and comment.edited_at > approval.submitted_at
    return is_edited and comment.id != case.lead_comment_id
