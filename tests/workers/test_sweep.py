"""What the sweeper remembers of its rings."""

from __future__ import annotations

from moderation.queries.doors import Waiting
from moderation.vocabulary import Job
from workers.sweep import Rung


def test_what_was_rung_for_does_not_hide_what_stands_behind_it() -> None:
    """Of 5,000 rows that lost their messages the last get their bell in the very next round."""
    rung, rows = Rung(), tuple(range(5000))

    def ring(now: float) -> list[int]:
        seen = Waiting(Job.CLASSIFY_COMMENTS, 1, rows[: rung.limit(now)], 0)
        ids = rung.due(seen, now)
        rung.note(seen, ids, now)
        return ids

    assert len(ring(0)) == 4096
    assert ring(5) == list(rows[4096:])
    assert ring(10) == []
    assert len(ring(31)) == 4096
    assert rung.limit(999) == 4096


def test_rings_for_the_same_come_ever_further_apart() -> None:
    """While no worker listens they would fill Redis; at two minutes the pause grows no more."""
    rung, row, rings = Rung(), Waiting(Job.CLASSIFY_COMMENTS, 1, (7,), 0), []
    for now in range(0, 600, 5):
        rung.limit(now)
        if rung.due(row, now):
            rung.note(row, [7], now)
            rings.append(now)
    assert rings == [0, 30, 90, 210, 330, 450, 570]


def test_a_row_that_failed_since_is_rung_for_at_once() -> None:
    """Its attempts tell it from the row that was rung for."""
    rung = Rung()
    rung.note(Waiting(Job.CLASSIFY_COMMENTS, 1, (7,), 0), [7], 0)
    assert rung.due(Waiting(Job.CLASSIFY_COMMENTS, 1, (7,), 0), 5) == []
    assert rung.due(Waiting(Job.CLASSIFY_COMMENTS, 1, (7,), 1), 5) == [7]
