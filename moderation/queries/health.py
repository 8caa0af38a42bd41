"""How the installation is doing as a whole: counts and ages across all agencies, and no content."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from moderation.database import Connection
from moderation.queries.doors import is_led

__all__ = ["SEALER", "SWEEPER", "Backlog", "SystemHealth", "system_health"]

SWEEPER = 5_264_837_002
SEALER = 5_264_837_003
"""The advisory locks that the leading sweeper and sealer hold."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """One kind of work.

    `ready` could be done now, the oldest of it since so many seconds; `expired` is held by a worker
    that has gone; `dead` waits for a person.
    """

    kind: str
    ready: int
    oldest_seconds: float
    running: int
    expired: int
    dead: int


@dataclass(frozen=True, slots=True)
class SystemHealth:
    """What a supervisor asks every few seconds."""

    backlogs: tuple[Backlog, ...]
    sweeping: bool
    sealing: bool

    @property
    def oldest_seconds(self) -> float:
        """The longest that anything has been waiting to be done."""
        return max((one.oldest_seconds for one in self.backlogs), default=0.0)

    @property
    def dead(self) -> int:
        """How much waits for a person."""
        return sum(one.dead for one in self.backlogs)


def system_health(door: Connection) -> SystemHealth:
    """Look over everything at once."""
    rows = door.execute(text("SELECT * FROM door_health() ORDER BY kind"))
    backlogs = tuple(
        Backlog(
            row.kind, row.ready, max(0.0, row.oldest_seconds), row.running, row.expired, row.dead
        )
        for row in rows
    )
    return SystemHealth(backlogs, is_led(door, SWEEPER), is_led(door, SEALER))
