"""Citizens' requests about their data, how long data are kept, and what is held for the law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Choice, Due, FieldError, Shell
    from moderation.vocabulary import DataClass, RequestKind, RequestOutcome

__all__ = [
    "AuthorFound",
    "HoldLine",
    "PrivacyPage",
    "RequestFormPage",
    "RequestLine",
    "RequestPage",
    "RetentionLine",
]


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in the list; `due` is the limit that runs now."""

    id: int
    code: str
    kind: RequestKind
    page_name: str
    received_at: datetime
    due: Due
    is_acknowledged: bool = False
    outcome: RequestOutcome | None = None


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """A class of data: how long it is kept, or what was typed, and how much is over its time."""

    data_class: DataClass
    keep_days: int | str
    basis: str
    count: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A case of which nothing is erased."""

    case_id: int
    reason: str
    by: str
    since: datetime


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """`/privacy`: requests, retention with its dry run, holds.

    Whoever protects the data of some pages alone sees no `retention`: it is the agency's.
    """

    template: ClassVar[str] = "privacy.html"
    shell: Shell
    requests: tuple[RequestLine, ...]
    retention: tuple[RetentionLine, ...]
    holds: tuple[HoldLine, ...]
    errors: tuple[FieldError, ...] = ()
    case_number: str = ""
    hold_reason: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class RequestFormPage:
    """`/privacy/requests/new`: a request as the agency received it."""

    template: ClassVar[str] = "privacy_request_form.html"
    shell: Shell
    kinds: tuple[RequestKind, ...]
    kind: str
    pages: tuple[Choice, ...]
    name: str = ""
    contact: str = ""
    platform_id: str = ""
    note: str = ""
    received_at: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthorFound:
    """Whom a request may mean, by what they left."""

    id: int
    name: str
    comments: int
    first_at: datetime | None
    last_at: datetime | None
    is_chosen: bool = False
    is_restricted: bool = False
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class RequestPage:
    """`/privacy/requests/{id}`: one request, from receipt to answer."""

    template: ClassVar[str] = "privacy_request.html"
    shell: Shell
    line: RequestLine
    name: str
    contact: str
    platform_id: str
    note: str
    receipt_due: Due
    authors: tuple[AuthorFound, ...]
    chosen: AuthorFound | None
    acknowledged_at: datetime | None = None
    closed_at: datetime | None = None
    outcome_note: str = ""
    errors: tuple[FieldError, ...] = ()
