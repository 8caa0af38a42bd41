"""Looking at the personal data of a case, with a reason."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.console.acting import answered_with_card
from api.console.answers import local_path, see_other
from api.console.forms import FormText
from api.console.list_query import SeenForm
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from moderation.policy import Permission
from moderation.privacy.revealing import reveal
from moderation.vocabulary import RevealReason

__all__ = ["router"]

router = APIRouter()


@router.post("/cases/{case_id}/reveal")
def show_private(
    case_id: PathId,
    reason: Annotated[RevealReason, Form()],
    request: Request,
    seen: SeenForm,
    desk: Annotated[Desk, desk(Permission.REVEAL)],
    back: FormText = "",
) -> Response:
    """The card unmasked for half an hour, or the page on which the question was asked."""
    reveal(desk.session, desk.who, case_id, reason)
    if back:
        return see_other(local_path(back))
    return answered_with_card(desk, request, seen, case_id)
