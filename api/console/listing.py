"""The middle column: one page of a list, with its filters and the way on and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.console.case_rows import row_of
from api.console.dues import Office
from api.console.list_chips import chips_of, saved_here
from api.console.list_query import ListQuery
from api.console.queue_views import RECENT, VIEWS, filter_of, queue_named, recent_events
from api.console.undoing import told
from api.console.words import Say, one_line, say_in
from api.rest.paging import cursor_at, read_cursor
from api.security import Desk
from api.view_models.parts import DECISION_ORDER, Choice, Paging, QueueCount, SourceHealth
from api.view_models.queue import QueueEmpty, QueueList, RecentLine
from moderation.errors import BadInputError
from moderation.models import Page
from moderation.policy import Permission
from moderation.queries import cases as queries
from moderation.queries import history as history_queries
from moderation.queries.case_lists import looked_up
from moderation.queries.cases import CasePosition, CaseSummary
from moderation.queries.tallies import tallies_upto
from moderation.queries.unread import count_unread
from moderation.vocabulary import LABELS_VI, TRAITS_VI, Label, Trait

__all__ = ["PAGE_SIZE", "Lines", "lines_of", "listing_of"]

_FILLING = frozenset({"new", "all"})

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Lines:
    """The cases of one page of a list, and where they stand in it."""

    found: list[CaseSummary]
    start: int
    total: int
    has_next: bool


def lines_of(desk: Desk, queue: QueueCount, asked: ListQuery, office: Office) -> Lines:
    """Ask for one page of a list."""
    agency_id, session = desk.who.agency_id, desk.session
    if queue.key == RECENT:
        ids = dict.fromkeys(one.case_id for one in recent_events(desk) if one.case_id)
        found = queries.cases_by_id(agency_id, session, list(ids))
        mine = [one for one in found if desk.who.can(Permission.READ_CASES, one.case.page_id)]
        return Lines(mine, 0, len(mine), has_next=False)
    wanted = looked_up(agency_id, session, filter_of(desk, queue.key, asked, office))
    total = queue.count
    if asked.is_filtered:
        total = tallies_upto(agency_id, session, {"": wanted}, now=office.now)[""].cases
    back = _position(asked.before)
    found = queries.list_cases(
        agency_id,
        session,
        wanted,
        after=None if back else _position(asked.after),
        before=back,
        limit=PAGE_SIZE + 1,
    )
    has_more = len(found) > PAGE_SIZE
    if back is not None:
        found = found[1:] if has_more else found
        return Lines(found, asked.start if has_more else 0, total, has_next=True)
    start = asked.start if asked.after else 0
    return Lines(found[:PAGE_SIZE], start, total, has_next=has_more)


def listing_of(
    desk: Desk,
    counts: tuple[QueueCount, ...],
    key: str,
    asked: ListQuery,
    lines: Lines,
    office: Office,
    sources: tuple[SourceHealth, ...],
    *,
    every: Sequence[Page],
    current_id: int | None = None,
) -> QueueList:
    """The list as its template wants it."""
    queue, say = queue_named(counts, key), say_in(desk.locale)
    pages = _pages(desk, asked, every)
    last_event_id, last_case_id = history_queries.newest(desk.who.agency_id, desk.session)
    # A list by label, or of all that is new, fills as the machine reads on.
    fills = key not in VIEWS or key in _FILLING
    unread = 0 if lines.found or not fills else _unread(desk)
    return QueueList(
        queue=queue,
        rows=tuple(row_of(desk, found, office, say) for found in lines.found),
        paging=_paging(key, asked, lines),
        current_id=current_id,
        empty=_emptiness(asked, sources, unread),
        unread=unread,
        pages=pages if len(pages) > 1 and key != RECENT else (),
        dues=_dues(key, asked, say),
        labels=_labels(asked, say) if key in VIEWS and key != RECENT else (),
        traits=_traits(asked, say) if key != RECENT else (),
        chips=chips_of(desk, key, asked, pages),
        saved=saved_here(desk, key, asked),
        may_share=desk.who.can(Permission.TRIAGE),
        recent=_recent(desk, lines, office, say) if key == RECENT else (),
        search=asked.search,
        clear_url=f"/queues/{key}" if asked.is_filtered else "",
        last_event_id=last_event_id,
        filters=asked.encoded(),
        may_choose=key != RECENT and desk.who.can(Permission.TRIAGE) and bool(lines.found),
        upto=last_case_id,
        chosen_from=asked.kept,
    )


def _position(cursor: str) -> CasePosition | None:
    """A place that the address names; one that we never gave is as if it were not there."""
    try:
        return read_cursor(cursor) if cursor else None
    except BadInputError:
        return None


def _paging(key: str, asked: ListQuery, lines: Lines) -> Paging:
    if not lines.found:
        return Paging(0, 0, 0)
    first, last = lines.found[0].case, lines.found[-1].case
    end = lines.start + len(lines.found)
    return Paging(
        first=lines.start + 1,
        last=end,
        total=max(lines.total, end),
        previous_url=asked.address(
            key, after="", before=cursor_at(first), start=max(0, lines.start - PAGE_SIZE)
        )
        if lines.start
        else "",
        next_url=asked.address(key, after=cursor_at(last), before="", start=end)
        if lines.has_next
        else "",
    )


def _pages(desk: Desk, asked: ListQuery, every: Sequence[Page]) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(page.id), one_line(page.name), page.id == asked.page_id)
        for page in every
        if desk.who.can(Permission.READ_CASES, page.id)
    )


def _dues(key: str, asked: ListQuery, say: Say) -> tuple[Choice, ...]:
    if key in {"soon", "late", RECENT}:
        return ()
    names = (("soon", say("Sắp quá hạn")), ("late", say("Quá hạn")))
    return tuple(Choice(value, name, value == asked.due) for value, name in names)


def _labels(asked: ListQuery, say: Say) -> tuple[Choice, ...]:
    order = [Label(name) for name in DECISION_ORDER]
    return tuple(Choice(one.value, say(LABELS_VI[one]), one is asked.label) for one in order)


def _traits(asked: ListQuery, say: Say) -> tuple[Choice, ...]:
    return tuple(Choice(one.value, say(TRAITS_VI[one]), one is asked.trait) for one in Trait)


def _recent(desk: Desk, lines: Lines, office: Office, say: Say) -> tuple[RecentLine, ...]:
    rows = {one.case.id: row_of(desk, one, office, say) for one in lines.found}
    return tuple(
        RecentLine(one.id, one.at, told(one, say), rows.get(one.case_id or 0))
        for one in recent_events(desk)
        if one.case_id is None or one.case_id in rows
    )


def _unread(desk: Desk) -> int:
    pages = desk.who.pages(Permission.READ_CASES)
    return count_unread(desk.who.agency_id, desk.session, pages)


def _emptiness(asked: ListQuery, sources: tuple[SourceHealth, ...], unread: int) -> QueueEmpty:
    if asked.is_filtered:
        return "filtered"
    if unread:
        return "unread"
    if any(source.is_stale for source in sources):
        return "stale"
    return "not_connected" if all(one.last_heard_at is None for one in sources) else "done"
