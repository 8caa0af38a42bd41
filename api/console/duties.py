"""The index of an agency's duties besides answering: a card for each, with what waits in it.

A duty adds a function `(desk) -> DutyCard | None` to `_CARDS`; None keeps a card from those who
may not open its page. What each card counts is asked of `moderation.queries`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.console.answers import page
from api.console.contributions import contributions_card
from api.console.duty_cards import incidents_card, suspects_card, tips_card
from api.console.referral_views import referrals_card
from api.console.rulebook import rules_card
from api.console.shell import shell_of
from api.console.traits import traits_card
from api.console.words import say_in
from api.security import Desk, desk
from api.view_models.duties import DutiesPage, DutyCard, DutyCount
from moderation.duties.officers import missing_roles
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries.asked_reviews import count_asked
from moderation.queries.hidings import count_unreviewed
from moderation.timing.calendar import VIETNAM

__all__ = ["router"]

router = APIRouter(prefix="/duties")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]


@router.get("")
def show(request: Request, desk: _Reader) -> HTMLResponse:
    """Every duty that this person may see."""
    cards = tuple(card for make in _CARDS if (card := make(desk)) is not None)
    return page(desk, DutiesPage(shell_of(desk, request, "duties"), cards))


def _officers(desk: Desk) -> DutyCard | None:
    """Pages that lack somebody whom they must name."""
    if not desk.who.can(Permission.EDIT_PAGES):
        return None
    say, today = say_in(desk.locale), datetime.now(VIETNAM).date()
    named = agencies.officers(desk.who.agency_id, desk.session)
    lacking = sum(
        bool(missing_roles([one for one in named if one.page_id == each.id], today))
        for each in agencies.network_pages(desk.who.agency_id, desk.session)
    )
    return DutyCard(
        say("Trang và người phụ trách"),
        "/pages",
        say("Mỗi trang có người phát ngôn, người chịu trách nhiệm nội dung và người quản trị."),
        "A01, A02, A03, A05",
        (DutyCount(lacking, say("trang còn thiếu người phụ trách"), bool(lacking)),),
    )


def _hidden(desk: Desk) -> DutyCard | None:
    """Hidings that wait for another person's look."""
    if not desk.who.can(Permission.REVIEW_HIDDEN):
        return None
    say = say_in(desk.locale)
    agency_id, me = desk.who.agency_id, desk.who.person_id
    pages = desk.who.pages(Permission.REVIEW_HIDDEN)
    waiting = count_unreviewed(agency_id, desk.session, page_ids=pages, not_by=me)
    asked = count_asked(agency_id, desk.session, page_ids=pages, not_by=me)
    return DutyCard(
        say("Bình luận đã ẩn"),
        "/hidden",
        say("Mỗi lần ẩn có lý do, dựa vào một quy tắc, và được một người khác xem lại."),
        "A08, A26, B08",
        (
            DutyCount(waiting, say("vụ chờ người khác xem lại"), bool(waiting)),
            DutyCount(asked, say("đề nghị ẩn hoặc xem lại chờ anh/chị quyết định"), bool(asked)),
        ),
    )


_CARDS: tuple[Callable[[Desk], DutyCard | None], ...] = (
    rules_card,
    contributions_card,
    tips_card,
    incidents_card,
    suspects_card,
    _officers,
    _hidden,
    referrals_card,
    traits_card,
)
