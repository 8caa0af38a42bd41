"""Who may speak for the agency, what needs that, and which sources are official."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import date

    from api.view_models.parts import Choice, FieldError, Shell
    from moderation.vocabulary import AuthorityBasis, Label

__all__ = ["AuthoritiesPage", "AuthorityForm", "AuthorityLine"]

AuthorityStep = Literal["coming", "standing", "ending", "ended", "revoked"]


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """One authority; no labels and no page stand for all."""

    id: int
    person: str
    basis: AuthorityBasis
    number: str
    decided_on: date | None
    page: str
    labels: tuple[Label, ...]
    covers_sensitive: bool
    valid_from: date
    valid_to: date | None
    step: AuthorityStep


@dataclass(frozen=True, slots=True)
class AuthorityForm:
    """What was typed about a new authority."""

    user: str = ""
    basis: str = "delegation"
    number: str = ""
    decided_on: str = ""
    page: str = ""
    labels: tuple[Label, ...] = ()
    covers_sensitive: bool = False
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True, slots=True)
class AuthoritiesPage:
    """`/authorities`: who may approve what, by which decision, from when to when."""

    template: ClassVar[str] = "authorities.html"
    shell: Shell
    standing: tuple[AuthorityLine, ...]
    past: tuple[AuthorityLine, ...]
    sensitive: tuple[Label, ...]
    hosts: tuple[str, ...]
    people: tuple[Choice, ...]
    pages: tuple[Choice, ...]
    form: AuthorityForm
    may_edit: bool = False
    may_edit_hosts: bool = False
    errors: tuple[FieldError, ...] = ()
