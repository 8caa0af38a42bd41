"""The addresses at which comments arrive: opened, given another key, closed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.forms import Fields
from api.console.page_list import pages_page
from api.console.shell import shell_of
from api.console.words import one_line
from api.rest.schemas.values import PathId
from api.security import Desk, desk, fresh
from api.view_models.parts import FieldError
from api.view_models.settings import EndpointFormPage
from moderation.errors import BadInputError, NotFoundError
from moderation.intake import endpoints
from moderation.models import Endpoint, Page
from moderation.policy import Permission
from moderation.queries import agencies as queries
from moderation.vocabulary import Platform
from platforms import HANDSHAKES

__all__ = ["router"]

router = APIRouter()

_Editor = Annotated[Desk, desk(Permission.EDIT_PAGES)]
_Connector = Annotated[Desk, fresh(Permission.EDIT_PAGES)]


@router.get("/pages/{page_id}/endpoint")
def show_form(page_id: PathId, request: Request, desk: _Connector) -> HTMLResponse:
    """The form for the secret of the application that a network delivers for."""
    found = _network_page(desk, page_id)
    return page(desk, _form(desk, request, found.platform, f"/pages/{page_id}/endpoint"))


@router.post("/pages/{page_id}/endpoint")
def add(page_id: PathId, request: Request, fields: Fields, desk: _Connector) -> Response:
    """Open an address; a key that was made here stands in this one answer."""
    found = queries.find_page(desk.who.agency_id, desk.session, page_id)
    if found is None or found.platform not in HANDSHAKES:
        made, secret = endpoints.add_endpoint(desk.session, desk.who, page_id, desk.state.keyring)
        return page(desk, pages_page(desk, request, secrets={made.id: secret}))
    try:
        endpoints.add_network_endpoint(
            desk.session,
            desk.who,
            found.platform,
            desk.state.keyring,
            fields.get("app_secret", ""),
        )
    except BadInputError as error:
        errors = (FieldError("app_secret", error.message),)
        address = f"/pages/{page_id}/endpoint"
        return page(desk, _form(desk, request, found.platform, address, errors=errors), 422)
    return saved(f"/pages#page-{page_id}")


@router.get("/endpoints/{endpoint_id}/rotate")
def show_rotation(endpoint_id: PathId, request: Request, desk: _Connector) -> HTMLResponse:
    """The form for an application's new secret."""
    return page(desk, _rotation(desk, request, _open(desk, endpoint_id)))


@router.post("/endpoints/{endpoint_id}/rotate")
def rotate(endpoint_id: PathId, request: Request, fields: Fields, desk: _Connector) -> Response:
    """Change the key; the old one is taken for another day."""
    found = _open(desk, endpoint_id)
    try:
        made, secret = endpoints.rotate_endpoint_secret(
            desk.session,
            desk.who,
            endpoint_id,
            desk.state.keyring,
            app_secret=fields.get("app_secret", ""),
        )
    except BadInputError as error:
        errors = (FieldError("app_secret", error.message),)
        return page(desk, _rotation(desk, request, found, errors), 422)
    shown = {made.id: secret} if made.platform is Platform.STANDARD else {}
    return page(desk, pages_page(desk, request, secrets=shown))


@router.post("/endpoints/{endpoint_id}/close")
def close(endpoint_id: PathId, desk: _Editor) -> Response:
    """Take nothing in at this address any more."""
    endpoints.close_endpoint(desk.session, desk.who, endpoint_id)
    return saved("/pages")


def _network_page(desk: Desk, page_id: int) -> Page:
    found = queries.find_page(desk.who.agency_id, desk.session, page_id)
    if found is None or found.platform not in HANDSHAKES:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    return found


def _open(desk: Desk, endpoint_id: int) -> Endpoint:
    found = queries.find_endpoint(desk.who.agency_id, desk.session, endpoint_id)
    if found is None or found.closed_at is not None:
        raise NotFoundError(
            "Không có địa chỉ nhận này; chưa nhận gì. Hãy xem lại địa chỉ ở mục Trang."
        )
    return found


def _rotation(
    desk: Desk, request: Request, found: Endpoint, errors: tuple[FieldError, ...] = ()
) -> EndpointFormPage:
    address = f"/endpoints/{found.id}/rotate"
    return _form(desk, request, found.platform, address, is_rotation=True, errors=errors)


def _form(
    desk: Desk,
    request: Request,
    platform: Platform,
    address: str,
    *,
    is_rotation: bool = False,
    errors: tuple[FieldError, ...] = (),
) -> EndpointFormPage:
    named = queries.pages(desk.who.agency_id, desk.session)
    return EndpointFormPage(
        shell=shell_of(desk, request, "pages"),
        platform=platform,
        address=address,
        page_names=tuple(one_line(one.name) for one in named if one.platform is platform),
        is_rotation=is_rotation,
        errors=errors,
    )
