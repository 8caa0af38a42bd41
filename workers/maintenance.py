"""Housekeeping: figures by day kept up, and at night what need not be kept forgotten."""

from __future__ import annotations

import time
from datetime import timedelta

import structlog

from moderation.authors import seal_old
from moderation.privacy.retention import keep_for
from moderation.queries import doors
from moderation.queries.pruning import prune_agency
from moderation.reporting.adding_up import add_up_stale
from moderation.vocabulary import DataClass, Job
from workers import runtime
from workers.app import app

_KEEP_NEAR_COPY_KEYS = timedelta(days=60)
_ADD_UP_SECONDS = 50

_log = structlog.get_logger(__name__)


@app.task(name=Job.SEAL_AUTHORS.value)  # type: ignore[untyped-decorator]
def seal_authors() -> None:
    """Seal who wrote the comments that came before authors were sealed, five hundred at a time."""
    with runtime.database().doorway() as door:
        agencies = doors.agencies(door)
    for agency_id, _ in agencies:
        left = True
        while left:
            with runtime.database().transaction(agency_id) as session:
                left = seal_old(agency_id, session) > 0


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
                deliveries_older_than=keep_for(agency_id, session, DataClass.DELIVERIES),
                keys_older_than=_KEEP_NEAR_COPY_KEYS,
            )


@app.task(name=Job.ADD_UP.value)  # type: ignore[untyped-decorator]
def add_up() -> None:
    """Add up the days that have changed; what is left over after a while waits for the next run.

    One transaction for each month of an agency; a trouble of one does not keep the others waiting.
    """
    began = time.monotonic()
    with runtime.database().doorway() as door:
        agencies = doors.agencies(door)
    for agency_id, _ in agencies:
        try:
            days = _add_up_agency(agency_id, until=began + _ADD_UP_SECONDS)
        except Exception as error:  # noqa: BLE001 - the days stay stale; readers count them live
            _log.warning("add_up_failed", agency=agency_id, error=type(error).__name__)
            continue
        if days:
            _log.info("days_added_up", agency=agency_id, days=days)


def _add_up_agency(agency_id: int, *, until: float) -> int:
    days = 0
    while time.monotonic() < until:
        with runtime.database().transaction(agency_id) as session:
            done = add_up_stale(agency_id, session)
        if not done:
            break
        days += done
    return days
