"""Carrying an act out: the next case after it, or the refusal with nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import is_htmx, page, part, see_other
from api.console.case_card import found_case
from api.console.list_query import Place, Seen
from api.console.screens import Board, board_of, case_page, queue_page
from api.console.undoing import offer, told
from api.console.words import say_in
from api.security import Desk
from api.view_models.doors import ErrorPage
from api.view_models.parts import Notice
from moderation.errors import BadInputError, ConflictError
from moderation.models import Case, Event
from moderation.queries.cases import CasePosition, CaseSummary

__all__ = ["answered_with_card", "carry_out", "decide", "position", "show_next"]

Done = TypeVar("Done")


def carry_out(
    desk: Desk,
    request: Request,
    seen: Seen,
    case_id: int,
    act: Callable[[], Done],
    answer: Callable[[Desk, Request, Seen, int], Response],
) -> Response:
    """Act within a savepoint, so that a refused act leaves nothing behind; then answer."""
    try:
        with desk.session.begin_nested():
            act()
    except (ConflictError, BadInputError) as error:
        return _refused(desk, request, seen, case_id, error)
    return answer(desk, request, seen, case_id)


def decide(
    desk: Desk, request: Request, seen: Seen, case_id: int, act: Callable[[], Event]
) -> Response:
    """Act, and show the case that comes next in the list."""
    before = position(found_case(desk, case_id).case)
    try:
        with desk.session.begin_nested():
            event = act()
    except (ConflictError, BadInputError) as error:
        return _refused(desk, request, seen, case_id, error)
    return show_next(desk, request, seen.place, event, before)


def position(case: Case) -> CasePosition:
    """Where a case stands in its list, kept before an act moves it."""
    return CasePosition(case.due_at, case.severity, case.id)


def answered_with_card(desk: Desk, request: Request, seen: Seen, case_id: int) -> Response:
    """The case as it is now."""
    if not is_htmx(request):
        return see_other(seen.place.case_url(case_id))
    view = case_page(board_of(desk, request, seen.place), found_case(desk, case_id))
    return part(desk, view, "case")


def show_next(
    desk: Desk, request: Request, place: Place, event: Event, before: CasePosition
) -> Response:
    """The case after the one that was decided, the list without it, and the way to take it back."""
    board = board_of(desk, request, place)
    lines = board.lines()
    following = _following(board, lines.found, before)
    if lines.has_next and (following is None or _at(following) < _at_position(before)):
        board = board.onward(before, lines)
        lines = board.lines()
        following = _following(board, lines.found, before)
    if not is_htmx(request):
        return see_other(board.place.case_url(following.case.id) if following else place.back)
    undo = offer(desk, event)
    said = _said(desk, event, following, lines.found)
    if "x-alone" not in request.headers:
        view = queue_page(board, lines, following, undo=undo, said=said)
        url = board.place.beside_url(following.case.id) if following else board.place.back
        return part(desk, view, "decided", url=url)
    if following is None:
        return Response(headers={"hx-redirect": board.place.back})
    alone = case_page(board, following, undo=undo, said=said)
    return part(desk, alone, "decided", url=board.place.case_url(following.case.id))


def _following(board: Board, found: list[CaseSummary], before: CasePosition) -> CaseSummary | None:
    """The first case after the decided one that nobody else works on, else the first at all."""
    now, me = board.office.now, board.desk.who.person_id
    free = [
        one
        for one in found
        if one.case.id != before.id
        and (
            one.case.claimed_until is None
            or one.case.claimed_until <= now
            or one.case.claimed_by == me
        )
    ]
    after = (one for one in free if _at(one) > _at_position(before))
    return next(after, free[0] if free else None)


def _at(one: CaseSummary) -> tuple[datetime, int, int]:
    return _at_position(position(one.case))


def _at_position(place: CasePosition) -> tuple[datetime, int, int]:
    return place.due_at, place.severity, place.id


def _said(desk: Desk, event: Event, following: CaseSummary | None, found: list[CaseSummary]) -> str:
    say = say_in(desk.locale)
    done = told(event, say)
    if following is None:
        return f"{done} {say('Danh sách đã hết.')}"
    at = [one.case.id for one in found].index(following.case.id) + 1
    where = say("Vụ %(id)s, dòng %(at)s trong %(all)s.")
    return f"{done} {where % {'id': following.case.id, 'at': at, 'all': len(found)}}"


def _refused(
    desk: Desk,
    request: Request,
    seen: Seen,
    case_id: int,
    error: ConflictError | BadInputError,
) -> HTMLResponse:
    """Why not, with the case as it is now."""
    is_conflict = isinstance(error, ConflictError)
    status = HTTPStatus.CONFLICT if is_conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    board = board_of(desk, request, seen.place)
    found = found_case(desk, case_id)
    if not is_htmx(request):
        return page(desk, case_page(board, found, notice=Notice("warning", error.message)), status)
    notice = ErrorPage(None, "conflict" if is_conflict else "bad_input", error.message)
    answer = part(desk, notice, "notice", status=status)
    html = bytes(answer.body).decode()
    if is_conflict:
        html += desk.state.pages.part(case_page(board, found), "fresh", locale=desk.locale)
    headers = {"hx-retarget": "#notice", "hx-reswap": "innerHTML", "hx-reselect": "[data-answer]"}
    return HTMLResponse(html, status, headers=headers)
