"""Templates ranked anew for a case whose label a person changed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from moderation.intake.readings import SuggestedTemplate
from moderation.queries import cases as case_queries
from moderation.queries import triage as queries
from moderation.vocabulary import Label

__all__ = ["suggest_again"]


def suggest_again(
    agency_id: int,
    session: Session,
    case_id: int,
    label: Label,
    found: Sequence[SuggestedTemplate],
) -> bool:
    """Put these in place of what was suggested; False where the case has changed again."""
    case = case_queries.case_for_update(agency_id, session, case_id)
    if case is None or case.closed_at is not None or case.label is not label:
        return False
    queries.unsay_suggestions(agency_id, session, [case_id])
    queries.put_suggestions(
        agency_id,
        session,
        [
            {
                "case_id": case_id,
                "rank": rank,
                "template_id": one.template_id,
                "score": one.score,
                "reason": one.reason,
            }
            for rank, one in enumerate(found, start=1)
        ],
    )
    return True
