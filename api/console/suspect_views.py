"""Pages that may pass for ours, as the console shows them; and lists of pages from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from fastapi import Request

from api.console.incident_views import shown_files, timeline_of
from api.console.shell import shell_of
from api.console.words import one_line, say_in, web
from api.security import Desk
from api.view_models.parts import Choice, Due, FieldError, Notice
from api.view_models.suspects import ScanLine, SuspectLine, SuspectsPage, SuspectView
from api.words import SUSPECT_LEVELS_VI, SUSPECT_OUTCOMES_VI
from moderation.duties.likeness import address_key
from moderation.duties.suspects import MOST_LISTED, Listed, next_scan_due
from moderation.models import Page, SuspectPage
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import incidents as file_queries
from moderation.queries import suspects as queries
from moderation.text import fold
from moderation.timing.clock import agency_clocks
from moderation.vocabulary import EventKind, SuspectLevel, SuspectOutcome
from platforms.exports import open_export

__all__ = ["listed_in", "scan_due", "suspect_view", "suspects_page"]

_SOON_MINUTES = 7 * 24 * 60
_NAMED = re.compile(r"\b(?:ten|name|title|trang|page|tai khoan|account)\b")


def suspects_page(
    desk: Desk,
    request: Request,
    typed: Mapping[str, str],
    *,
    errors: tuple[FieldError, ...] = (),
    notice: Notice | None = None,
) -> SuspectsPage:
    """The register, with what was typed into the form below it."""
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    mine = desk.who.pages(Permission.KEEP_DUTIES)
    level = typed.get("level", SuspectLevel.MEDIUM.value)
    return SuspectsPage(
        shell=shell_of(desk, request, "duties", notice=notice),
        suspects=tuple(
            _line(one, place) for one, place in queries.suspects(agency_id, session, page_ids=mine)
        ),
        scans=tuple(
            ScanLine(one.scanned_at, one.method, one_line(one.file_name), one.rows_read, one.found)
            for one in queries.scans(agency_id, session, limit=5)
        ),
        scan_due=scan_due(desk),
        may_scan=mine is None,
        pages=tuple(
            Choice(str(one.id), one_line(one.name), str(one.id) == typed.get("page_id"))
            for one in agencies.network_pages(agency_id, session)
            if desk.who.can(Permission.KEEP_DUTIES, one.id)
        ),
        levels=tuple(
            Choice(one.value, say(name), one.value == level)
            for one, name in SUSPECT_LEVELS_VI.items()
        ),
        name=typed.get("name", ""),
        url=typed.get("url", ""),
        note=typed.get("note", ""),
        errors=errors,
    )


def suspect_view(
    desk: Desk, request: Request, found: SuspectPage, errors: tuple[FieldError, ...] = ()
) -> SuspectView:
    """Everything about one page."""
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    place = agencies.find_page(agency_id, session, found.page_id)
    assert place is not None  # noqa: S101 - a foreign key holds it
    events = file_queries.duty_events(
        agency_id, session, EventKind.SUSPECT_PAGE, "suspect_id", found.id
    )
    return SuspectView(
        shell=shell_of(desk, request, "duties"),
        line=_line(found, place),
        note=found.note,
        levels=tuple(
            Choice(one.value, say(name), one is found.level)
            for one, name in SUSPECT_LEVELS_VI.items()
        ),
        outcomes=tuple(
            Choice(one.value, say(SUSPECT_OUTCOMES_VI[one]), one is found.outcome)
            for one in SuspectOutcome
        ),
        files=shown_files(file_queries.files_of(agency_id, session, suspect_id=found.id), say),
        timeline=timeline_of(events, say),
        errors=errors,
    )


def listed_in(name: str, content: bytes, *, limit: int) -> list[Listed]:
    """The rows of a CSV, a workbook or JSON of pages, whatever its columns are called.

    The address is the column with most addresses of the web; the name is the one that is called
    so, or else the first other column with words.
    """
    export = open_export(name, content, limit_bytes=limit)
    rows = export.preview(MOST_LISTED + 1)
    width = range(len(export.columns))
    addresses = [sum(_is_address(row[at]) for row in rows) for at in width]
    if not rows or not max(addresses, default=0):
        return []
    url_at = addresses.index(max(addresses))
    name_at = _name_column(export.columns, rows, url_at)
    return [Listed(row[name_at], row[url_at]) for row in rows]


def scan_due(desk: Desk) -> Due:
    """When somebody must have looked again."""
    agency_id, session = desk.who.agency_id, desk.session
    due = next_scan_due(agency_id, session, agency_clocks(agency_id, session))
    left = int((due - datetime.now(UTC)).total_seconds() // 60)
    if left < 0:
        return Due("late", due, left, "clock")
    return Due("soon" if left <= _SOON_MINUTES else "waiting", due, left, "clock")


def _name_column(columns: Sequence[str], rows: Sequence[Sequence[str]], url_at: int) -> int:
    others = [at for at in range(len(columns)) if at != url_at]
    called = [at for at in others if _NAMED.search(fold(columns[at]))]
    worded = [at for at in others if any(any(map(str.isalpha, row[at])) for row in rows)]
    return (called or worded or [url_at])[0]


def _is_address(cell: str) -> bool:
    return "/" in cell and bool(address_key(cell))


def _line(one: SuspectPage, place: Page) -> SuspectLine:
    return SuspectLine(
        id=one.id,
        name=one_line(one.name, 120),
        url=web(one.url),
        page_name=one_line(place.name),
        similarity=one.similarity,
        level=one.level,
        found_at=one.found_at,
        reported_to=one_line(one.reported_to, 120),
        reported_at=one.reported_at,
        reference=one_line(one.reference),
        outcome=one.outcome,
        outcome_at=one.outcome_at,
    )
