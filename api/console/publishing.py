"""How answers leave: signature, contact, pages with a public log, pages that answer once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.forms import Fields, row_id
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.security import Desk, desk
from api.view_models.parts import Choice, FieldError
from api.view_models.publishing import PageContact, PublishingPage
from api.words import SIGNATURES_VI
from moderation.errors import BadInputError
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
    pages = agencies.network_pages(desk.who.agency_id, desk.session)
    now = agencies.find_agency(desk.who.agency_id, desk.session).reply_signature
    public = [one.id for one in pages if one.public_log]
    once = [one.id for one in pages if one.answers_once]
    return page(desk, _page(desk, request, now, public, once, {}))


@router.post("")
def change(
    request: Request,
    desk: _Editor,
    signature: Annotated[ReplySignature, Form()],
    fields: Fields,
    public: Annotated[list[int] | None, Form()] = None,
    once: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Set all at once; where a contact is refused, the form as it was sent."""
    public, once = public or [], once or []
    contacts = {
        row_id(name.removeprefix(_CONTACT)): text
        for name, text in fields.items()
        if name.startswith(_CONTACT)
    }
    try:
        with desk.session.begin_nested():
            signing.change(desk.session, desk.who, signature, public, once, contacts)
    except BadInputError as error:
        errors = (FieldError(str(error.facts["field"]), error.message),)
        view = _page(desk, request, signature, public, once, contacts, errors)
        return page(desk, view, 422)
    return saved("/publishing")


def _page(
    desk: Desk,
    request: Request,
    signature: ReplySignature,
    public: Collection[int],
    once: Collection[int],
    contacts: Mapping[int, str],
    errors: tuple[FieldError, ...] = (),
) -> PublishingPage:
    """The pages that the person may edit; the signature is a choice for those who may edit all."""
    say, mine = say_in(desk.locale), desk.who.pages(Permission.EDIT_PAGES)
    pages = [
        (one, one_line(one.name))
        for one in agencies.network_pages(desk.who.agency_id, desk.session)
        if mine is None or one.id in mine
    ]
    return PublishingPage(
        shell_of(desk, request, "pages"),
        signatures=tuple(
            Choice(one.value, say(name), is_chosen=one is signature)
            for one, name in SIGNATURES_VI.items()
            if mine is None or one is signature
        ),
        pages=tuple(Choice(str(one.id), name, is_chosen=one.id in public) for one, name in pages),
        once=tuple(Choice(str(one.id), name, is_chosen=one.id in once) for one, name in pages),
        contacts=tuple(
            PageContact(one.id, name, contacts.get(one.id, one.contact)) for one, name in pages
        ),
        errors=errors,
    )
