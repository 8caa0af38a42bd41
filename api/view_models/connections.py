"""Ways to post replies: how each page is connected, and the form that connects it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import FieldError, Shell
    from moderation.vocabulary import ConnectionState, Platform


@dataclass(frozen=True, slots=True)
class PageConnection:
    """How a page is connected. `trouble` is the last error as a sentence, or empty.

    Paused without `paused_until`, it waits for a person; `is_checking` while a worker tries it.
    """

    state: ConnectionState
    can_reply: bool
    paused_until: datetime | None = None
    last_used_at: datetime | None = None
    checked_at: datetime | None = None
    is_checking: bool = False
    trouble: str = ""


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
