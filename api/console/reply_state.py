"""Where the reply of a case stands, for the case's card; and what its people may do about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.acting import answered_with_card, carry_out
from api.console.answers import part
from api.console.case_card import found_case
from api.console.forms import FormText
from api.console.list_query import Here, SeenForm
from api.console.screens import board_of, case_page
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from moderation.errors import ConflictError
from moderation.policy import Permission
from moderation.queries import approvals as approval_queries
from moderation.replies import approvals, asking, corrections, reconciling
from moderation.vocabulary import PublishKind
from platforms import CAPABILITIES

__all__ = ["router"]

router = APIRouter(prefix="/cases/{case_id}")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Drafter = Annotated[Desk, desk(Permission.DRAFT)]


@router.get("/reply")
def show_reply(case_id: PathId, request: Request, place: Here, desk: _Reader) -> HTMLResponse:
    """How the reply stands now; once it stands still, the whole card with it."""
    view = case_page(board_of(desk, request, place), found_case(desk, case_id))
    if view.case.reply is not None and view.case.reply.is_moving:
        return part(desk, view, "reply")
    answer = part(desk, view, "case")
    answer.headers["hx-retarget"] = "#case"
    return answer


@router.post("/withdraw")
def withdraw(case_id: PathId, request: Request, seen: SeenForm, desk: _Drafter) -> Response:
    """Take back what was submitted, or what was approved and has not left yet."""
    found_case(desk, case_id)
    return carry_out(
        desk, request, seen, case_id, lambda: _take_back(desk, case_id), answered_with_card
    )


@router.post("/settle")
def settle(
    case_id: PathId,
    is_there: Annotated[bool, Form()],
    request: Request,
    seen: SeenForm,
    desk: _Drafter,
    kind: Annotated[PublishKind, Form()] = PublishKind.REPLY,
) -> Response:
    """Somebody looked at the network: it was done there, or it was not."""
    found_case(desk, case_id)
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: reconciling.settle_by_person(
            desk.session, desk.who, case_id, kind=kind, is_there=is_there
        ),
        answered_with_card,
    )


@router.post("/reply/edit")
def edit(
    case_id: PathId, request: Request, seen: SeenForm, desk: _Drafter, text: FormText = ""
) -> Response:
    """Put a new wording of what stands on the page before somebody."""
    able = CAPABILITIES[found_case(desk, case_id).page.platform]
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: corrections.submit_edit(
            desk.session, desk.who, case_id, text.replace("\r\n", "\n"), able=able
        ),
        answered_with_card,
    )


@router.post("/reply/remove")
def remove(
    case_id: PathId, request: Request, seen: SeenForm, desk: _Drafter, reason: FormText = ""
) -> Response:
    """Ask for what stands on the page to be taken away."""
    able = CAPABILITIES[found_case(desk, case_id).page.platform]
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: corrections.submit_withdrawal(desk.session, desk.who, case_id, reason, able=able),
        answered_with_card,
    )


def _take_back(desk: Desk, case_id: int) -> None:
    live = approval_queries.live_approval(desk.who.agency_id, desk.session, case_id)
    if live is None:
        raise ConflictError("Vụ này không có câu trả lời nào đang chờ. Hãy xem lại vụ.")
    if live.decided_by is None:
        approvals.withdraw(desk.session, desk.who, live.id)
    else:
        asking.cancel(desk.session, desk.who, case_id, {live.kind})
