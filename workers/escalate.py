"""Telling people of cases and duties near or over their limit, every few minutes."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from moderation.duties.reminders import remind
from moderation.queries import doors
from moderation.timing.escalation import send_notices
from moderation.vocabulary import Job
from workers import runtime
from workers.app import app

_log = structlog.get_logger(__name__)


@app.task(name=Job.ESCALATE.value)  # type: ignore[untyped-decorator]
def send_all_notices() -> None:
    """One transaction for each agency; a trouble of one does not keep the others waiting."""
    with runtime.database().doorway() as door:
        agencies = doors.agencies(door)
    for agency_id, _ in agencies:
        try:
            with runtime.database().transaction(agency_id) as session:
                now = datetime.now(UTC)
                told = send_notices(agency_id, session, now=now)
                told += remind(agency_id, session, now=now)
        except Exception as error:  # noqa: BLE001 - the next run tries again
            _log.warning("notices_failed", agency=agency_id, error=type(error).__name__)
            continue
        if told:
            _log.info("notices_sent", agency=agency_id, limits=told)
