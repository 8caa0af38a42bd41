"""The two pages on which cases are worked on: the three columns, and one case by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from fastapi import Request

from api.console.bulk_views import progress_of
from api.console.case_card import Setting, card_of
from api.console.dues import Office, office_of
from api.console.list_query import Place
from api.console.listing import Lines, lines_of, listing_of
from api.console.queue_views import queue_counts, queue_named
from api.console.set_aside import failure_notice
from api.console.shell import shell_of
from api.console.sources import sources_of, stale_notice
from api.console.undoing import offer_of, recent_offer
from api.console.words import say_in
from api.i18n import Formats
from api.rest.paging import cursor_at
from api.security import Desk
from api.view_models.bulk import BulkProgress
from api.view_models.drafts import Draft
from api.view_models.parts import Notice
from api.view_models.queue import CasePage, QueuePage, UndoOffer
from moderation.errors import NotFoundError
from moderation.queries import agencies
from moderation.queries.bulk import unfinished_act
from moderation.queries.cases import CasePosition, CaseSummary

__all__ = ["Board", "board_of", "case_page", "queue_page"]

_OFFERED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Board:
    """What both pages ask the database for, once a request."""

    desk: Desk
    request: Request
    setting: Setting

    @property
    def office(self) -> Office:
        """The hour and the calendar."""
        return self.setting.office

    @property
    def place(self) -> Place:
        """The list that the person works on."""
        return self.setting.place

    def onward(self, after: CasePosition, lines: Lines) -> Board:
        """The same list, its next page, beginning after a place in it."""
        asked = replace(
            self.place.asked,
            after=cursor_at(after),
            before="",
            start=lines.start + len(lines.found),
        )
        place = replace(self.place, asked=asked)
        return replace(self, setting=replace(self.setting, place=place))

    def lines(self) -> Lines:
        """The cases of that list."""
        queue = queue_named(self.setting.counts, self.place.queue)
        return lines_of(self.desk, queue, self.place.asked, self.office)


def board_of(desk: Desk, request: Request, place: Place) -> Board:
    """The lists as they are now; a list that the agency does not have becomes the list of all."""
    office = office_of(desk)
    counts = queue_counts(desk, office)
    try:
        queue_named(counts, place.queue)
    except NotFoundError:
        place = Place("all")
    return Board(desk, request, Setting(office, counts, place))


def queue_page(
    board: Board,
    lines: Lines,
    case: CaseSummary | None,
    *,
    undo: UndoOffer | None = None,
    said: str = "",
) -> QueuePage:
    """Queues, list, and a case of it."""
    desk, setting = board.desk, board.setting
    pages = agencies.pages(desk.who.agency_id, desk.session)
    sources = sources_of(desk, board.office, pages)
    say, formats = say_in(desk.locale), Formats(desk.locale)
    listing = listing_of(
        desk,
        setting.counts,
        board.place.queue,
        board.place.asked,
        lines,
        board.office,
        sources,
        every=pages,
        current_id=case.case.id if case else None,
    )
    return QueuePage(
        shell=shell_of(
            desk,
            board.request,
            "queue",
            search=board.place.asked.search,
            notice=failure_notice(desk, say) or stale_notice(sources, say, formats),
        ),
        queues=setting.counts,
        listing=listing,
        sources=sources,
        case=card_of(desk, case, setting) if case else None,
        undo=undo or recent_offer(desk, since=board.office.now - _OFFERED_FOR),
        said=said,
        progress=_running(desk, board.place),
    )


def _running(desk: Desk, place: Place) -> BulkProgress | None:
    """The person's act on many cases that is still under way, or was stopped by a fault."""
    act = unfinished_act(desk.who.agency_id, desk.session, desk.who.person_id or 0)
    return progress_of(desk, act, place) if act else None


def case_page(
    board: Board,
    case: CaseSummary,
    *,
    draft: Draft | None = None,
    undo: UndoOffer | None = None,
    notice: Notice | None = None,
    said: str = "",
) -> CasePage:
    """One case by itself; what can be undone in it is offered."""
    desk = board.desk
    return CasePage(
        shell=shell_of(desk, board.request, "queue", notice=notice),
        case=card_of(desk, case, board.setting, draft=draft),
        queue=queue_named(board.setting.counts, board.place.queue),
        undo=undo or offer_of(desk, case.case.id),
        said=said,
    )
