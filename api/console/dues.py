"""Time left, as a card says it."""

from __future__ import annotations

from datetime import datetime

from api.view_models import Due
from moderation.clock import Clocks
from moderation.models import Case

__all__ = ["SOON_MINUTES", "due_of"]

SOON_MINUTES = 60
"""An hour of office time before the limit, a case is due soon."""


def due_of(case: Case, clocks: Clocks, now: datetime) -> Due:
    """How a case stands against its limit: in office minutes, late ones negative."""
    calendar = clocks.calendar
    if case.closed_at is not None:
        late = case.closed_at > case.due_at
        over = calendar.working_minutes_between(case.due_at, case.closed_at) if late else 0
        return Due("late" if late else "done", case.due_at, -over)
    if now >= case.due_at:
        return Due("late", case.due_at, -calendar.working_minutes_between(case.due_at, now))
    left = calendar.working_minutes_between(now, case.due_at)
    whole = calendar.working_minutes_between(min(case.opened_at, case.due_at), case.due_at)
    soon = left <= SOON_MINUTES or left * 4 <= whole
    return Due("soon" if soon else "waiting", case.due_at, left)
