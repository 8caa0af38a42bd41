"""One process sweeps at a time, and others can ask whether one does."""

from __future__ import annotations

from moderation.database import Database
from moderation.queries.doors import is_led, leadership

_KEY = 5_264_837_999


def test_one_leads_and_a_check_does_not_get_in_its_way(database: Database) -> None:
    """While one holds the lock a second gets none; when it lets go, nobody leads."""
    with database.doorway() as first, database.doorway() as second:
        assert not is_led(second, _KEY)
        with leadership(first, _KEY) as mine:
            assert mine
            assert is_led(second, _KEY)
            with leadership(second, _KEY) as also_mine:
                assert not also_mine
        assert not is_led(second, _KEY)
