"""Housekeeping at night: what has done its work and need not be kept."""

from __future__ import annotations

from datetime import timedelta

from moderation.queries import doors
from moderation.queries.pruning import prune_agency
from moderation.vocabulary import Job
from workers import runtime
from workers.app import app

_KEEP_DELIVERIES = timedelta(days=30)
_KEEP_NEAR_COPY_KEYS = timedelta(days=60)


@app.task(name=Job.PRUNE.value)  # type: ignore[untyped-decorator]
def prune() -> None:
    """Forget finished deliveries' bodies, old copies' keys and ended sessions."""
    with runtime.database().doorway() as door:
        agencies = doors.agencies(door)
    for agency_id, _ in agencies:
        with runtime.database().transaction(agency_id) as session:
            prune_agency(
                agency_id,
                session,
                deliveries_older_than=_KEEP_DELIVERIES,
                keys_older_than=_KEEP_NEAR_COPY_KEYS,
            )
