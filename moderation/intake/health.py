"""How a page is heard, in plain facts: when last, how late, and what is in the way.

An empty queue is good news only while intake works; so what a person sees of it must come from
what was really received and really looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from moderation.models import Connection, Endpoint, Page, Watch
from moderation.vocabulary import ConnectionState, WatchKind

__all__ = ["Health", "health_of"]

_PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Health:
    """`late` is how long ago the page should have been read; `trouble` a stable code, or empty.

    `reading_up_since` is set while what was missed since then is still being read.
    """

    heard_at: datetime | None
    late: timedelta = timedelta()
    trouble: str = ""
    reading_up_since: datetime | None = None

    @property
    def is_broken(self) -> bool:
        """Whether comments may be missing that nobody would notice otherwise."""
        return self.late >= _PATIENCE or bool(self.trouble)


def health_of(
    page: Page,
    endpoint: Endpoint | None,
    connection: Connection | None,
    watches: Sequence[Watch],
    *,
    now: datetime,
) -> Health:
    """How one page is heard, by its address and by looking."""
    mine = {watch.kind: watch for watch in watches if watch.page_id == page.id}
    recent, backfill = mine.get(WatchKind.RECENT), mine.get(WatchKind.BACKFILL)
    is_open = connection is not None and connection.state is not ConnectionState.CLOSED
    looked = _looking(recent, connection, now) if recent and is_open else (timedelta(), "")
    late, trouble = looked
    return Health(
        heard_at=page.heard_at,
        late=late,
        trouble=trouble or _delivering(endpoint),
        reading_up_since=backfill.since if backfill and backfill.due_at and is_open else None,
    )


def _looking(recent: Watch, connection: Connection | None, now: datetime) -> tuple[timedelta, str]:
    """A look that fails is late since the last that went well; one that nobody takes, since due."""
    since = recent.looked_at or recent.error_at or recent.due_at or now
    if recent.failures:
        return now - since, recent.error_code or "unknown"
    if connection is not None and connection.read_after and connection.read_after > now:
        return now - since, "rate"
    if recent.due_at is not None and recent.due_at < now - _PATIENCE:
        return now - recent.due_at, "nobody_looks"
    return timedelta(), ""


def _delivering(endpoint: Endpoint | None) -> str:
    """A wrong secret looks like silence."""
    if endpoint is None or endpoint.refused_at is None:
        return ""
    heard = endpoint.heard_at
    return "signature" if heard is None or heard < endpoint.refused_at else ""
