"""A case's clock held and let run, and a closed case opened again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.console.acting import answered_with_card, carry_out
from api.console.dates import read_moment
from api.console.forms import Fields, row_id
from api.console.list_query import SeenForm
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from moderation.casework import pauses, reopening, splitting
from moderation.errors import BadInputError
from moderation.models import CasePause
from moderation.policy import Permission
from moderation.vocabulary import PauseReason

__all__ = ["router"]

router = APIRouter(prefix="/cases/{case_id}")

_Decider = Annotated[Desk, desk(Permission.TRIAGE)]


@router.post("/pause")
def pause(
    case_id: PathId, request: Request, seen: SeenForm, fields: Fields, desk: _Decider
) -> Response:
    """Hold the clock till a named moment, for a reason from the list."""

    def act() -> CasePause:
        try:
            reason = PauseReason(fields.get("reason", ""))
        except ValueError as error:
            raise BadInputError("Hãy chọn lý do tạm dừng trong danh sách.") from error
        until = read_moment(fields.get("until", ""))
        note = fields.get("note", "")
        return pauses.pause(desk.session, desk.who, case_id, reason, until=until, note=note)

    return carry_out(desk, request, seen, case_id, act, answered_with_card)


@router.post("/resume")
def resume(case_id: PathId, request: Request, seen: SeenForm, desk: _Decider) -> Response:
    """Let the clock run again."""
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: pauses.resume(desk.session, desk.who, case_id),
        answered_with_card,
    )


@router.post("/split")
def split(
    case_id: PathId, request: Request, seen: SeenForm, fields: Fields, desk: _Decider
) -> Response:
    """Take the chosen comments out of their group, into a case of their own."""
    chosen = [row_id(name.removeprefix("comment_")) for name in fields if "comment_" in name]
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: splitting.split(desk.session, desk.who, case_id, chosen, version=seen.version),
        answered_with_card,
    )


@router.post("/reopen")
def reopen(case_id: PathId, request: Request, seen: SeenForm, desk: _Decider) -> Response:
    """Open a closed case again."""
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: reopening.reopen(desk.session, desk.who, case_id, version=seen.version),
        answered_with_card,
    )
