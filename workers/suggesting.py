"""The templates of an agency, ready to be ranked; made anew when it changes them.

What was approved of late is learned at most every ten minutes: reading a thousand templates again
for each approval would cost more than it teaches.
"""

from __future__ import annotations

import gc
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import structlog

from moderation.database import Session
from moderation.errors import BadInputError
from moderation.queries import templates as queries
from moderation.queries.templates import Approved, Stamp, Written
from moderation.vocabulary import Trait
from response_templates import (
    Answered,
    Suggested,
    Suggester,
    Template,
    load_catalogue,
    own_id,
    own_template,
)

__all__ = ["Shelf", "read_shelf", "suggester_of", "with_procedures"]

_KEPT = 8
_LEARNS_AFTER_SECONDS = 600.0
_log = structlog.get_logger(__name__)


_PROCEDURES = {
    Trait.CHILD: ("tre-em-111", "Nói về trẻ em cần bảo vệ"),
    Trait.DENUNCIATION: ("to-cao-thu-tuc", "Có ý tố cáo, tố giác"),
    Trait.COMPLAINT: ("khieu-nai-thu-tuc", "Có ý khiếu nại"),
    Trait.PERSONAL_DATA_REQUEST: ("yeu-cau-du-lieu-ca-nhan", "Yêu cầu về dữ liệu cá nhân"),
    Trait.INFORMATION_REQUEST: ("yeu-cau-cung-cap-thong-tin", "Yêu cầu cung cấp thông tin"),
}
"""The templates that say how the law wants it done; a comment is no valid filing."""

_MOST_SUGGESTED = 3


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
    replaced: Mapping[str, str]


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
        rows = [each.template for each in shelf.rows]
        own = {row.replaces: own_id(row.id) for row in rows if row.replaces}
        held = _Kept(_made(shelf), shelf.stamp, time.monotonic(), own)
        _keep_for_life()
    _kept[shelf.agency_id] = held
    while len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return held.suggester


def with_procedures(
    best: Sequence[Suggested], traits: Collection[Trait], suggester: Suggester, shelf: Shelf | None
) -> list[Suggested]:
    """What was suggested, behind the templates that a trait asks for, the agency's own if any."""
    replaced = _kept[shelf.agency_id].replaced if shelf and shelf.agency_id in _kept else {}
    first = [
        Suggested(found, 0.0, reason)
        for trait, (shipped, reason) in _PROCEDURES.items()
        if trait in traits and suggester.holds(found := replaced.get(shipped, shipped))
    ]
    ids = {one.template_id for one in first}
    return [*first, *(one for one in best if one.template_id not in ids)][:_MOST_SUGGESTED]


def _still_good(held: _Kept, stamp: Stamp) -> bool:
    if held.stamp.templates != stamp.templates:
        return False
    is_old = time.monotonic() - held.made_at > _LEARNS_AFTER_SECONDS
    return held.stamp.approvals == stamp.approvals or not is_old


@cache  # once: what later takes its place must not stay for life too
def _keep_for_life() -> None:
    """Model, templates and modules stay: looking through them for garbage was a tenth of the work.

    What is dropped later goes by its count of references, as nearly everything does.
    """
    gc.collect()
    gc.freeze()


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
