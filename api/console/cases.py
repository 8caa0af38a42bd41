"""A case: read, taken, held, given back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.acting import answered_with_card, carry_out
from api.console.answers import page, part, target
from api.console.case_card import found_case
from api.console.list_query import Here, SeenForm
from api.console.screens import board_of, case_page
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from moderation.casework import cases
from moderation.policy import Permission

__all__ = ["router"]

router = APIRouter(prefix="/cases/{case_id}")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Drafter = Annotated[Desk, desk(Permission.DRAFT)]


@router.get("")
def show_case(case_id: PathId, request: Request, place: Here, desk: _Reader) -> HTMLResponse:
    """A case beside its list, or by itself as on a phone."""
    view = case_page(board_of(desk, request, place), found_case(desk, case_id))
    if target(request) == "case":
        return part(desk, view, "opened" if view.undo else "case")
    return page(desk, view)


@router.post("/claim")
def claim(case_id: PathId, request: Request, seen: SeenForm, desk: _Drafter) -> Response:
    """Take the case, so that nobody else works on it."""
    minutes = desk.state.settings.claim_minutes
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: cases.claim(desk.session, desk.who, case_id, minutes=minutes),
        answered_with_card,
    )


@router.post("/release")
def release(case_id: PathId, request: Request, seen: SeenForm, desk: _Drafter) -> Response:
    """Give the case back; a page that is left says so by a beacon, which nobody reads."""
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: cases.release(desk.session, desk.who, case_id),
        answered_with_card,
    )


@router.post("/heartbeat", status_code=204)
def heartbeat(case_id: PathId, desk: _Drafter) -> Response:
    """Hold the case a while longer."""
    cases.claim(desk.session, desk.who, case_id, minutes=desk.state.settings.claim_minutes)
    return Response(status_code=204)
