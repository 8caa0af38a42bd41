"""Hiding a case's comments, taking that back, and the look of another person at it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.acting import answered_with_card, carry_out
from api.console.answers import page, part
from api.console.case_card import found_case
from api.console.forms import FormText
from api.console.hidden_rows import hidden_page
from api.console.list_query import Here, SeenForm
from api.console.screens import board_of, case_page
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from moderation.duties import reviews
from moderation.errors import BadInputError
from moderation.models import Hiding
from moderation.policy import Permission
from moderation.replies import hiding
from moderation.vocabulary import HideReason, HideVerdict
from platforms import CAPABILITIES

__all__ = ["router"]

router = APIRouter()

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Hider = Annotated[Desk, desk(Permission.HIDE)]
_Reviewer = Annotated[Desk, desk(Permission.REVIEW_HIDDEN)]


@router.get("/hidden")
def list_hidden(request: Request, desk: _Reviewer) -> HTMLResponse:
    """What waits for somebody else's look, and what had it."""
    return page(desk, hidden_page(desk, request))


@router.get("/cases/{case_id}/acts")
def show_acts(case_id: PathId, request: Request, place: Here, desk: _Reader) -> HTMLResponse:
    """How acts under way stand now; once they stand still, the whole card with them."""
    view = case_page(board_of(desk, request, place), found_case(desk, case_id))
    if view.case.acts.is_moving:
        return part(desk, view, "acts")
    answer = part(desk, view, "case")
    answer.headers["hx-retarget"] = "#case"
    return answer


@router.post("/cases/{case_id}/hide")
def hide(
    case_id: PathId,
    request: Request,
    seen: SeenForm,
    desk: _Hider,
    reason: FormText = "",
    note: FormText = "",
    everywhere: Annotated[bool, Form()] = False,  # noqa: FBT002 - a box of a form
) -> Response:
    """Ask for the comment, or for all its near copies, to be hidden."""
    able = CAPABILITIES[found_case(desk, case_id).page.platform]

    def act() -> list[Hiding]:
        return hiding.hide(
            desk.session,
            desk.who,
            case_id,
            _reason(reason),
            able=able,
            everywhere=everywhere,
            note=note,
        )

    return carry_out(desk, request, seen, case_id, act, answered_with_card)


@router.post("/cases/{case_id}/hide/decide")
def decide_request(
    case_id: PathId,
    request: Request,
    seen: SeenForm,
    desk: _Reviewer,
    is_allowed: Annotated[bool, Form()],
) -> Response:
    """A second person agrees to hide what may be criticism, or refuses."""
    able = CAPABILITIES[found_case(desk, case_id).page.platform]
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: hiding.decide_request(
            desk.session, desk.who, case_id, is_allowed=is_allowed, able=able
        ),
        answered_with_card,
    )


@router.post("/cases/{case_id}/reviews/{review_id}")
def decide_review(
    case_id: PathId,
    review_id: PathId,
    request: Request,
    seen: SeenForm,
    desk: _Reviewer,
    verdict: Annotated[HideVerdict, Form()],
    answer: FormText = "",
) -> Response:
    """Answer the author of a hidden comment."""
    found_case(desk, case_id)
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: reviews.decide(desk.session, desk.who, case_id, review_id, verdict, answer),
        answered_with_card,
    )


@router.post("/cases/{case_id}/hide/take-back")
def take_back(case_id: PathId, request: Request, seen: SeenForm, desk: _Hider) -> Response:
    """Stop what has not left yet."""
    found_case(desk, case_id)
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: hiding.take_back(desk.session, desk.who, case_id),
        answered_with_card,
    )


@router.post("/cases/{case_id}/hide/review")
def review(
    case_id: PathId,
    request: Request,
    seen: SeenForm,
    desk: _Reviewer,
    verdict: Annotated[HideVerdict, Form()],
) -> Response:
    """Another person lets it stay hidden, or has it shown again."""
    found_case(desk, case_id)
    return carry_out(
        desk,
        request,
        seen,
        case_id,
        lambda: hiding.review(desk.session, desk.who, case_id, verdict),
        answered_with_card,
    )


def _reason(given: str) -> HideReason:
    try:
        return HideReason(given)
    except ValueError as error:
        raise BadInputError("Hãy chọn lý do ẩn trong danh sách.") from error
