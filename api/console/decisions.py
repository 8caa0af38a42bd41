"""Decisions on a case, each of which shows the next one, and taking a decision back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.console.acting import answered_with_card, decide
from api.console.answers import is_htmx, part
from api.console.bulk import answered_with_progress
from api.console.case_card import found_case
from api.console.dates import read_past
from api.console.forms import FormText
from api.console.list_query import Seen, SeenForm
from api.console.screens import board_of, case_page, queue_page
from api.console.undoing import take_back
from api.console.words import say_in
from api.rest.schemas.values import MAX_ID, PathId
from api.security import Desk, desk
from moderation.casework import cases, passing
from moderation.policy import Permission
from moderation.queries.bulk import act_of_event, undo_of_act
from moderation.vocabulary import DismissReason, Label, Reason, Role

__all__ = ["router"]

router = APIRouter()

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Decider = Annotated[Desk, desk(Permission.TRIAGE)]


@router.post("/cases/{case_id}/label")
def relabel(
    case_id: PathId,
    label: Annotated[Label, Form()],
    request: Request,
    seen: SeenForm,
    desk: _Decider,
    reason: Annotated[Reason | None, Form()] = None,
) -> Response:
    """Say what the case really asks."""
    return decide(
        desk,
        request,
        seen,
        case_id,
        lambda: cases.relabel(
            desk.session, desk.who, case_id, label, reason=reason, version=seen.version
        ),
    )


@router.post("/cases/{case_id}/dismiss")
def dismiss(
    case_id: PathId,
    reason: Annotated[DismissReason, Form()],
    request: Request,
    seen: SeenForm,
    desk: _Decider,
) -> Response:
    """Close the case without a reply."""
    return decide(
        desk,
        request,
        seen,
        case_id,
        lambda: cases.dismiss(desk.session, desk.who, case_id, reason, version=seen.version),
    )


@router.post("/cases/{case_id}/escalate")
def escalate(
    case_id: PathId,
    to: Annotated[Role, Form()],
    request: Request,
    seen: SeenForm,
    desk: _Decider,
    note: FormText = "",
) -> Response:
    """Pass the case up, with a word on what is asked."""
    return decide(
        desk,
        request,
        seen,
        case_id,
        lambda: passing.pass_up(
            desk.session, desk.who, case_id, to, note=note, version=seen.version
        ),
    )


@router.post("/cases/{case_id}/answered")
def answered(
    case_id: PathId, request: Request, seen: SeenForm, desk: _Decider, at: FormText = ""
) -> Response:
    """Say that the page has answered at its source, at a time of Vietnam or just now."""
    return decide(
        desk,
        request,
        seen,
        case_id,
        lambda: cases.answer_recorded(
            desk.session, desk.who, case_id, answered_at=read_past(at), version=seen.version
        ),
    )


@router.post("/undo")
def undo(
    event_id: Annotated[int, Form(ge=1, le=MAX_ID)], request: Request, seen: SeenForm, desk: _Reader
) -> Response:
    """Take one's own last act back, and show the case as it was before."""
    event = take_back(desk, event_id)
    if event.case_id is None:
        act = act_of_event(desk.who.agency_id, desk.session, event_id)
        undone = undo_of_act(desk.who.agency_id, desk.session, act.id) if act else None
        assert undone is not None  # noqa: S101 - it was just made
        return answered_with_progress(desk, request, seen.place, undone)
    said = say_in(desk.locale)("Đã hoàn tác ở vụ %(id)s.") % {"id": event.case_id}
    return _restored(desk, request, seen, event.case_id, said)


def _restored(desk: Desk, request: Request, seen: Seen, case_id: int, said: str) -> Response:
    place = seen.place
    if not is_htmx(request):
        return answered_with_card(desk, request, seen, case_id)
    board, found = board_of(desk, request, place), found_case(desk, case_id)
    if "x-alone" in request.headers:
        alone = case_page(board, found, said=said)
        return part(desk, alone, "decided", url=place.case_url(case_id))
    view = queue_page(board, board.lines(), found, said=said)
    return part(desk, view, "decided", url=place.beside_url(case_id))
