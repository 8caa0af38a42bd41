"""What a case must be to stand in a list: filters, and the search for words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    and_,
    any_,
    func,
    literal,
    select,
    text,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from moderation.models import Case, Comment, Draft
from moderation.queries.authors import named_authors
from moderation.text import fold, has_accents
from moderation.vocabulary import CLOSED_STATUSES, CaseStatus, Label, Trait

__all__ = [
    "CaseFilter",
    "Moment",
    "conditions_of",
    "list_conditions",
    "looked_up",
    "on_pages",
]

_IN_WORK = (CaseStatus.DRAFTING, CaseStatus.RETURNED, CaseStatus.WAITING_APPROVAL)
_QUOTES = str.maketrans("“”„«»", '"""""')

MAX_FOUND = 2_000
"""A search looks at the newest so many matching comments; more than a person reads."""


_NEW = and_(Case.status == CaseStatus.OPEN, Case.escalated_to.is_(None), Case.certainty < 1.0)
"""Nobody has decided yet."""

_ANOTHER = aliased(Case)


Moment = datetime | BindParameter[datetime]
"""A time, or the name that a kept statement has for it."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list shows. `page_ids` None means every page; empty means none.

    `mine` names a person: what they hold now, and what they write a reply for. `is_new` are cases
    on which nobody has decided. `is_open` None means closed ones as well. `among` names the only
    cases that count.
    """

    queue_key: str | None = None
    page_ids: frozenset[int] | None = None
    page_id: int | None = None
    label: Label | None = None
    trait: Trait | None = None
    mine: int | None = None
    due_before: Moment | None = None
    due_after: Moment | None = None
    search: str = ""
    is_open: bool | None = True
    escalated: bool = False
    is_new: bool = False
    statuses: frozenset[CaseStatus] | None = None
    among: tuple[int, ...] | None = None


def looked_up(agency_id: int, session: Session, wanted: CaseFilter) -> CaseFilter:
    """The same list with its words looked up already, for whoever asks more than once."""
    if not wanted.search.strip():
        return wanted
    found = tuple(_found(agency_id, session, wanted.search.strip()))
    return replace(wanted, search="", among=found)


def list_conditions(
    agency_id: int, session: Session, wanted: CaseFilter
) -> list[ColumnElement[bool]]:
    """The conditions of a list; all but a trait's lead to an index in the list's order."""
    return conditions_of(agency_id, looked_up(agency_id, session, wanted))


def conditions_of(agency_id: int, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """The same of a list whose words were looked up."""
    # Built when asked for and not before: a column of lists makes two dozen of these a page.
    asked: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
        (wanted.is_open is True, lambda: Case.closed_at.is_(None)),
        (wanted.is_open is False, lambda: Case.status.in_(CLOSED_STATUSES)),
        (wanted.is_new, lambda: _NEW),
        (wanted.queue_key is not None, lambda: Case.queue_key == wanted.queue_key),
        (wanted.page_id is not None, lambda: Case.page_id == wanted.page_id),
        (wanted.label is not None, lambda: Case.label == wanted.label),
        (wanted.trait is not None, lambda: Case.traits.contains([wanted.trait])),
        (wanted.mine is not None, lambda: Case.id.in_(_mine(agency_id, wanted.mine or 0))),
        (wanted.statuses is not None, lambda: Case.status.in_(wanted.statuses or ())),
        (wanted.escalated, lambda: Case.escalated_to.is_not(None)),
    ]
    conditions = on_pages(wanted.page_ids) + [meant() for is_asked, meant in asked if is_asked]
    if wanted.due_before is not None:
        conditions.append(Case.due_at < wanted.due_before)
    if wanted.due_after is not None:
        conditions.append(Case.due_at >= wanted.due_after)
    if wanted.among is not None:
        conditions.append(_is_one_of(Case.id, wanted.among))
    return conditions


def on_pages(page_ids: frozenset[int] | None) -> list[ColumnElement[bool]]:
    """On these pages; None means on every one."""
    return [] if page_ids is None else [Case.page_id.in_(page_ids)]


def _is_one_of(column: InstrumentedAttribute[int], ids: Sequence[int]) -> ColumnElement[bool]:
    """One array in place of as many parameters, thousands of which take longer than the search."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))


def _mine(agency_id: int, user_id: int) -> CompoundSelect[int]:
    """What a person holds now, and what they write a reply for."""
    one = _ANOTHER
    is_open = (one.agency_id == agency_id, one.closed_at.is_(None))
    held = select(one.id).where(*is_open, one.claimed_by == user_id, one.claimed_until > func.now())
    drafted = (
        select(Draft.id)
        .where(
            Draft.agency_id == agency_id,
            Draft.case_id == one.id,
            Draft.author_id == user_id,
            Draft.discarded_at.is_(None),
        )
        .exists()
    )
    written = select(one.id).where(*is_open, one.status.in_(_IN_WORK), drafted)
    return union(held, written)


def _found(agency_id: int, session: Session, search: str) -> list[int]:
    """The cases of the newest comments that hold every word of a search.

    Words typed without accents match any; where accents were typed, they must be there. Words in
    quotes must stand together.
    """
    patterns = [f"%{_escaped(fold(word))}%" for word in _words(search)]
    hits = list(
        session.scalars(
            text("SELECT comment_id FROM search_comments(:patterns, :most)"),
            {"patterns": patterns, "most": MAX_FOUND},
        )
    )
    statement = select(Comment.case_id).where(
        Comment.agency_id == agency_id, _is_one_of(Comment.id, hits), Comment.case_id.is_not(None)
    )
    by_name = _written_by(agency_id, session, search)
    for word in _words(search):
        if has_accents(word):
            statement = statement.where(
                func.normalize(Comment.text, text("NFC")).ilike(f"%{_escaped(word)}%")
            )
    return by_name + [case_id for case_id in session.scalars(statement) if case_id is not None]


def _written_by(agency_id: int, session: Session, name: str) -> list[int]:
    """The cases of whoever bears exactly this name: names are found whole, by their index."""
    statement = select(Comment.case_id).where(
        Comment.agency_id == agency_id,
        Comment.author_id.in_(named_authors(agency_id, session, name)),
    )
    found = session.scalars(statement.order_by(Comment.id.desc()).limit(MAX_FOUND))
    return [case_id for case_id in found if case_id is not None]


def _words(search: str) -> list[str]:
    found = re.findall(r'"([^"]+)"|([^\s"]+)', search.translate(_QUOTES))
    return [phrase.strip() or word for phrase, word in found if fold(phrase or word).strip()]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
