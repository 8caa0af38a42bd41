"""The province's identity provider: away to it, back from it, and setting it up."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.console.answers import local_path, page, saved, see_other
from api.console.cookies import drop_challenge, greet, set_challenge, set_session, taken_challenge
from api.console.editions import edition_of, require_edition
from api.console.forms import Fields, QueryText
from api.console.shell import shell_of
from api.console.sign_in import door_page
from api.console.words import say_in
from api.identity import IdentityClient, Outset, allowed_issuers, check_issuer
from api.rest.schemas.values import PathId
from api.security import AnyFreshDesk, Desk, cookie_name, desk, fresh
from api.state import State, state_of
from api.view_models.parts import Choice, FieldError
from api.view_models.people import IdentityPage
from api.words import ROLES_VI
from moderation.errors import BadInputError, ConflictError, NotFoundError, SignInError
from moderation.models import IdentityProvider
from moderation.people import accounts, identities, proofs
from moderation.people.challenges import Challenge, make_challenge, open_challenge, spend_challenge
from moderation.people.identities import Subject, Wanted
from moderation.policy import Permission
from moderation.queries import doors, ways_in
from moderation.vocabulary import Role

__all__ = ["router"]

router = APIRouter()

Purpose = Literal["enter", "link", "prove"]

_PURPOSE = "identity"
_LASTS = timedelta(minutes=10)
_State = Annotated[State, Depends(state_of)]
_Reader = Annotated[Desk, desk(Permission.MANAGE_PEOPLE)]
_Editor = Annotated[Desk, fresh(Permission.MANAGE_PEOPLE)]


@router.get("/sign-in/with/{slug}")
def leave(
    slug: str,
    state: _State,
    purpose: Purpose = "enter",
    next: QueryText = "/",  # noqa: A002 - the link's own word
) -> Response:
    """Send the browser to the agency's provider, with a challenge that it brings back.

    Changes nothing here, so a link may lead to it; whether somebody may link or prove is asked of
    them when they are back.
    """
    with state.database.doorway() as door:
        known = {one.slug: one.agency_id for one in doors.identity_providers(door)}
    if slug not in known:
        raise NotFoundError("Cơ quan này không đăng nhập bằng nơi cấp định danh.")
    client, _ = _client(state, known[slug])
    outset = Outset(*(secrets.token_urlsafe(48) for _ in range(3)))
    _, sealed = make_challenge(
        state.keyring,
        _PURPOSE,
        lasts=_LASTS,
        agency=str(known[slug]),
        purpose=purpose,
        next=local_path(next),
        state=outset.state,
        nonce=outset.nonce,
        verifier=outset.verifier,
    )
    answer = RedirectResponse(client.address(outset, is_proof=purpose == "prove"), 303)
    set_challenge(answer, state, sealed)
    return answer


@router.get("/sign-in/back")
def come_back(
    request: Request,
    app: _State,
    state: QueryText = "",
    code: QueryText = "",
    iss: QueryText = "",
) -> Response:
    """Take the provider's answer: let in, link, or prove, whatever the browser was sent for."""
    try:
        challenge = open_challenge(app.keyring, _PURPOSE, taken_challenge(request, app))
        facts = challenge.facts
        _require_answer(code, state, facts["state"])
        client, provider = _client(app, int(facts["agency"]))
        outset = Outset(facts["state"], facts["nonce"], facts["verifier"])
        is_proof = facts["purpose"] == "prove"
        subject = client.subject(outset, code, iss=iss, is_proof=is_proof)
        browser = _done(request, app, challenge, provider, subject)
    except SignInError as error:
        wrong = (FieldError("username", error.message),)
        answer: Response = door_page(request, app, errors=wrong)
        drop_challenge(answer, app)
        return answer
    onward = facts["next"]
    if browser is not None and browser.is_pending:
        onward = "/sign-in/code"
    answer = see_other(local_path(onward))
    if browser is not None:
        set_session(answer, app, browser.token)
        greet(request, answer, app, browser)
    drop_challenge(answer, app)
    return answer


@router.post("/account/identities/{identity_id}/unlink")
def unlink(identity_id: PathId, desk: AnyFreshDesk) -> Response:
    """Come with this identity no more."""
    identities.unlink(desk.session, desk.who, desk.who.person_id or 0, identity_id)
    return saved("/account")


@router.get("/people/identity")
def show(request: Request, desk: _Reader) -> HTMLResponse:
    """The agency's provider as it is set."""
    found = ways_in.identity_provider(desk.who.agency_id, desk.session)
    return page(desk, _page(desk, request, _fields_of(found)))


@router.post("/people/identity")
def configure(request: Request, fields: Fields, desk: _Editor) -> HTMLResponse:
    """Set the agency's provider."""
    role = fields.get("new_role", "")
    wanted = Wanted(
        issuer=fields.get("issuer", ""),
        name=fields.get("name", ""),
        client_id=fields.get("client_id", ""),
        secret=fields.get("secret", ""),
        new_role=Role(role) if role in set(Role) else None,
        strong_words=fields.get("strong_words", ""),
        password_allowed="password_allowed" in fields,
        enabled="enabled" in fields,
    )
    try:
        require_edition(fields, _edition(desk))
        check_issuer(wanted.issuer, desk.state.settings.identity_issuers)
        identities.configure(desk.session, desk.who, wanted, desk.state.keyring)
    except (BadInputError, ConflictError) as error:
        wrong = (FieldError(str(error.facts.get("field", "issuer")), error.message),)
        status = 409 if isinstance(error, ConflictError) else 422
        return page(desk, _page(desk, request, fields, wrong), status)
    said = say_in(desk.locale)("Đã lưu nơi cấp định danh.")
    return page(desk, _page(desk, request, fields, said=said))


def _require_answer(code: str, state: str, expected: str) -> None:
    """A refusal at the provider brings no code; somebody else's answer brings another state."""
    if not code or not secrets.compare_digest(state.encode(), expected.encode()):
        raise SignInError("Nơi cấp định danh không cho đăng nhập. Hãy thử lại.")


def _done(
    request: Request,
    app: State,
    challenge: Challenge,
    provider: IdentityProvider,
    subject: Subject,
) -> accounts.Browser | None:
    agency_id, purpose = provider.agency_id, cast("Purpose", challenge.facts["purpose"])
    token = request.cookies.get(cookie_name(app), "")
    idle = timedelta(minutes=app.settings.session_idle_minutes)
    with app.database.transaction(agency_id) as session:
        spend_challenge(agency_id, session, challenge)
        if purpose == "prove":
            accounts.authenticate_session(agency_id, session, token, idle=idle)
            return identities.prove(agency_id, session, token, provider, subject)
        if purpose == "link":
            who = accounts.authenticate_session(agency_id, session, token, idle=idle)
            proofs.require_fresh(agency_id, session, token)
            identities.link(session, who, subject)
            return None
        return identities.enter(
            agency_id,
            session,
            provider,
            subject,
            user_agent=request.headers.get("user-agent", ""),
            lasts=timedelta(hours=app.settings.session_hours),
        )


def _client(state: State, agency_id: int) -> tuple[IdentityClient, IdentityProvider]:
    """The agency's registration; the transaction has ended before anybody is called."""
    with state.database.transaction(agency_id) as session:
        provider = ways_in.identity_provider(agency_id, session)
        if provider is None or not provider.enabled:
            raise NotFoundError("Cơ quan này không đăng nhập bằng nơi cấp định danh.")
        session.expunge(provider)
    check_issuer(provider.issuer, state.settings.identity_issuers)
    secret = identities.provider_secret(provider, state.keyring)
    client = IdentityClient(provider.issuer, provider.client_id, secret, _back(state))
    return client, provider


def _back(state: State) -> str:
    return f"{state.settings.public_url.rstrip('/')}/sign-in/back"


def _page(
    desk: Desk,
    request: Request,
    fields: Mapping[str, str],
    errors: tuple[FieldError, ...] = (),
    *,
    said: str = "",
) -> IdentityPage:
    say = say_in(desk.locale)
    issuers = allowed_issuers(desk.state.settings.identity_issuers)
    asked = {name: fields.get(name, "")[:300] for name in ("name", "client_id", "strong_words")}
    return IdentityPage(
        shell=shell_of(desk, request, "people"),
        issuers=tuple(Choice(one, one, one == fields.get("issuer")) for one in issuers),
        name=asked["name"],
        client_id=asked["client_id"],
        strong_words=asked["strong_words"],
        redirect_uri=_back(desk.state),
        roles=tuple(
            Choice(role.value, say(name), role.value == fields.get("new_role"))
            for role, name in ROLES_VI.items()
            if role is not Role.ADMINISTRATOR
        ),
        password_allowed="password_allowed" in fields,
        enabled="enabled" in fields,
        version=_edition(desk),
        said=said,
        errors=errors,
    )


def _edition(desk: Desk) -> int:
    return edition_of(_fields_of(ways_in.identity_provider(desk.who.agency_id, desk.session)))


def _fields_of(found: IdentityProvider | None) -> dict[str, str]:
    if found is None:
        return {"password_allowed": "1", "enabled": "1"}
    shown = {
        "issuer": found.issuer,
        "name": found.name,
        "client_id": found.client_id,
        "strong_words": found.strong_words,
        "new_role": found.new_role.value if found.new_role else "",
    }
    ticked = {"password_allowed": found.password_allowed, "enabled": found.enabled}
    return shown | {name: "1" for name, is_ticked in ticked.items() if is_ticked}
