"""How answers leave, as the agency sets it, and what the public may read of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Choice, FieldError, Shell
    from moderation.vocabulary import Label, Platform


@dataclass(frozen=True, slots=True)
class PageContact:
    """How replies of a page say that citizens reach it."""

    page_id: int
    page_name: str
    contact: str


@dataclass(frozen=True, slots=True)
class PublishingPage:
    """`/publishing`: what stands in and below replies, and the pages with a public log."""

    template: ClassVar[str] = "publishing.html"
    shell: Shell
    signatures: tuple[Choice, ...]
    pages: tuple[Choice, ...]
    once: tuple[Choice, ...] = ()
    contacts: tuple[PageContact, ...] = ()
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedLine:
    """One case in the public log."""

    asked_at: datetime
    answered_at: datetime
    label: Label
    minutes: int | None
    in_time: bool
    comments: int = 1
    withdrawn: bool = False
    post: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PublicLogPage:
    """`/log/{page}`, for anybody."""

    template: ClassVar[str] = "public_log.html"
    agency: str
    page_name: str
    platform: Platform
    lines: tuple[LoggedLine, ...]
