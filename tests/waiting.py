"""To see that one transaction waits for another, without a word about how long that takes."""

from __future__ import annotations

import time
from concurrent.futures import Future

from sqlalchemy import text

from tests.factories import House

__all__ = ["until_it_waits"]

_PATIENCE = 60.0
_LOOK_SECONDS = 0.02
_WAITING = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def until_it_waits(house: House, told: Future[object]) -> None:
    """Come back when somebody waits for an advisory lock, or what might have is done."""
    deadline = time.monotonic() + _PATIENCE
    while not told.done() and not _waits(house):
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(_LOOK_SECONDS)


def _waits(house: House) -> bool:
    with house.database.transaction(house.agency_id) as session:
        return bool(session.scalar(_WAITING))
