"""Looking at a comment a second time, without knowing how it was labelled."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.comment_text import segments
from api.console.answers import page, see_other
from api.console.case_card import found_case
from api.console.case_rows import excerpt
from api.console.shell import shell_of
from api.console.words import say_in
from api.masking import masked
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.quality import SecondLookPage
from moderation.errors import ConflictError
from moderation.policy import Permission
from moderation.quality import looks
from moderation.queries import quality as queries
from moderation.queries.cases import comment_with_post
from moderation.vocabulary import Label

__all__ = ["router"]

router = APIRouter()

_Decider = Annotated[Desk, desk(Permission.TRIAGE)]
_Manager = Annotated[Desk, desk(Permission.EDIT_ROUTING)]

_CONTEXT = 4_000


@router.get("/second-looks")
def show(request: Request, desk: _Decider) -> HTMLResponse:
    """The next comment for this person."""
    return page(desk, _page(desk, request))


@router.post("/second-looks/rule")
def set_rule(
    desk: _Manager, sample: Annotated[int, Form()], golden: Annotated[int, Form()]
) -> Response:
    """How much the agency looks at twice."""
    looks.set_rule(desk.session, desk.who, sample=sample, golden=golden)
    return see_other("/corrections")


@router.post("/second-looks/{look_id}")
def give(
    look_id: PathId, request: Request, label: Annotated[Label, Form()], desk: _Decider
) -> Response:
    """Say what the comment asks, and go on to the next one."""
    try:
        with desk.session.begin_nested():
            looks.give(desk.session, desk.who, look_id, label)
    except ConflictError as error:
        return page(desk, _page(desk, request, error.message), 409)
    return see_other("/second-looks")


@router.post("/cases/{case_id}/golden")
def make_golden(case_id: PathId, desk: _Manager) -> Response:
    """Keep the case's comment with its present label as a golden item."""
    looks.make_golden(desk.session, desk.who, found_case(desk, case_id).case)
    return see_other(f"/cases/{case_id}")


def _page(desk: Desk, request: Request, said: str = "") -> SecondLookPage:
    say, shell = say_in(desk.locale), shell_of(desk, request, "quality")
    agency_id, session = desk.who.agency_id, desk.session
    look = looks.next_for(session, desk.who)
    if look is None:
        return SecondLookPage(shell, 0, 0, said=said)
    waiting = queries.waiting_looks(
        agency_id,
        session,
        desk.who.person_id or 0,
        page_ids=desk.who.pages(Permission.TRIAGE),
    )
    text, post = comment_with_post(agency_id, session, look.comment_id)
    return SecondLookPage(
        shell,
        look.id,
        waiting,
        text=segments(masked(text)) if text else excerpt(None, say),
        post=segments(masked(post), limit=_CONTEXT) if post else (),
        said=said,
    )
