"""Where the work on a case stands that is open again: what became of the reply to it meanwhile."""

from __future__ import annotations

from sqlalchemy.orm import Session

from moderation.models import Case
from moderation.queries import approvals as approval_queries
from moderation.queries.under_way import UNDER_WAY, acts_of_approval
from moderation.vocabulary import ANSWERS, ApprovalState, CaseStatus, IntentState

__all__ = ["standing"]


def standing(session: Session, case: Case) -> CaseStatus:
    """The status of a case whose closing was taken back or is over.

    A reply that waited as the case was closed waits again. One that was approved, and of which
    nothing will leave any more since the closing stopped it, is a draft again: it must not look as
    if it were on its way, nor stand in the way of the next. One that a person posted by hand stays
    a reply that was given.
    """
    approval = approval_queries.live_approval(case.agency_id, session, case.id)
    if approval is None or approval.kind not in ANSWERS:
        return CaseStatus.OPEN
    if approval.state is ApprovalState.WAITING:
        return CaseStatus.WAITING_APPROVAL
    acts = acts_of_approval(case.agency_id, session, approval.id)
    if not acts and case.status is CaseStatus.ANSWERED:  # by hand, on a page without connection
        approval.state = ApprovalState.DONE
        return CaseStatus.OPEN
    if any(one.state in UNDER_WAY for one in acts):
        return CaseStatus.APPROVED
    if any(one.state is IntentState.PUBLISHED for one in acts):
        approval.state = ApprovalState.DONE
        return CaseStatus.OPEN
    approval.state = ApprovalState.VOID
    return CaseStatus.DRAFTING
