"""One's own account: password, second factor, where one is signed in, and proving who one is."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import local_path, page, saved, see_other
from api.console.cookies import set_session
from api.console.forms import FormText, QueryText
from api.console.history_lines import sign_in_lines
from api.console.shell import shell_of
from api.console.sign_in import takes_passkeys
from api.console.words import one_line, say_in
from api.qr import qr_of
from api.security import AnyDesk, AnyFreshDesk, Desk
from api.view_models.doors import ProviderLink
from api.view_models.parts import FieldError
from api.view_models.people import (
    AccountPage,
    IdentityLine,
    OpenSession,
    PasskeyLine,
    ProvePage,
    RecoveryCodesPage,
    SecondFactorPage,
)
from moderation.errors import BadInputError, ConflictError, SignInError
from moderation.models import User
from moderation.people import accounts, proofs, recovery, second_factors
from moderation.policy import NEEDS_SECOND_FACTOR
from moderation.queries import people, ways_in
from moderation.queries.agencies import find_agency

__all__ = ["router"]

router = APIRouter(prefix="/account")

_HISTORY = 20


@router.get("")
def show(request: Request, desk: AnyDesk) -> HTMLResponse:
    """The account as it stands."""
    return page(desk, _page(desk, request))


@router.post("/password")
def change_password(
    request: Request,
    desk: AnyDesk,
    old: FormText = "",
    new: FormText = "",
    again: FormText = "",
) -> Response:
    """Set one's own password; every other session ends."""
    if new != again:
        told = say_in(desk.locale)("Hai lần gõ mật khẩu mới khác nhau.")
        return page(desk, _page(desk, request, (FieldError("again", told),)), 422)
    try:
        accounts.change_password(desk.session, desk.who, old, new, token=desk.token)
    except BadInputError as error:
        errors = (FieldError(str(error.facts.get("field", "new")), error.message),)
        return page(desk, _page(desk, request, errors), 422)
    return saved("/account")


@router.post("/second-factor/begin")
def begin_second_factor(request: Request, desk: AnyFreshDesk) -> HTMLResponse:
    """Show a secret for an authenticator."""
    user = _user(desk)
    made = second_factors.begin(desk.session, desk.who, user.id, user.username, desk.state.keyring)
    return page(desk, _factor_page(desk, request, made))


@router.post("/second-factor/confirm")
def confirm_second_factor(
    request: Request, desk: AnyFreshDesk, code: FormText = ""
) -> HTMLResponse:
    """Count it from its first code on; the codes on paper stand in this one answer."""
    user, keyring = _user(desk), desk.state.keyring
    try:
        codes = second_factors.confirm(desk.session, desk.who, user.id, code, keyring)
    except BadInputError as error:
        made = second_factors.pending(desk.session, desk.who, user.id, user.username, keyring)
        if made is None:
            raise
        wrong = (FieldError("code", error.message),)
        return page(desk, _factor_page(desk, request, made, wrong), 422)
    proofs.mark_second_factor(desk.who.agency_id, desk.session, desk.token)
    return page(desk, RecoveryCodesPage(shell_of(desk, request, "account"), tuple(codes)))


@router.post("/second-factor/remove")
def remove_second_factor(desk: AnyFreshDesk) -> Response:
    """Take it away, unless the agency asks for it of whoever may do what this person may."""
    required = ways_in.second_factor_required(desk.who.agency_id, desk.session)
    grave = any(desk.who.powers[one.role] & NEEDS_SECOND_FACTOR for one in desk.who.grants)
    if required and grave:
        raise ConflictError("Cơ quan yêu cầu vai trò của anh/chị dùng xác thực hai lớp.")
    second_factors.remove(desk.session, desk.who, _user(desk).id)
    return saved("/account")


@router.post("/recovery-codes")
def renew_recovery_codes(request: Request, desk: AnyFreshDesk) -> HTMLResponse:
    """New codes on paper, which stand in this one answer; the old ones open nothing more."""
    codes = recovery.renew(desk.session, desk.who, _user(desk).id)
    shell = shell_of(desk, request, "account")
    return page(desk, RecoveryCodesPage(shell, tuple(codes), is_renewed=True))


@router.post("/sessions/end")
def end_session(desk: AnyDesk, handle: FormText = "") -> Response:
    """Sign another browser of one's own out."""
    accounts.end_session(desk.session, desk.who, handle)
    return saved("/account")


@router.get("/prove")
def ask_proof(request: Request, desk: AnyDesk, next: QueryText = "/") -> HTMLResponse:  # noqa: A002 - the link's own word
    """Who is it, before a grave act."""
    return page(desk, _prove_page(desk, request, local_path(next)))


@router.post("/prove")
def take_proof(
    request: Request,
    desk: AnyDesk,
    proof: FormText = "",
    next: FormText = "/",  # noqa: A002 - the form's own word
) -> Response:
    """Go on under a new token, or say why not."""
    onward = local_path(next)
    try:
        renewed = proofs.prove(desk.who.agency_id, desk.session, desk.token, proof, desk.state.keys)
    except SignInError as error:
        told = FieldError("proof", error.message)
        return page(desk, _prove_page(desk, request, onward, (told,)), 429)
    if renewed is None:
        told = FieldError("proof", say_in(desk.locale)("Không đúng. Hãy thử lại."))
        return page(desk, _prove_page(desk, request, onward, (told,)), 422)
    answer = see_other(onward)
    set_session(answer, desk.state, renewed.token)
    return answer


def _page(desk: Desk, request: Request, errors: tuple[FieldError, ...] = ()) -> AccountPage:
    agency_id, session, user = desk.who.agency_id, desk.session, _user(desk)
    factor = ways_in.second_factor_of(agency_id, session, user.id)
    own = accounts.digest(desk.token)
    return AccountPage(
        shell=shell_of(desk, request, "account"),
        username=user.username,
        second_factor_since=factor.confirmed_at if factor else None,
        codes_left=ways_in.count_recovery_codes(agency_id, session, user.id),
        is_second_factor_required=ways_in.second_factor_required(agency_id, session),
        sessions=tuple(
            OpenSession(
                handle=one.token_sha256.hex(),
                browser=one_line(one.user_agent, 120),
                began_at=one.created_at,
                seen_at=one.seen_at,
                is_this=one.token_sha256 == own,
            )
            for one in people.sessions_of(agency_id, session, user.id)
        ),
        history=sign_in_lines(desk, user.id, limit=_HISTORY),
        takes_passkeys=takes_passkeys(desk.state),
        passkeys=tuple(
            PasskeyLine(one.id, one_line(one.name), one.created_at, one.used_at)
            for one in ways_in.passkeys_of(agency_id, session, user.id)
        ),
        provider=_provider(desk, "link", "/account"),
        identities=tuple(
            IdentityLine(one.id, one_line(one.issuer), one.linked_at)
            for one in ways_in.linked_identities(agency_id, session, user.id)
        ),
        errors=errors,
    )


def _user(desk: Desk) -> User:
    user = people.find_user(desk.who.agency_id, desk.session, desk.who.person_id or 0)
    assert user is not None  # noqa: S101 - whoever is seated by a cookie has a row
    return user


def _factor_page(
    desk: Desk,
    request: Request,
    made: second_factors.Enrolment,
    errors: tuple[FieldError, ...] = (),
) -> SecondFactorPage:
    groups = [made.secret[start : start + 4] for start in range(0, len(made.secret), 4)]
    shell, qr = shell_of(desk, request, "account"), qr_of(made.address)
    return SecondFactorPage(shell, " ".join(groups), made.address, qr, errors)


def _prove_page(
    desk: Desk, request: Request, onward: str, errors: tuple[FieldError, ...] = ()
) -> ProvePage:
    agency_id, session, user_id = desk.who.agency_id, desk.session, desk.who.person_id or 0
    linked = ways_in.linked_identities(agency_id, session, user_id)
    return ProvePage(
        shell=shell_of(desk, request, None),
        next_path=onward,
        has_second_factor=ways_in.has_second_factor(agency_id, session, user_id),
        has_passkeys=bool(ways_in.passkeys_of(agency_id, session, user_id)),
        provider=_provider(desk, "prove", onward) if linked else None,
        errors=errors,
    )


def _provider(desk: Desk, purpose: str, onward: str) -> ProviderLink | None:
    """The way to the agency's identity provider, where it has one."""
    found = ways_in.identity_provider(desk.who.agency_id, desk.session)
    if found is None or not found.enabled or not desk.state.settings.identity_issuers:
        return None
    slug = find_agency(desk.who.agency_id, desk.session).slug
    asked = urlencode({"purpose": purpose, "next": onward})
    return ProviderLink(f"/sign-in/with/{slug}?{asked}", one_line(found.name))
