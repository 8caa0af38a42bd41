"""Beside a case: notes, files, and sending back what was passed up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import Field

from api.console.acting import carry_out, decide
from api.console.answers import is_htmx, part, see_other
from api.console.case_card import found_case
from api.console.forms import FormText
from api.console.list_query import Seen, SeenForm
from api.console.screens import board_of, case_page
from api.console.uploads import Upload, file_answer, received
from api.rest.schemas.values import MAX_ID, PathId
from api.security import Desk, desk
from moderation.casework import evidence, notes, passing
from moderation.policy import Permission

__all__ = ["router"]

router = APIRouter(prefix="/cases/{case_id}")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Noter = Annotated[Desk, desk(Permission.NOTE)]
_Called = Annotated[list[Annotated[int, Field(ge=1, le=MAX_ID)]] | None, Form()]


@router.post("/notes")
def add_note(
    case_id: PathId,
    request: Request,
    seen: SeenForm,
    desk: _Noter,
    text: FormText = "",
    to: _Called = None,
) -> Response:
    """Say something to colleagues; those named are told."""

    def act() -> object:
        return notes.add_note(desk.session, desk.who, case_id, text, mentions=to or ())

    return carry_out(desk, request, seen, case_id, act, _talk)


@router.post("/files")
def attach(
    case_id: PathId,
    request: Request,
    seen: SeenForm,
    desk: _Noter,
    file: Upload = None,
) -> Response:
    """Keep a file with the case."""

    def act() -> object:
        name, content = received(file)
        return evidence.attach(desk.session, desk.who, case_id, name, content)

    return carry_out(desk, request, seen, case_id, act, _talk)


@router.get("/files/{file_id}")
def download(case_id: PathId, file_id: PathId, desk: _Reader) -> Response:
    """A file as a download."""
    return file_answer(evidence.open_file(desk.session, desk.who, case_id, file_id))


@router.post("/files/{file_id}/withdraw")
def withdraw(
    case_id: PathId, file_id: PathId, request: Request, seen: SeenForm, desk: _Noter
) -> Response:
    """Take back a file put there by mistake; what it was called and its digest stay."""
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: evidence.withdraw(desk.session, desk.who, case_id, file_id),
        _talk,
    )


@router.post("/send-back")
def send_back(
    case_id: PathId, request: Request, seen: SeenForm, desk: _Noter, reason: FormText = ""
) -> Response:
    """Give a case that was passed up back to its queue, with a reason."""
    return decide(
        desk,
        request,
        seen,
        case_id,
        lambda: passing.send_back(desk.session, desk.who, case_id, reason, version=seen.version),
    )


def _talk(desk: Desk, request: Request, seen: Seen, case_id: int) -> Response:
    if not is_htmx(request):
        return see_other(seen.place.case_url(case_id))
    view = case_page(board_of(desk, request, seen.place), found_case(desk, case_id))
    return part(desk, view, "talk")
