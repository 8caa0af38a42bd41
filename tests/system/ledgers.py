"""The checker: the driver's book against the tables, never the system's own counters."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.system.driver import Driver
from tests.system.running import RunningSystem

__all__ = ["Verdict", "everything_holds_together", "judge", "settle"]

_STANDSTILL_SECONDS = 180.0
_COUNT_SECONDS = 10.0
_LOOK_SECONDS = 0.25  # each look is some milliseconds taken from what is looked at
_IN_NO_CASE = """
    SELECT count(*) FROM comments m LEFT JOIN cases k
        ON k.agency_id = m.agency_id AND k.id = m.case_id
    WHERE NOT m.is_own AND m.text IS NOT NULL AND k.id IS NULL
"""
_WRONG_SUMS = """
    SELECT count(*) FROM cases k WHERE k.comments_count <>
        (SELECT count(*) FROM comments m WHERE m.agency_id = k.agency_id AND m.case_id = k.id)
"""
_TOLD_BADLY = """
    SELECT count(*) FROM (
        SELECT m.id FROM comments m LEFT JOIN events e
            ON e.agency_id = m.agency_id AND e.comment_id = m.id
        GROUP BY m.agency_id, m.id, m.is_own, m.text
        HAVING count(*) FILTER (WHERE e.kind = 'comment_received') <> 1
            OR count(*) FILTER (WHERE e.kind IN ('case_opened', 'comment_joined'))
                <> (NOT m.is_own AND m.text IS NOT NULL)::int
    ) AS wrong
"""
_OPENED_TWICE = """
    SELECT count(*) FROM (
        SELECT e.case_id FROM events e WHERE e.kind = 'case_opened'
        GROUP BY e.agency_id, e.case_id HAVING count(*) <> 1
    ) AS twice
"""
_LEAD_ELSEWHERE = """
    SELECT count(*) FROM cases k LEFT JOIN comments m ON m.id = k.lead_comment_id
        AND m.case_id = k.id WHERE m.id IS NULL
"""
_DELAYS = """
    SELECT m.external_id, extract(epoch FROM min(e.at) - m.received_at)::float8
    FROM comments m JOIN events e ON e.agency_id = m.agency_id AND e.comment_id = m.id
    WHERE m.agency_id = {agency} AND e.kind IN ('case_opened', 'comment_joined')
    GROUP BY m.id, m.external_id, m.received_at
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the comments that were acknowledged; delays in seconds, intake to case."""

    acknowledged: int
    lost: int
    doubled: int
    dead: int
    p99: float
    longest: float

    def __str__(self) -> str:
        return (
            f"{self.acknowledged:,} comments: lost {self.lost}, doubled {self.doubled}, set aside"
            f" {self.dead}, p99 {self.p99:.0f} s, longest {self.longest:.0f} s"
        )


def settle(system: RunningSystem, *, hurry: bool = False) -> float:
    """Wait until nothing is on its way any more; returns for how many seconds.

    On a slow machine that may take long, and proves nothing: what fails is a standstill, longer
    than any lease and any pause of the sweeper. In a hurry no lease is long.
    """
    began = looked = moved = time.monotonic()
    before = system.finished()
    while system.unfinished():
        if hurry:
            system.let_leases_run_out(held_seconds=4)
        if time.monotonic() - looked > _COUNT_SECONDS:  # it reads whole tables
            looked = time.monotonic()
            if (now := system.finished()) != before:
                before, moved = now, looked
        assert time.monotonic() - moved < _STANDSTILL_SECONDS, "nothing goes forward any more"
        time.sleep(_LOOK_SECONDS)
    return time.monotonic() - began


def judge(system: RunningSystem, driver: Driver) -> Verdict:
    """Compare the two books, comment by comment."""
    agency = driver.house.agency_id
    delays = {
        str(key): float(str(took)) for key, took in system.rows(_DELAYS.format(agency=agency))
    }
    dead = {
        str(key)
        for (key,) in system.rows(
            f"SELECT external_id FROM comments WHERE agency_id = {agency} AND state = 'dead'"
        )
    }
    waits = sorted(delays.values())
    return Verdict(
        acknowledged=len(driver.acknowledged),
        lost=len(driver.acknowledged - set(delays) - dead),
        doubled=system.count(_TOLD_BADLY) - len(dead) + system.count(_OPENED_TWICE),
        dead=len(dead),
        p99=waits[min(int(len(waits) * 0.99), len(waits) - 1)],
        longest=waits[-1],
    )


def everything_holds_together(system: RunningSystem) -> None:
    """What is true of the tables whenever the pipeline has come to rest."""
    dead = "SELECT count(*) FROM {} WHERE state = 'dead'"
    assert [system.count(dead.format(t)) for t in ("imports", "deliveries", "comments")] == [0] * 3
    for wrong in (_IN_NO_CASE, _WRONG_SUMS, _TOLD_BADLY, _OPENED_TWICE, _LEAD_ELSEWHERE):
        assert system.count(wrong) == 0, wrong
