"""How many cases lists hold, and how many of them are late, counted no further than anybody reads.

Each count looks at a stretch of an index that is bounded, so that the column of lists costs the
same with a hundred cases waiting and with a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from moderation.models import Case
from moderation.queries.case_lists import CaseFilter, list_conditions

__all__ = ["COUNTED", "Tally", "tallies_upto"]

COUNTED = 1_001
"""So many stand for "more than a thousand"."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases a list holds, and how many of them are late, `COUNTED` each at most."""

    cases: int
    late: int


def tallies_upto(
    agency_id: int, session: Session, lists: Mapping[str, CaseFilter], *, now: datetime
) -> dict[str, Tally]:
    """The tally of each list, in one question."""
    counts = []
    for number, wanted in enumerate(lists.values()):
        # In the order of the lists' indexes, so that what is late is among the first.
        some = (
            select(Case.due_at)
            .where(Case.agency_id == agency_id, *list_conditions(agency_id, session, wanted))
            .order_by(Case.due_at)
            .limit(COUNTED)
            .subquery()
        )
        late = func.count().filter(some.c.due_at < now)
        counts.append(select(literal(number), func.count(), late).select_from(some))
    found = session.execute(union_all(*counts)).all() if counts else ()
    by_number = {number: Tally(cases, late) for number, cases, late in found}
    return {key: by_number[number] for number, key in enumerate(lists)}
