"""The templates of an agency, ready to be ranked; made anew when it changes them.

What was approved of late is learned at most every ten minutes: reading a thousand templates again
for each approval would cost more than it teaches.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from moderation.database import Session
from moderation.errors import BadInputError
from moderation.queries import templates as queries
from moderation.queries.templates import Approved, Stamp, Written
from response_templates import Answered, Suggester, Template, load_catalogue, own_template

__all__ = ["Shelf", "read_shelf", "suggester_of"]

_KEPT = 8
_LEARNS_AFTER_SECONDS = 600.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an agency's suggestions rest on, as read at one moment.

    `rows` and `answered` are empty where what was made of an earlier reading still holds.
    """

    agency_id: int
    stamp: Stamp
    changed: frozenset[str]
    rows: Sequence[Written] = ()
    answered: Sequence[Approved] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    suggester: Suggester
    stamp: Stamp
    made_at: float


_kept: OrderedDict[int, _Kept] = OrderedDict()


def read_shelf(agency_id: int, session: Session) -> Shelf:
    """Look whether anything changed, and read it where it did; quick, for a transaction."""
    stamp = queries.stamp(agency_id, session)
    changed = queries.changed_references(agency_id, session)
    held = _kept.get(agency_id)
    if held is not None and _still_good(held, stamp):
        return Shelf(agency_id, stamp, changed)
    return Shelf(
        agency_id,
        stamp,
        changed,
        queries.live_templates(agency_id, session),
        queries.approved_answers(agency_id, session),
        is_new=True,
    )


def suggester_of(shelf: Shelf) -> Suggester:
    """Shipped templates and the agency's own together; those it replaced are left out.

    Takes seconds for a thousand templates where something changed: no database is open meanwhile.
    """
    held = _kept.pop(shelf.agency_id, None)
    if held is None or shelf.is_new:
        held = _Kept(_made(shelf), shelf.stamp, time.monotonic())
    _kept[shelf.agency_id] = held
    while len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return held.suggester


def _still_good(held: _Kept, stamp: Stamp) -> bool:
    if held.stamp.templates != stamp.templates:
        return False
    is_old = time.monotonic() - held.made_at > _LEARNS_AFTER_SECONDS
    return held.stamp.approvals == stamp.approvals or not is_old


def _made(shelf: Shelf) -> Suggester:
    replaced = {each.template.replaces for each in shelf.rows}
    own = [template for each in shelf.rows if (template := _read(each)) is not None]
    shipped = [template for template in load_catalogue() if template.id not in replaced]
    answered = [Answered(one.text, one.label, one.template_id) for one in shelf.answered]
    return Suggester([*own, *shipped], answered=answered)


def _read(written: Written) -> Template | None:
    row = written.template
    try:
        return own_template(
            row.id,
            written.latest.content,
            page_id=row.page_id,
            owner=row.owner,
            review_by=row.review_by,
        )
    except BadInputError as error:
        _log.warning("template_unreadable", template_id=row.id, error=error.message)
        return None
