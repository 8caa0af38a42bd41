"""How answers leave: signature, contact, pages with a public log, pages that answer once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.forms import Fields, row_id
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.security import Desk, desk
from api.view_models.parts import Choice
from api.view_models.publishing import PageContact, PublishingPage
from api.words import SIGNATURES_VI
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.replies import signing
from moderation.vocabulary import ReplySignature

__all__ = ["router"]

router = APIRouter(prefix="/publishing")

_CONTACT = "contact_"

_Editor = Annotated[Desk, desk(Permission.EDIT_PAGES)]


@router.get("")
def show(request: Request, desk: _Editor) -> HTMLResponse:
    """What is set now."""
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    pages = agencies.network_pages(agency_id, session)
    now = agencies.find_agency(agency_id, session).reply_signature
    return page(
        desk,
        PublishingPage(
            shell_of(desk, request, "pages"),
            signatures=tuple(
                Choice(one.value, say(name), is_chosen=one is now)
                for one, name in SIGNATURES_VI.items()
            ),
            pages=tuple(
                Choice(str(one.id), one_line(one.name), is_chosen=one.public_log) for one in pages
            ),
            once=tuple(
                Choice(str(one.id), one_line(one.name), is_chosen=one.answers_once) for one in pages
            ),
            contacts=tuple(PageContact(one.id, one_line(one.name), one.contact) for one in pages),
        ),
    )


@router.post("")
def change(
    desk: _Editor,
    signature: Annotated[ReplySignature, Form()],
    fields: Fields,
    public: Annotated[list[int] | None, Form()] = None,
    once: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Set all at once."""
    contacts = {
        row_id(name.removeprefix(_CONTACT)): text
        for name, text in fields.items()
        if name.startswith(_CONTACT)
    }
    signing.change(desk.session, desk.who, signature, public or [], once or [], contacts)
    return saved("/publishing")
