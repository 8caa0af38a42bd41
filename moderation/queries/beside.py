"""Which of the rarer rows hang on a case, in one question: most cases have hardly any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    String,
    bindparam,
    exists,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from moderation.models import (
    Approval,
    CaseNote,
    Comment,
    Evidence,
    HideRequest,
    Hiding,
    Presence,
    PublishIntent,
    ReviewRequest,
    RuleCatch,
    Suggestion,
)

__all__ = ["Beside", "beside"]


@dataclass(frozen=True, slots=True)
class Beside:
    """Whether there are any: what there is not, a card need not ask for."""

    replies: bool
    catch: bool
    suggestions: bool
    approvals: bool
    acts: bool
    hidden: bool
    proposed: bool
    reviews: bool
    watchers: bool
    notes: bool
    files: bool


def beside(
    agency_id: int, session: Session, comment: Comment, case_id: int, *, since: datetime
) -> Beside:
    """What hangs on a case whose first comment this is; who looked `since` then looks on."""
    session.flush()  # what is asked for may have come a moment ago
    given = {
        "agency": agency_id, "case": case_id, "page": comment.page_id, "comment": comment.id,
        "external": comment.external_id, "version": comment.text_version, "since": since,
    }  # fmt: skip
    return Beside(*session.execute(_question(), given).one())


@lru_cache(maxsize=1)
def _question() -> Select[*tuple[bool, ...]]:
    agency = bindparam("agency", type_=BigInteger())
    case = bindparam("case", type_=BigInteger())

    def has(
        of: InstrumentedAttribute[int], *wanted: ColumnElement[bool] | InstrumentedAttribute[bool]
    ) -> ColumnElement[bool]:
        return exists().where(of == agency, *wanted)

    return select(
        has(
            Comment.agency_id,
            Comment.page_id == bindparam("page", type_=BigInteger()),
            Comment.is_own,
            Comment.parent_external_id == bindparam("external", type_=String()),
            Comment.deleted_at.is_(None),
        ),
        has(
            RuleCatch.agency_id,
            RuleCatch.comment_id == bindparam("comment", type_=BigInteger()),
            RuleCatch.text_version == bindparam("version", type_=Integer()),
        ),
        has(Suggestion.agency_id, Suggestion.case_id == case),
        has(Approval.agency_id, Approval.case_id == case),
        has(PublishIntent.agency_id, PublishIntent.case_id == case),
        has(
            Comment.agency_id,
            Comment.case_id == case,
            Comment.hidden_at.is_not(None),
            Comment.deleted_at.is_(None),
        ),
        has(HideRequest.agency_id, HideRequest.case_id == case, HideRequest.decided_by.is_(None)),
        has(
            ReviewRequest.agency_id,
            ReviewRequest.hiding_id.in_(
                select(Hiding.id).where(Hiding.agency_id == agency, Hiding.case_id == case)
            ),
        ),
        has(
            Presence.agency_id,
            Presence.case_id == case,
            Presence.seen_at > bindparam("since", type_=DateTime(timezone=True)),
        ),
        has(CaseNote.agency_id, CaseNote.case_id == case),
        has(Evidence.agency_id, Evidence.case_id == case),
    )
