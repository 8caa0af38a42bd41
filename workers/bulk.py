"""Carrying one decision out on many cases, a batch a transaction."""

from __future__ import annotations

import time

from moderation.casework.bulk import carry_on
from moderation.models import BulkAct
from moderation.queries.work import claim, give_back
from moderation.vocabulary import Job
from workers import runtime
from workers.app import app

_BATCH = 25
_NO_BATCH_AFTER_SECONDS = 60.0


@app.task(name=Job.BULK.value)  # type: ignore[untyped-decorator]
def carry_out(agency_id: int, ids: list[int]) -> None:
    """Do what is left of these acts. What one worker leaves, the sweeper rings for again."""
    for bulk_id in ids:
        with runtime.database().transaction(agency_id) as session:
            token, mine = claim(agency_id, session, BulkAct, [bulk_id])
        if not mine:
            continue
        try:
            _carry_out(agency_id, bulk_id)
        except Exception:
            with runtime.database().transaction(agency_id) as session:
                give_back(agency_id, session, BulkAct, token, mine, error_code="bulk_failed")
            raise


def _carry_out(agency_id: int, bulk_id: int) -> None:
    ends, is_left = time.monotonic() + _NO_BATCH_AFTER_SECONDS, True
    while is_left and time.monotonic() < ends:
        with runtime.database().transaction(agency_id) as session:
            is_left = carry_on(session, None, bulk_id, agency_id=agency_id, most=_BATCH)
