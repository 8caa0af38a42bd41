"""Signing in at the province's identity provider: whose subject is which of our people.

A person is known by issuer and subject together, never by a name or an e-mail address, which can be
given to somebody else. What the provider says of how somebody proved themselves counts as a second
factor only by the words that the agency has named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, SignInError
from moderation.events import record
from moderation.models import Grant, IdentityProvider, LinkedIdentity, User
from moderation.people import accounts, proofs
from moderation.people.accounts import Browser
from moderation.people.credentials import hash_password, new_password
from moderation.policy import Permission, Who
from moderation.queries import ways_in
from moderation.queries.agencies import find_agency
from moderation.sealing import Keyring
from moderation.vocabulary import Actor, EventKind, Role

__all__ = [
    "Subject",
    "Wanted",
    "configure",
    "enter",
    "link",
    "prove",
    "provider_secret",
    "unlink",
]

_PENDING = timedelta(minutes=10)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the provider vouches for, its token already checked. `words` are its acr and amr."""

    issuer: str
    subject: str
    username: str
    full_name: str
    words: frozenset[str]

    def is_strong(self, provider: IdentityProvider) -> bool:
        """Whether they gave a second factor there, by the agency's own list of words."""
        return bool(self.words & set(provider.strong_words.split()))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The provider as a form gives it; an empty secret keeps the one that there is."""

    issuer: str
    name: str
    client_id: str
    secret: str
    new_role: Role | None
    strong_words: str
    password_allowed: bool
    enabled: bool


def configure(session: Session, who: Who, wanted: Wanted, keyring: Keyring) -> IdentityProvider:
    """Set the agency's provider. Raises BadInputError for what is missing or can't be.

    Whether the issuer may be called at all is the installation's to say, and the caller's to ask.
    """
    who.require(Permission.MANAGE_PEOPLE)
    found = ways_in.identity_provider(who.agency_id, session)
    if not (wanted.issuer and wanted.name.strip() and wanted.client_id.strip()):
        raise BadInputError("Cần nơi cấp, tên hiện trên nút và mã ứng dụng.", field="client_id")
    if not wanted.secret and (found is None or found.issuer != wanted.issuer):
        raise BadInputError("Nơi cấp mới cần khóa bí mật của ứng dụng.", field="secret")
    if wanted.new_role is Role.ADMINISTRATOR:
        raise BadInputError("Người đăng nhập lần đầu không thể là quản trị.", field="new_role")
    if found is None:
        found = IdentityProvider(agency_id=who.agency_id, issuer="", sealed_secret="")
        session.add(found)
    found.issuer, found.name = wanted.issuer, wanted.name.strip()[:_LONGEST]
    found.client_id, found.new_role = wanted.client_id.strip()[:_LONGEST], wanted.new_role
    found.strong_words = " ".join(wanted.strong_words.split())[:_LONGEST]
    found.password_allowed, found.enabled = wanted.password_allowed, wanted.enabled
    if wanted.secret:
        found.sealed_secret = keyring.seal(wanted.secret, place(who.agency_id))
    session.flush()
    record(
        session,
        who,
        EventKind.SETTING_CHANGED,
        setting="identity_provider",
        issuer=wanted.issuer,
        new_role=wanted.new_role.value if wanted.new_role else None,
        password_allowed=wanted.password_allowed,
        enabled=wanted.enabled,
    )
    return found


def provider_secret(provider: IdentityProvider, keyring: Keyring) -> str:
    """The secret by which we prove to the provider who we are."""
    return keyring.unseal(provider.sealed_secret, place(provider.agency_id))


def enter(
    agency_id: int,
    session: Session,
    provider: IdentityProvider,
    subject: Subject,
    *,
    user_agent: str,
    lasts: timedelta,
) -> Browser:
    """Let the provider's person in; raises SignInError (`unlinked`) for one whom nobody linked.

    Somebody with an authenticator or a passkey here still owes it where the provider has not asked
    for a second factor itself.
    """
    now = datetime.now(UTC)
    user = ways_in.linked_user(agency_id, session, subject.issuer, subject.subject)
    if user is None:
        user = _first_time(agency_id, session, provider, subject)
    if not user.active:
        raise SignInError("Tài khoản này đã bị khóa. Hãy hỏi người quản trị.", code="closed")
    is_strong = subject.is_strong(provider)
    if not is_strong and ways_in.has_second_factor(agency_id, session, user.id):
        return accounts.open_session(session, user, now + _PENDING, user_agent, is_pending=True)
    browser = accounts.open_session(
        session, user, now + lasts, user_agent, second_factor_at=now if is_strong else None
    )
    record(session, browser.who, EventKind.SIGNED_IN, factors=2 if is_strong else 1, by="provider")
    return browser


def link(session: Session, who: Who, subject: Subject) -> None:
    """From now on this subject is this person. Raises ConflictError for somebody else's."""
    owner = ways_in.linked_user(who.agency_id, session, subject.issuer, subject.subject)
    if owner is not None and owner.id != who.person_id:
        raise ConflictError(
            "Tài khoản định danh này đã nối với người khác trong cơ quan; chưa nối gì. Hãy nhờ "
            "người ấy bỏ nối trước."
        )
    if owner is None:
        _link(session, who, who.person_id or 0, subject)


def prove(
    agency_id: int, session: Session, token: str, provider: IdentityProvider, subject: Subject
) -> Browser:
    """Prove again who one is by signing in at the provider anew."""
    user = ways_in.linked_user(agency_id, session, subject.issuer, subject.subject)
    return proofs.prove_otherwise(
        agency_id,
        session,
        token,
        user.id if user else 0,
        by="provider",
        is_strong=subject.is_strong(provider),
    )


def unlink(session: Session, who: Who, user_id: int, identity_id: int) -> None:
    """Let a subject be nobody here again. Whether `who` may is the caller's."""
    for one in ways_in.linked_identities(who.agency_id, session, user_id):
        if one.id == identity_id:
            session.delete(one)
            session.flush()
            record(session, who, EventKind.IDENTITY_UNLINKED, user_id=user_id)


def _first_time(
    agency_id: int, session: Session, provider: IdentityProvider, subject: Subject
) -> User:
    """Somebody whom the agency has said may simply come, with the one role that it gives."""
    if provider.new_role is None:
        raise SignInError(
            "Tài khoản định danh này chưa nối với người dùng nào. Hãy đăng nhập bằng mật khẩu rồi "
            "nối ở mục Tài khoản, hoặc nhờ người quản trị.",
            code="unlinked",
        )
    user = _new_user(agency_id, session, subject)
    session.add(Grant(agency_id=agency_id, user_id=user.id, role=provider.new_role))
    session.flush()
    machine = Who(agency_id, Actor.MACHINE, None, "Nơi cấp định danh", ())
    record(
        session,
        machine,
        EventKind.USER_ADDED,
        user_id=user.id,
        roles=[{"role": provider.new_role.value, "page_id": None}],
        by="provider",
    )
    _link(session, machine, user.id, subject)
    return user


def _new_user(agency_id: int, session: Session, subject: Subject) -> User:
    """By the provider's name for them; where another agency has that name, with ours behind it."""
    name = (subject.username or subject.subject).replace(" ", ".")[:_LONGEST]
    for username in (name, f"{name}@{find_agency(agency_id, session).slug}"):
        user = User(
            agency_id=agency_id,
            username=username,
            full_name=" ".join(subject.full_name.split())[:_LONGEST] or name,
            password_hash=hash_password(new_password()),
        )
        try:
            with session.begin_nested():
                session.add(user)
        except IntegrityError:
            continue
        return user
    raise SignInError(
        "Tên đăng nhập này đã có người dùng; hãy nhờ người quản trị nối tài khoản.",
        code="unlinked",
    )


def _link(session: Session, who: Who, user_id: int, subject: Subject) -> None:
    session.add(
        LinkedIdentity(
            agency_id=who.agency_id,
            user_id=user_id,
            issuer=subject.issuer,
            subject=subject.subject,
        )
    )
    session.flush()
    record(session, who, EventKind.IDENTITY_LINKED, user_id=user_id, issuer=subject.issuer)


def place(agency_id: int) -> str:
    """What the sealed text is bound to."""
    return f"identity_providers.secret:{agency_id}"
