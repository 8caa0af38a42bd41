"""One's own account, the agency's people and programs, and the log of what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.doors import ProviderLink
    from api.view_models.parts import Choice, FieldError, Shell


@dataclass(frozen=True, slots=True)
class SignInCodePage:
    """`/sign-in/code`: the second step of signing in."""

    template: ClassVar[str] = "sign_in_code.html"
    csrf_token: str
    next_path: str = "/"
    takes_passkeys: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ProvePage:
    """`/account/prove`: who is it, before a grave act."""

    template: ClassVar[str] = "prove.html"
    shell: Shell
    next_path: str
    has_second_factor: bool
    has_passkeys: bool = False
    provider: ProviderLink | None = None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """A passkey of one's own."""

    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class IdentityLine:
    """An identity at a provider that one may come with."""

    id: int
    issuer: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser that is signed in; `handle` names it in the form that ends it."""

    handle: str
    browser: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class SignInLine:
    """A line of the sign-in history."""

    at: datetime
    what: str
    is_bad: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`/account`: password, second factor, sessions, history."""

    template: ClassVar[str] = "account.html"
    shell: Shell
    username: str
    second_factor_since: datetime | None
    codes_left: int
    is_second_factor_required: bool
    sessions: tuple[OpenSession, ...]
    history: tuple[SignInLine, ...]
    takes_passkeys: bool = False
    passkeys: tuple[PasskeyLine, ...] = ()
    provider: ProviderLink | None = None
    identities: tuple[IdentityLine, ...] = ()
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class QrCode:
    """The dark modules as one path of an SVG, and the side in modules."""

    path: str
    side: int


@dataclass(frozen=True, slots=True)
class SecondFactorPage:
    """The secret for an authenticator, in groups of four, and the form for its first code."""

    template: ClassVar[str] = "second_factor.html"
    shell: Shell
    secret: str
    address: str
    qr: QrCode
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class RecoveryCodesPage:
    """The codes on paper, shown in this one answer."""

    template: ClassVar[str] = "recovery_codes.html"
    shell: Shell
    codes: tuple[str, ...]
    is_renewed: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list."""

    id: int
    full_name: str
    username: str
    roles: tuple[str, ...]
    is_active: bool
    has_second_factor: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProgramKey:
    """A program's key, by its first letters."""

    id: int
    name: str
    prefix: str
    role: str
    made_at: datetime
    used_at: datetime | None
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A permission, and whether each role (in the order of the page's roles) has it."""

    permission: str
    allowed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """`/people`: people, programs' keys, the rule at the door, the table of permissions."""

    template: ClassVar[str] = "people.html"
    shell: Shell
    people: tuple[PersonLine, ...]
    keys: tuple[ProgramKey, ...]
    may_manage_keys: bool
    roles: tuple[Choice, ...]
    matrix: tuple[MatrixRow, ...]
    is_second_factor_required: bool
    new_key: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PowerCell:
    """Whether a role may do something; `name` is the box's, empty where nobody may change it."""

    role: str
    name: str
    allowed: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class PowerRow:
    """A permission with its cell for each role."""

    permission: str
    cells: tuple[PowerCell, ...]


@dataclass(frozen=True, slots=True)
class RolesPage:
    """`/people/roles`: the agency's own table of permissions."""

    template: ClassVar[str] = "roles.html"
    shell: Shell
    roles: tuple[str, ...]
    rows: tuple[PowerRow, ...]
    said: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityPage:
    """`/people/identity`: the identity provider of the agency. The secret is never shown again."""

    template: ClassVar[str] = "identity.html"
    shell: Shell
    issuers: tuple[Choice, ...]
    name: str
    client_id: str
    strong_words: str
    redirect_uri: str
    roles: tuple[Choice, ...]
    password_allowed: bool
    enabled: bool
    version: int
    said: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role with a box for all pages together and one for each; a choice's value is its name."""

    role: str
    places: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class NewPersonPage:
    """`/people/new`: add a person."""

    template: ClassVar[str] = "person_new.html"
    shell: Shell
    username: str
    full_name: str
    grants: tuple[GrantRow, ...]
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`/people/{id}`: roles, password, closing; `new_password` stands in one answer."""

    template: ClassVar[str] = "person.html"
    shell: Shell
    person: PersonLine
    is_self: bool
    grants: tuple[GrantRow, ...]
    sessions_count: int
    history: tuple[SignInLine, ...]
    lacks: tuple[str, ...] = ()
    new_password: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An event; `about` are its own words and numbers, never a citizen's."""

    id: int
    at: datetime
    who: str
    what: str
    case_id: int | None
    about: str


@dataclass(frozen=True, slots=True)
class VerifiedLine:
    """What the last check of the whole log found; `fault` is empty where nobody touched it."""

    at: datetime
    events: int
    fault: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """`/audit`: the log, the newest first. Dates are `YYYY-MM-DD` as forms write them."""

    template: ClassVar[str] = "audit.html"
    shell: Shell
    lines: tuple[AuditLine, ...]
    people: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    case: str
    since: str
    until: str
    older_url: str
    export_url: str
    sealed_at: datetime | None
    sealed_count: int
    verified: VerifiedLine | None = None
