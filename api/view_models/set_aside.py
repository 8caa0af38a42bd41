"""What every attempt has failed on, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Shell, TextSegment
    from moderation.vocabulary import Job


@dataclass(frozen=True, slots=True)
class SetAsideLine:
    """One row; `url` leads to its case or file where there is one."""

    id: int
    about: tuple[TextSegment, ...]
    page_name: str
    since: datetime
    reason: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SetAsideGroup:
    """The rows of one kind; `count` is of all, also of those not shown."""

    job: Job
    name: str
    count: int
    lines: tuple[SetAsideLine, ...]


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A delivery with events that could not be read: each different reason once."""

    id: int
    page_name: str
    received_at: datetime
    count: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetAsidePage:
    """`/set-aside`: what failed, why, and the way to try it again."""

    template: ClassVar[str] = "set_aside.html"
    shell: Shell
    groups: tuple[SetAsideGroup, ...]
    unreadable: tuple[UnreadableLine, ...] = ()
