"""What a person is told outside the console, by which way, and what left for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import FieldError, Shell


@dataclass(frozen=True, slots=True)
class NoticeKindLine:
    """One kind of notice and whether it is wanted by mail and on devices."""

    kind: str
    name: str
    by_mail: bool
    by_push: bool


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A browser that shows notices."""

    id: int
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class LetterLine:
    """What left, or did not: `why` says why not, in a sentence."""

    id: int
    way: str
    said: str
    at: datetime
    state: Literal["sent", "waiting", "failed", "dropped"]
    why: str = ""


@dataclass(frozen=True, slots=True)
class HookCard:
    """The agency's own program, for those who keep it; `secret` in the one answer that made it."""

    url: str
    is_offered: bool
    letters: tuple[LetterLine, ...] = ()
    secret: str = ""


@dataclass(frozen=True, slots=True)
class NoticeSettingsPage:
    """`/notifications/settings`."""

    template: ClassVar[str] = "notice_settings.html"
    shell: Shell
    mail_address: str
    digest: bool
    quiet: bool
    kinds: tuple[NoticeKindLine, ...]
    devices: tuple[DeviceLine, ...]
    letters: tuple[LetterLine, ...]
    can_mail: bool
    push_key: str
    hook: HookCard | None = None
    errors: tuple[FieldError, ...] = ()
