"""Being told outside the console: what, by which way, when; and whether it arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from api.console.answers import page, saved, see_other
from api.console.forms import Fields
from api.console.shell import shell_of
from api.console.words import Say, one_line, say_in
from api.rendering import ASSETS_DIST
from api.rest.schemas.values import PathId
from api.security import AnyDesk, Desk, desk, fresh
from api.state import state_of
from api.view_models.letters import (
    DeviceLine,
    HookCard,
    LetterLine,
    NoticeKindLine,
    NoticeSettingsPage,
)
from api.view_models.parts import FieldError
from api.words import CHANNELS_VI, LETTER_TROUBLES_VI, NOTICES_VI
from moderation.errors import BadInputError
from moderation.models import Letter
from moderation.policy import Permission
from moderation.queries import telling as queries
from moderation.settings import Settings
from moderation.telling import devices, hooks, letters, wishes
from moderation.telling.devices import Subscription
from moderation.telling.wording import KINDS, headline
from moderation.vocabulary import NoticeChannel, WorkState

__all__ = ["router"]

router = APIRouter()

_Keeper = Annotated[Desk, desk(Permission.EDIT_PAGES)]
_Connector = Annotated[Desk, fresh(Permission.EDIT_PAGES)]
_SHOWN = 20
_HERE = "/notifications/settings"


@router.get("/service-worker.js")
def service_worker(request: Request) -> Response:
    """What shows a notice while no page of ours is open; a browser takes it from the root alone."""
    name = state_of(request).pages.assets.files["service-worker.js"]
    return FileResponse(
        ASSETS_DIST / name, media_type="text/javascript", headers={"cache-control": "no-cache"}
    )


@router.get(_HERE)
def show(request: Request, desk: AnyDesk) -> HTMLResponse:
    """What the person has chosen, their devices, what left for them of late."""
    return page(desk, _page(desk, request))


@router.post(_HERE)
def save(request: Request, fields: Fields, desk: AnyDesk) -> Response:
    """Keep it; for an address that can't be one, the form as it was sent."""
    try:
        wishes.choose(
            desk.session,
            desk.who,
            mail_address=fields.get("mail_address", ""),
            kinds={
                channel: [kind for kind in KINDS if f"{channel.value}_{kind}" in fields]
                for channel in wishes.OWN_CHANNELS
            },
            digest=fields.get("digest", "1") == "1",
            quiet="quiet" in fields,
        )
    except BadInputError as error:
        errors = (FieldError("mail_address", error.message),)
        return page(desk, _page(desk, request, sent=fields, errors=errors), 422)
    return saved(f"{_HERE}")


@router.post("/notifications/devices")
def add_device(
    request: Request,
    fields: Fields,
    desk: AnyDesk,
) -> Response:
    """Show notices on the browser that asks."""
    keys = Subscription(
        fields.get("endpoint", ""), fields.get("p256dh", ""), fields.get("auth", "")
    )
    try:
        devices.add_device(
            desk.session,
            desk.who,
            keys,
            name=one_line(fields.get("name", "")),
            hosts=_hosts(desk.state.settings.push_hosts),
            keyring=desk.state.keyring,
        )
    except BadInputError as error:
        errors = (FieldError("push", error.message),)
        return page(desk, _page(desk, request, errors=errors), 422)
    return saved(f"{_HERE}#devices")


@router.post("/notifications/devices/{device_id}/remove")
def remove_device(device_id: PathId, desk: AnyDesk) -> Response:
    """Show no more of them there."""
    devices.remove_device(desk.session, desk.who, device_id, now=datetime.now(UTC))
    return saved(f"{_HERE}#devices")


@router.post("/notifications/try")
def try_out(request: Request, channel: Annotated[NoticeChannel, Form()], desk: AnyDesk) -> Response:
    """Send oneself a letter, to see whether it arrives."""
    try:
        letters.send_trial(desk.session, desk.who, channel)
    except BadInputError as error:
        field = "mail_address" if channel is NoticeChannel.MAIL else "push"
        errors = (FieldError(field, error.message),)
        return page(desk, _page(desk, request, errors=errors), 422)
    return see_other(f"{_HERE}#{'hook' if channel is NoticeChannel.HOOK else 'letters'}")


@router.post("/notifications/letters/{letter_id}/retry")
def retry(letter_id: PathId, desk: AnyDesk) -> Response:
    """Try a letter again that every attempt has failed on."""
    letters.again(desk.session, desk.who, letter_id)
    return see_other(f"{_HERE}#letters")


@router.post("/notifications/hook")
def set_hook(request: Request, fields: Fields, desk: _Connector) -> Response:
    """Tell the agency's own program; its secret stands in this one answer."""
    try:
        secret = hooks.set_hook(
            desk.session,
            desk.who,
            fields.get("hook_url", ""),
            hosts=_hosts(desk.state.settings.hook_hosts),
            keyring=desk.state.keyring,
        )
    except BadInputError as error:
        errors = (FieldError("hook_url", error.message),)
        return page(desk, _page(desk, request, errors=errors), 422)
    return page(desk, _page(desk, request, secret=secret))


@router.post("/notifications/hook/remove")
def remove_hook(desk: _Keeper) -> Response:
    """Tell it nothing more."""
    hooks.remove_hook(desk.session, desk.who)
    return saved(f"{_HERE}#hook")


def _page(
    desk: Desk,
    request: Request,
    *,
    sent: Mapping[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
    secret: str = "",
) -> NoticeSettingsPage:
    say, settings = say_in(desk.locale), desk.state.settings
    agency_id, session = desk.who.agency_id, desk.session
    user_id = wishes.person_of(desk.who)
    kept = queries.wishes_of(agency_id, session, user_id)
    wanted = kept.kinds if kept else {c.value: list(KINDS) for c in wishes.OWN_CHANNELS}
    address = kept.mail_address if kept else ""
    return NoticeSettingsPage(
        shell=shell_of(desk, request, None),
        mail_address=address if sent is None else sent.get("mail_address", ""),
        digest=kept.digest if kept else True,
        quiet=kept.quiet if kept else True,
        kinds=tuple(
            NoticeKindLine(
                kind, say(NOTICES_VI[kind]), kind in wanted["mail"], kind in wanted["push"]
            )
            for kind in KINDS
        ),
        devices=tuple(
            DeviceLine(one.id, one_line(one.name), one.created_at)
            for one in queries.devices(agency_id, session, [user_id])[user_id]
        ),
        letters=_lines(queries.own_letters(agency_id, session, user_id, limit=_SHOWN), desk, say),
        can_mail=settings.smtp_url is not None,
        push_key=_push_key(desk, settings),
        hook=_hook(desk, say, secret) if _keeps_hook(desk) else None,
        errors=errors,
    )


def _keeps_hook(desk: Desk) -> bool:
    return desk.who.can(Permission.EDIT_PAGES) and desk.who.pages(Permission.EDIT_PAGES) is None


def _hook(desk: Desk, say: Say, secret: str) -> HookCard:
    found = queries.hook_of(desk.who.agency_id, desk.session)
    left = queries.hook_letters(desk.who.agency_id, desk.session, limit=_SHOWN)
    return HookCard(
        url=found.url if found else "",
        is_offered=bool(desk.state.settings.hook_hosts),
        letters=_lines([(one, None) for one in left], desk, say),
        secret=secret,
    )


def _push_key(desk: Desk, settings: Settings) -> str:
    """The key that a browser subscribes with; empty where nothing is pushed."""
    if desk.state.keys is None or not settings.push_hosts:
        return ""
    return devices.public_key(desk.who.agency_id, desk.session, desk.state.keys)


def _lines(
    rows: Sequence[tuple[Letter, str | None]], desk: Desk, say: Say
) -> tuple[LetterLine, ...]:
    return tuple(_line(one, name, desk, say) for one, name in rows)


def _line(one: Letter, device: str | None, desk: Desk, say: Say) -> LetterLine:
    if one.state is WorkState.DONE:
        state = "sent" if one.sent_at else "dropped"
    else:
        state = "failed" if one.state is WorkState.DEAD else "waiting"
    why = LETTER_TROUBLES_VI.get(one.error_code or "", LETTER_TROUBLES_VI[""])
    return LetterLine(
        id=one.id,
        way=one_line(device) if device else say(CHANNELS_VI[one.channel]),
        said=headline(one.counts, desk.locale),
        at=one.sent_at or one.created_at,
        state=state,  # type: ignore[arg-type]
        why=say(why) if one.error_code else "",
    )


def _hosts(listed: str) -> list[str]:
    return [host.strip() for host in listed.split(",") if host.strip()]
