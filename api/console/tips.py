"""Telling the agency of what an officer saw on the net, and hearing what came of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, see_other
from api.console.forms import FormText, QueryText
from api.console.shell import shell_of
from api.console.words import say_in
from api.security import AnyDesk, Desk, desk
from api.tips import sighting, tip_form, tip_line
from api.view_models.parts import FieldError, Notice
from api.view_models.tips import TipFormPage, TipLine, TipsPage
from moderation.duties import tips
from moderation.errors import BadInputError
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import tips as queries
from moderation.queries.tips import ToldTip

__all__ = ["router"]

router = APIRouter(prefix="/tips")

_Picture = Annotated[UploadFile | None, File()]


@router.get("")
def list_tips(request: Request, desk: AnyDesk, told: QueryText = "") -> HTMLResponse:
    """What the person told, newest first."""
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    agency = agencies.find_agency(agency_id, session)
    thanks = Notice("good", say("Đã gửi. Kết quả sẽ hiện ở đây và trong mục Thông báo."))
    place = queries.find_tips_page(agency_id, session)
    reads = place is not None and desk.who.can(Permission.READ_CASES, place.id)
    base = desk.state.settings.public_url.rstrip("/")
    return page(
        desk,
        TipsPage(
            shell=shell_of(desk, request, "duties", notice=thanks if told else None),
            tips=tuple(
                _line(desk, one, reads=reads)
                for one in queries.tips_of(agency_id, session, desk.who.person_id or 0)
            ),
            queue_url=f"/queues/all?page_id={place.id}" if place is not None and reads else "",
            may_open=desk.who.pages(Permission.EDIT_PAGES) is None,
            is_open=agency.tips_opened_at is not None,
            public_url=f"{base}/bao-tin/{agency.slug}",
        ),
    )


@router.get("/new")
def show_form(request: Request, desk: AnyDesk, link: QueryText = "") -> HTMLResponse:
    """The short form; an address can be handed over by another page."""
    form = tip_form(say_in(desk.locale), link=link)
    return page(desk, TipFormPage(shell_of(desk, request, "duties"), form))


@router.post("")
def tell(
    request: Request,
    desk: AnyDesk,
    kind: FormText = "",
    link: FormText = "",
    note: FormText = "",
    picture: _Picture = None,
) -> Response:
    """Take it, or say by the field what is missing."""
    try:
        with desk.session.begin_nested():
            tips.tell(desk.session, desk.who, sighting(kind, link, note, picture))
    except BadInputError as error:
        wrong = (FieldError(str(error.facts.get("field", "picture")), error.message),)
        form = tip_form(say_in(desk.locale), kind=kind, link=link, note=note)
        return page(desk, TipFormPage(shell_of(desk, request, "duties"), form, wrong), 422)
    return see_other("/tips?told=1")


@router.post("/public")
def open_to_public(
    desk: Annotated[Desk, desk(Permission.EDIT_PAGES)], is_open: FormText = ""
) -> Response:
    """Let citizens tell the agency without an account, or no longer."""
    tips.open_to_public(desk.session, desk.who, is_open=bool(is_open))
    return see_other("/tips")


def _line(desk: Desk, told: ToldTip, *, reads: bool) -> TipLine:
    url = f"/cases/{told.tip.case_id}" if reads else ""
    return tip_line(told, say_in(desk.locale), url=url)
