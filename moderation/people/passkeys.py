"""Passkeys (WebAuthn): a key in a phone, a computer or a stick that stands for its person.

The key is bound to this site's name, so that a false page gets nothing, and is used only after the
person has shown to the device that it is them (a finger, a face, a code). It is both factors at
once. The origin is compared exactly; each challenge is answered once within two minutes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from moderation.errors import BadInputError, ConflictError, SignInError
from moderation.events import record
from moderation.models import Passkey, User
from moderation.people import accounts, proofs, recovery
from moderation.people.accounts import Browser
from moderation.people.challenges import Challenge, make_challenge, spend_challenge
from moderation.people.changes import tell_owner
from moderation.policy import Who
from moderation.queries import ways_in
from moderation.sealing import Keyring
from moderation.vocabulary import CaseNews, EventKind

__all__ = [
    "ANSWER",
    "ASK",
    "Site",
    "add",
    "ask",
    "ask_new",
    "credential_id",
    "drop_all",
    "enter",
    "prove",
    "remove",
]

ASK, ANSWER = "passkey_new", "passkey"
"""What a challenge is made for: a new key, or an answer by one that is known."""

_LASTS = timedelta(minutes=2)
_MOST = 10
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Site:
    """Our name in the browser's eyes. `of` is None for an address that can have no passkeys."""

    host: str
    origin: str

    @classmethod
    def of(cls, public_url: str) -> Site | None:
        """Keys are bound to names; a bare number is none, and plain http counts on localhost."""
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        try:
            ip_address(host)
        except ValueError:
            is_safe = parts.scheme == "https" or host == "localhost"
            return cls(host, f"{parts.scheme}://{parts.netloc}") if host and is_safe else None
        return None


def ask_new(
    session: Session, who: Who, user: User, site: Site, keyring: Keyring
) -> tuple[str, str]:
    """What the browser makes a key from, as JSON, and the sealed challenge."""
    known = ways_in.passkeys_of(who.agency_id, session, user.id)
    if len(known) >= _MOST:
        raise ConflictError(f"Mỗi người có tối đa {_MOST} khóa bảo mật; hãy bỏ khóa cũ trước.")
    made, sealed = make_challenge(keyring, ASK, lasts=_LASTS, user=str(user.id))
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Phản Hồi",
        user_name=user.username,
        user_display_name=user.full_name,
        user_id=f"{who.agency_id}:{user.id}".encode(),
        challenge=made.secret.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
    )
    return options_to_json(options), sealed


def add(
    session: Session,
    who: Who,
    user: User,
    site: Site,
    challenge: Challenge,
    answer: dict[str, object],
    name: str,
) -> Passkey:
    """Keep the new key. Raises BadInputError where the answer does not hold."""
    if challenge.facts.get("user") != str(user.id):
        raise _odd()
    spend_challenge(who.agency_id, session, challenge)
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge.secret.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise _odd() from error
    passkey = Passkey(
        agency_id=who.agency_id,
        user_id=user.id,
        name=" ".join(name.split())[:_LONGEST_NAME] or "Khóa bảo mật",
        credential_id=found.credential_id,
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
    )
    try:
        with session.begin_nested():
            session.add(passkey)
    except IntegrityError as error:
        raise ConflictError("Khóa bảo mật này đã được thêm rồi nên không cần thêm lại.") from error
    record(session, who, EventKind.PASSKEY_ADDED, user_id=user.id, passkey_id=passkey.id)
    tell_owner(session, who, user.id, CaseNews.FACTOR_CHANGED)
    return passkey


def ask(site: Site, keyring: Keyring) -> tuple[str, str]:
    """What any browser answers with a key of this site; who it is, the key says."""
    made, sealed = make_challenge(keyring, ANSWER, lasts=_LASTS)
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=made.secret.encode(),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options), sealed


def credential_id(answer: dict[str, object]) -> bytes:
    """By which key an answer was made; raises SignInError for what is no answer."""
    try:
        return base64url_to_bytes(str(answer["id"]))
    except (KeyError, ValueError) as error:
        raise _unknown() from error


def enter(
    agency_id: int,
    session: Session,
    site: Site,
    challenge: Challenge,
    answer: dict[str, object],
    *,
    user_agent: str,
    lasts: timedelta,
) -> Browser:
    """Let the key's person in, both factors given; raises SignInError where it does not hold."""
    now = datetime.now(UTC)
    user = _proved(agency_id, session, site, challenge, answer)
    browser = accounts.open_session(session, user, now + lasts, user_agent, second_factor_at=now)
    record(session, browser.who, EventKind.SIGNED_IN, factors=2, by="passkey")
    return browser


def prove(
    agency_id: int,
    session: Session,
    site: Site,
    challenge: Challenge,
    answer: dict[str, object],
    *,
    token: str,
) -> Browser:
    """Prove again who one is; the session gets a new token."""
    user = _proved(agency_id, session, site, challenge, answer)
    return proofs.prove_otherwise(agency_id, session, token, user.id, by="passkey", is_strong=True)


def remove(session: Session, who: Who, user_id: int, passkey_id: int) -> None:
    """Let a key open nothing more. Whether `who` may is the caller's."""
    for one in ways_in.passkeys_of(who.agency_id, session, user_id):
        if one.id == passkey_id:
            session.delete(one)
            session.flush()
            recovery.drop_if_alone(session, who, user_id)
            record(session, who, EventKind.PASSKEY_REMOVED, user_id=user_id, passkey_id=passkey_id)
            tell_owner(session, who, user_id, CaseNews.FACTOR_CHANGED)


def drop_all(session: Session, who: Who, user_id: int) -> None:
    """For a lost phone or stick."""
    for one in ways_in.passkeys_of(who.agency_id, session, user_id):
        remove(session, who, user_id, one.id)


def _proved(
    agency_id: int,
    session: Session,
    site: Site,
    challenge: Challenge,
    answer: dict[str, object],
) -> User:
    found = ways_in.passkey_by_credential(agency_id, session, credential_id(answer))
    if found is None or not found[1].active:
        raise _unknown()
    passkey, user = found
    spend_challenge(agency_id, session, challenge)
    try:
        verified = verify_authentication_response(
            credential=json.dumps(answer),
            expected_challenge=challenge.secret.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise _unknown() from error
    passkey.sign_count, passkey.used_at = verified.new_sign_count, datetime.now(UTC)
    return user


def _odd() -> BadInputError:
    return BadInputError("Khóa bảo mật trả lời không đúng nên chưa thêm. Hãy thử lại.")


def _unknown() -> SignInError:
    return SignInError(
        "Không nhận ra khóa bảo mật này. Hãy thử lại, hoặc dùng mật khẩu.", code="passkey"
    )
