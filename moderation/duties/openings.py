"""What an agency lets the public do or read, each since a moment or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from moderation.events import record
from moderation.models import DutySettings
from moderation.policy import Permission, Who
from moderation.queries import rulebook as queries
from moderation.vocabulary import EventKind

__all__ = ["Opening", "set_open"]


class Opening(StrEnum):
    """The name of each in the log; its column is the name and `_since`."""

    RULES_PUBLIC = "rules_public"
    REVIEWS = "reviews"


def set_open(session: Session, who: Who, opening: Opening, *, is_open: bool) -> None:
    """Open it, or close it; nothing happens where it is so already."""
    who.require_everywhere(Permission.KEEP_RULES)
    row = queries.duty_settings(who.agency_id, session)
    if row is None:
        row = DutySettings(agency_id=who.agency_id)
        session.add(row)
    column = f"{opening.value}_since"
    if is_open == (getattr(row, column) is not None):
        return
    setattr(row, column, datetime.now(UTC) if is_open else None)
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting=opening.value, after=is_open)
