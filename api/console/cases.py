"""A case: read, taken, held, given back."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.acting import answered_with_card, carry_out
from api.console.answers import local_path, page, part, target
from api.console.case_card import found_case
from api.console.forms import FormText
from api.console.list_query import Here, SeenForm
from api.console.screens import board_of, case_page
from api.console.words import one_line
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.case import PresencePage
from moderation.casework import claims
from moderation.policy import Permission
from moderation.queries.presence import note_presence

__all__ = ["router"]

router = APIRouter(prefix="/cases/{case_id}")

_LONGEST_TAB = 64
_LISTS = ("/dashboard/cases?", "/dashboard/comments?")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Drafter = Annotated[Desk, desk(Permission.DRAFT)]


@router.get("")
def show_case(case_id: PathId, request: Request, place: Here, desk: _Reader) -> HTMLResponse:
    """A case beside its list, or by itself as on a phone."""
    view = case_page(board_of(desk, request, place), found_case(desk, case_id))
    back = local_path(request.query_params.get("back", ""), otherwise="")
    if back.startswith(_LISTS):
        view = replace(view, back=back)
    if desk.who.person_id is not None:
        note_presence(desk.who.agency_id, desk.session, desk.who.person_id, case_id)
    if target(request) == "case":
        return part(desk, view, "opened" if view.undo else "case")
    return page(desk, view)


@router.post("/claim")
def claim(case_id: PathId, request: Request, seen: SeenForm, desk: _Drafter) -> Response:
    """Take the case, so that nobody else works on it."""
    minutes, tab = desk.state.settings.claim_minutes, _tab(request)
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: claims.claim(desk.session, desk.who, case_id, minutes=minutes, token=tab),
        answered_with_card,
    )


@router.post("/take-over")
def take_over(case_id: PathId, request: Request, seen: SeenForm, desk: _Drafter) -> Response:
    """Take the case from whoever holds it, who is told."""
    minutes, tab = desk.state.settings.claim_minutes, _tab(request)
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: claims.take_over(desk.session, desk.who, case_id, minutes=minutes, token=tab),
        answered_with_card,
    )


@router.post("/release")
def release(
    case_id: PathId, request: Request, seen: SeenForm, desk: _Drafter, claim_token: FormText = ""
) -> Response:
    """Give the case back; a page that is left says so by a beacon, which nobody reads."""
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: claims.release(desk.session, desk.who, case_id, token=claim_token[:_LONGEST_TAB]),
        answered_with_card,
    )


@router.post("/here")
def here(case_id: PathId, request: Request, desk: _Reader) -> HTMLResponse:
    """A sign of life of an open card: its claim goes on, and one hears who else looks at it."""
    minutes = desk.state.settings.claim_minutes
    watch = claims.keep(desk.session, desk.who, case_id, minutes=minutes, token=_tab(request))
    names = tuple(one_line(name) for name in watch.watchers)
    return part(desk, PresencePage(names, watch.lost), "presence")


def _tab(request: Request) -> str:
    """What the browser calls the tab that asks; a page without scripts calls it nothing."""
    return request.headers.get("x-tab", "")[:_LONGEST_TAB]
