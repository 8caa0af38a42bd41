"""Ways to post replies: how each page is connected, and the form that connects it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import FieldError, Shell
    from moderation.vocabulary import ConnectionState, Platform


@dataclass(frozen=True, slots=True)
class Quota:
    """What a page spent of what its network allows in a day."""

    used: int
    limit: int
    resets_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageHealth:
    """How a page's comments arrive; `trouble` is a sentence, or empty.

    `is_watched` where it is also read by ourselves; `reading_up_since` while what was missed since
    then is still being read.
    """

    last_heard_at: datetime | None = None
    late_minutes: int = 0
    trouble: str = ""
    is_watched: bool = False
    is_broken: bool = False
    reading_up_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageConnection:
    """How a page is connected. `trouble` is the last error as a sentence, or empty.

    Paused without `paused_until`, it waits for a person; `is_checking` while a worker tries it.
    `renewed_at` is the age of its key.
    """

    state: ConnectionState
    can_reply: bool
    paused_until: datetime | None = None
    last_used_at: datetime | None = None
    checked_at: datetime | None = None
    is_checking: bool = False
    trouble: str = ""
    renewed_at: datetime | None = None
    expires_at: datetime | None = None
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class ConnectionFormPage:
    """`/pages/{id}/connection`: paste the key that the network gave. It is never shown again.

    `renews` where keys run out soon and are renewed by another; `daily_quota` where the network
    counts calls by the day, and `quota_limit` what the agency set of it for this page.
    """

    template: ClassVar[str] = "connection_form.html"
    shell: Shell
    page_id: int
    page_name: str
    platform: Platform
    is_connected: bool = False
    renews: bool = False
    daily_quota: int | None = None
    quota_limit: int | None = None
    may_choose_address: bool = False
    base_url: str = ""
    errors: tuple[FieldError, ...] = ()
