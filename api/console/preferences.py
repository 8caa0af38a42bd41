"""A person's own keys and ways of seeing, kept with them and not with a machine."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import is_htmx, page, saved, see_other
from api.console.forms import Fields
from api.console.shell import shell_of
from api.console.words import say_in
from api.security import AnyDesk, Desk
from api.view_models.parts import FieldError
from api.view_models.preferences import KeyLine, PreferencesPage
from moderation.errors import BadInputError
from moderation.people import preferences
from moderation.people.preferences import ALLOWED_KEYS, SHORTCUTS, standing_keys
from moderation.queries.preferences import preferences_of
from moderation.vocabulary import Density

__all__ = ["router"]

router = APIRouter(prefix="/preferences")


@router.get("")
def show(request: Request, desk: AnyDesk) -> HTMLResponse:
    """What the person has chosen."""
    return page(desk, _page(desk, request))


@router.post("")
def save(request: Request, fields: Fields, desk: AnyDesk) -> Response:
    """Keep it; where two keys clash, the form as it was sent, and nothing kept."""
    sent = {of: fields.get(f"key_{of}", of) for of in SHORTCUTS}
    if fields.get("act") == "reset":
        sent = {}
    try:
        with desk.session.begin_nested():
            preferences.choose(
                desk.session,
                desk.who,
                keys=sent,
                keys_on="keys_on" in fields,
                mask_harsh="mask_harsh" in fields,
                density=Density.COMPACT if "compact" in fields else Density.COMFORTABLE,
            )
    except BadInputError as error:
        field = str(error.facts.get("field", "key_J"))
        errors = (FieldError(field, error.message),)
        return page(desk, _page(desk, request, sent=sent, errors=errors), 422)
    return saved("/preferences")


@router.post("/keys")
def turn_keys(fields: Fields, request: Request, desk: AnyDesk) -> Response:
    """The switch in the sheet of keys."""
    preferences.turn_keys(desk.session, desk.who, on="on" in fields)
    return Response(status_code=204) if is_htmx(request) else see_other("/preferences")


def _page(
    desk: Desk,
    request: Request,
    *,
    sent: Mapping[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> PreferencesPage:
    say = say_in(desk.locale)
    kept = preferences_of(desk.who.agency_id, desk.session, desk.who.person_id or 0)
    keys = sent if sent is not None else (standing_keys(kept.keys) if kept else {})
    return PreferencesPage(
        shell=shell_of(desk, request, None),
        keys=tuple(KeyLine(of, say(does), keys.get(of, of)) for of, does in SHORTCUTS.items()),
        allowed=ALLOWED_KEYS,
        keys_on=kept.keys_on if kept else True,
        mask_harsh=kept.mask_harsh if kept else False,
        is_compact=kept is not None and kept.density is Density.COMPACT,
        errors=errors,
    )
