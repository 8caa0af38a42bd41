"""What the register knows of one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date

    from api.view_models.parts import Choice, FieldError, Shell
    from moderation.vocabulary import OfficerRole, Platform, SafetyItem, VerificationState

__all__ = ["PageStanding", "RegistryPage", "SafetyLine", "VerificationLine"]


@dataclass(frozen=True, slots=True)
class PageStanding:
    """What a page owes its register today: who is missing, what is due."""

    missing: tuple[OfficerRole, ...]
    state: VerificationState
    is_check_due: bool = False
    unsafe: int = 0


@dataclass(frozen=True, slots=True)
class VerificationLine:
    """What somebody found of a page's verification; `file_url` leads to the file that shows it."""

    state: VerificationState
    on_day: date
    next_check: date | None
    note: str
    by: str
    file_name: str = ""
    file_url: str = ""


@dataclass(frozen=True, slots=True)
class SafetyLine:
    """One point of the check-list: who looked last and when it is due; `days` is suggested."""

    item: SafetyItem
    days: int
    done_on: date | None = None
    next_due: date | None = None
    by: str = ""
    note: str = ""
    is_due: bool = True


@dataclass(frozen=True, slots=True)
class RegistryPage:
    """`/pages/{id}`: name and address, verification, account safety."""

    template: ClassVar[str] = "registry.html"
    shell: Shell
    page_id: int
    platform: Platform
    name: str
    url: str
    standing: PageStanding
    states: tuple[Choice, ...]
    verifications: tuple[VerificationLine, ...]
    safety: tuple[SafetyLine, ...]
    today: date
    may_edit: bool = True
    errors: tuple[FieldError, ...] = ()
