"""`/bao-tin/{slug}`: anybody tells an agency of what they saw, where it has opened this form.

No account, no name, no third party. What was told is never shown again, not even to its holder:
the receipt tells what came of it and nothing more. Strangers are counted by address
(`api.rate_limits`), their pictures are small (`api.body_limit`), and the agency takes so many a day
(`moderation.duties.tips`). The trap is a field that people do not see and programs fill in.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import HTMLResponse

from api.console.forms import FormText
from api.console.words import one_line, say_in
from api.i18n import Locale, pick_locale
from api.security import guard_origin
from api.state import State, state_of
from api.tips import sighting, tip_form, tip_line
from api.view_models.parts import FieldError
from api.view_models.tips import PublicTipPage, PublicTipStatusPage
from moderation.duties import tips
from moderation.errors import BadInputError, NotFoundError, UnavailableError
from moderation.models import Agency
from moderation.queries import agencies, doors

__all__ = ["router"]

router = APIRouter(
    prefix="/bao-tin", include_in_schema=False, dependencies=[Depends(guard_origin)]
)  # fmt: skip

_Picture = Annotated[UploadFile | None, File()]
_LONGEST_RECEIPT = 40


@router.get("/{slug}")
def show_form(slug: str, request: Request) -> HTMLResponse:
    """The form of an agency that has opened it; of no other it exists."""
    state, locale = state_of(request), _locale(request)
    agency = _open_agency(state, slug)
    view = PublicTipPage(one_line(agency.name), agency.slug, tip_form(say_in(locale)))
    return _html(state, view, locale)


@router.post("/{slug}")
def tell(
    slug: str,
    request: Request,
    kind: FormText = "",
    link: FormText = "",
    note: FormText = "",
    website: FormText = "",
    picture: _Picture = None,
) -> HTMLResponse:
    """Take it and hand over the receipt, which is shown in this one answer.

    What can not be taken, today or at all, comes back as it was typed, with why.
    """
    state, locale = state_of(request), _locale(request)
    agency, say = _open_agency(state, slug), say_in(locale)
    receipt, refused, status = "", "", 200
    errors: tuple[FieldError, ...] = ()
    try:
        _refuse_programs(website)
        seen = sighting(kind, link, note, picture)
        with state.database.transaction(agency.id) as session:
            _, receipt = tips.tell_as_citizen(agency.id, session, seen)
    except BadInputError as error:
        field = str(error.facts.get("field", "picture"))
        errors, status = (FieldError(field, error.message),), 422
    except UnavailableError as error:
        refused, status = error.message, 503
    form = tip_form(say) if receipt else tip_form(say, kind=kind, link=link, note=note)
    view = PublicTipPage(one_line(agency.name), agency.slug, form, receipt, errors, refused)
    return _html(state, view, locale, status)


@router.get("/{slug}/ket-qua")
def show_status_form(slug: str, request: Request) -> HTMLResponse:
    """Where a receipt is typed; never part of an address, which others would see."""
    state, locale = state_of(request), _locale(request)
    agency = _open_agency(state, slug)
    return _html(state, PublicTipStatusPage(one_line(agency.name), agency.slug), locale)


@router.post("/{slug}/ket-qua")
def show_status(slug: str, request: Request, receipt: FormText = "") -> HTMLResponse:
    """What came of it."""
    state, locale = state_of(request), _locale(request)
    agency, given = _open_agency(state, slug), receipt[:_LONGEST_RECEIPT]
    name = one_line(agency.name)
    try:
        with state.database.transaction(agency.id) as session:
            found = tip_line(tips.status_of(agency.id, session, given), say_in(locale))
    except NotFoundError as error:
        errors = (FieldError("receipt", error.message),)
        view = PublicTipStatusPage(name, agency.slug, None, given, errors)
        return _html(state, view, locale, 404)
    return _html(state, PublicTipStatusPage(name, agency.slug, found), locale)


def _refuse_programs(trap: str) -> None:
    """Say so where the trap was filled in: a browser may have done it for somebody honest."""
    if trap:
        raise BadInputError("Ô cuối phải để trống. Hãy xóa chữ trong đó.", field="website")


def _open_agency(state: State, slug: str) -> Agency:
    with state.database.doorway() as door:
        known = {name: agency_id for agency_id, name in doors.agencies(door)}
    if slug in known:
        with state.database.transaction(known[slug]) as session:
            agency = agencies.find_agency(known[slug], session)
            if agency.tips_opened_at is not None:
                session.expunge(agency)
                return agency
    raise NotFoundError("Không có mẫu báo tin ở địa chỉ này.")


def _locale(request: Request) -> Locale:
    return pick_locale(request.cookies.get("language"))


def _html(
    state: State, view: PublicTipPage | PublicTipStatusPage, locale: Locale, status: int = 200
) -> HTMLResponse:
    return HTMLResponse(state.pages.page(view, locale=locale), status)
