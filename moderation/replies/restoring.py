"""A restored database remembers less than the networks do: nothing leaves until that is mended.

A reply that waits in the backup may have been posted after the backup was taken. So whatever waits
or was under way becomes unknown, which is looked up at its network and never sent again, and
everything outgoing is stopped until a person lets it go on.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from moderation.events import record
from moderation.policy import Who
from moderation.queries import replies as queries
from moderation.replies.connections import pause_all
from moderation.vocabulary import EventKind

__all__ = ["hold_after_restore"]


def hold_after_restore(session: Session, who: Who) -> int:
    """Stop all that leaves for an agency; returns how many acts became unknown."""
    pause_all(session, who)
    doubted = queries.doubt_what_left_or_waits(who.agency_id, session, at=datetime.now(UTC))
    record(session, who, EventKind.SETTING_CHANGED, setting="restored", doubted=doubted)
    return doubted
