"""How many cases lists hold, counted no further than anybody reads.

Each count looks at a stretch of an index that is bounded, so that the column of lists costs the
same with a hundred cases waiting and with a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from moderation.models import Case
from moderation.queries.case_lists import CaseFilter, list_conditions

__all__ = ["COUNTED", "counts_upto"]

COUNTED = 1_001
"""So many stand for "more than a thousand"."""


def counts_upto(
    agency_id: int, session: Session, lists: Mapping[str, CaseFilter]
) -> dict[str, int]:
    """The number of cases in each list, `COUNTED` at most, in one question."""
    columns = []
    for wanted in lists.values():
        some = (
            select(literal_column("1"))
            .select_from(Case)
            .where(Case.agency_id == agency_id, *list_conditions(agency_id, session, wanted))
            .limit(COUNTED)
            .subquery()
        )
        columns.append(select(func.count()).select_from(some).scalar_subquery())
    row = session.execute(select(*columns)).one() if columns else ()
    return dict(zip(lists, row, strict=True))
