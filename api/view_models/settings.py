"""Routing, and pages with their officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.view_models.connections import PageConnection, PageHealth
    from api.view_models.parts import Choice, FieldError, Shell
    from api.view_models.registry import PageStanding
    from moderation.vocabulary import Label, OfficerRole, Platform, Priority, Reason


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """One row of the routing table; None stands for "any". The first row that fits wins."""

    id: int
    label: Label | None
    reason: Reason | None
    page: str
    queue: str
    priority: Priority
    clock: str
    caught: int = 0


@dataclass(frozen=True, slots=True)
class RoutingPage:
    """`/routing`: rules in order. `page`, `queue`, `clock` of a rule are values of the choices.

    `at`: the button that was pressed, or `add-{id}`; who pressed it goes on there.
    """

    template: ClassVar[str] = "routing.html"
    shell: Shell
    rules: tuple[RoutingRule, ...]
    pages: tuple[Choice, ...]
    queues: tuple[Choice, ...]
    clocks: tuple[Choice, ...]
    version: int = 0
    at: str = ""
    may_edit: bool = True
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Officer:
    """Who answers for a page in one of the roles; an empty name means that nobody does."""

    role: OfficerRole
    name: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""
    decision_number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a platform sends; `secret` is shown once, in the answer that made it.

    A network's address is the same for all of the agency's pages on it.
    """

    id: int
    url: str
    secret_made_at: datetime
    old_secret_until: datetime | None = None
    secret: str = ""
    is_network: bool = False
    may_change: bool = True
    verify_token: str = ""


@dataclass(frozen=True, slots=True)
class SocialPage:
    """A page of the agency on a network, with those who answer for it."""

    id: int
    name: str
    platform: Platform
    url: str
    officers: tuple[Officer, ...]
    endpoint: Endpoint | None = None
    connection: PageConnection | None = None
    health: PageHealth | None = None
    can_connect: bool = False
    can_receive: bool = True
    standing: PageStanding | None = None


@dataclass(frozen=True, slots=True)
class PublicBlockPage:
    """`/pages/{id}/public`: who answers for a page, to be pasted where the public reads."""

    template: ClassVar[str] = "page_public.html"
    shell: Shell
    page_name: str
    text: str
    html: str
    missing: tuple[OfficerRole, ...] = ()


@dataclass(frozen=True, slots=True)
class PagesPage:
    """`/pages`: pages, officers, endpoints, connections. `stopped_at`: nothing leaves since."""

    template: ClassVar[str] = "pages.html"
    shell: Shell
    pages: tuple[SocialPage, ...]
    may_edit: bool = True
    may_stop: bool = True
    may_resume_all: bool = True
    stopped_at: datetime | None = None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class EndpointFormPage:
    """The secret of the application that a network delivers for. It is never shown again."""

    template: ClassVar[str] = "endpoint_form.html"
    shell: Shell
    platform: Platform
    address: str
    page_names: tuple[str, ...]
    is_rotation: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFormPage:
    """`/pages/new`: register a page; values of `platforms` are words of `Platform`."""

    template: ClassVar[str] = "page_form.html"
    shell: Shell
    platforms: tuple[Choice, ...]
    name: str = ""
    external_id: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficerFormPage:
    """`/pages/{id}/officers/new`: name a person; values of `roles` are words of `OfficerRole`."""

    template: ClassVar[str] = "officer_form.html"
    shell: Shell
    page_id: int
    page_name: str
    roles: tuple[Choice, ...]
    officer: Officer
    errors: tuple[FieldError, ...] = ()
