"""How many cases lists hold, and how many of them are late, counted no further than anybody reads.

Each count looks at a stretch of an index that is bounded, so that the column of lists costs the
same with a hundred cases waiting and with a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    DateTime,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from moderation.models import Case
from moderation.queries.case_lists import CaseFilter, Moment, conditions_of, looked_up

__all__ = ["COUNTED", "Tally", "tallies_upto"]

COUNTED = 1_001
"""So many stand for "more than a thousand"."""

_MOMENTS = tuple(bindparam(f"moment_{n}", type_=DateTime(timezone=True)) for n in range(8))
_NOW = bindparam("now", type_=DateTime(timezone=True))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases a list holds, and how many of them are late, `COUNTED` each at most."""

    cases: int
    late: int


def tallies_upto(
    agency_id: int, session: Session, lists: Mapping[str, CaseFilter], *, now: datetime
) -> dict[str, Tally]:
    """The tally of each list, in one question."""
    if not lists:
        return {}
    wanted = [looked_up(agency_id, session, one) for one in lists.values()]
    named, moments = _named(wanted)
    # A list of thousands of found cases is nobody's but this search's.
    kept = all(one.among is None for one in named)
    question = (_question if kept else _question.__wrapped__)(agency_id, named)
    found = session.execute(question, {**moments, "now": now})
    by_number = {number: Tally(cases, late) for number, cases, late in found}
    return {key: by_number[number] for number, key in enumerate(lists)}


def _named(
    lists: Iterable[CaseFilter],
) -> tuple[tuple[CaseFilter, ...], dict[str, datetime]]:
    """The lists with a name for each moment: the rest is the same from one page to the next."""
    names: dict[datetime, BindParameter[datetime]] = {}

    def name(moment: Moment | None) -> Moment | None:
        if not isinstance(moment, datetime):
            return moment
        return names.setdefault(moment, _MOMENTS[len(names)])

    named = tuple(
        replace(one, due_before=name(one.due_before), due_after=name(one.due_after))
        for one in lists
    )
    return named, {one.key: moment for moment, one in names.items()}


@lru_cache(maxsize=64)
def _question(agency_id: int, lists: tuple[CaseFilter, ...]) -> CompoundSelect[int, int, int]:
    """Kept by its shape: to put a dozen counts together takes longer than to run them."""
    counts = []
    for number, wanted in enumerate(lists):
        # In the order of the lists' indexes, so that what is late is among the first.
        some = (
            select(Case.due_at)
            .where(Case.agency_id == agency_id, *conditions_of(agency_id, wanted))
            .order_by(Case.due_at)
            .limit(COUNTED)
            .subquery()
        )
        late = func.count().filter(some.c.due_at < _NOW)
        counts.append(select(literal(number), func.count(), late).select_from(some))
    return union_all(*counts)
