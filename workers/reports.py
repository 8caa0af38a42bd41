"""Official reports: asked for when a month or quarter is over, written once, tried again."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from moderation.duties.heads_report import duty_figures
from moderation.models import Report
from moderation.queries import doors
from moderation.queries.reports import find_report
from moderation.queries.work import claim, finish, give_back
from moderation.reporting.book import day_of
from moderation.reporting.official import figures_of, schedule
from moderation.vocabulary import Job
from workers import runtime
from workers.app import app
from workers.official_report import written

_log = structlog.get_logger(__name__)


@app.task(name=Job.SCHEDULE_REPORTS.value)  # type: ignore[untyped-decorator]
def schedule_reports() -> None:
    """Ask for what is due in every agency, and ring again for what waits."""
    with runtime.database().doorway() as door:
        agencies = doors.agencies(door)
    for agency_id, _ in agencies:
        try:
            with runtime.database().transaction(agency_id) as session:
                schedule(agency_id, session, now=datetime.now(UTC))
        except Exception as error:  # noqa: BLE001 - the next run asks again
            _log.warning("reports_not_scheduled", agency=agency_id, error=type(error).__name__)


@app.task(name=Job.MAKE_REPORTS.value)  # type: ignore[untyped-decorator]
def make_reports(agency_id: int, ids: list[int]) -> None:
    """Write these reports; one that fails is given back and shown on the page of reports."""
    for report_id in ids:
        with runtime.database().transaction(agency_id) as session:
            token, mine = claim(agency_id, session, Report, [report_id])
        if not mine:
            continue
        try:
            _make(agency_id, report_id)
        except Exception as error:
            with runtime.database().transaction(agency_id) as session:
                give_back(agency_id, session, Report, token, mine, error_code="report_failed")
            _log.error("report_failed", report=report_id, error=type(error).__name__)
            raise


def _make(agency_id: int, report_id: int) -> None:
    now = datetime.now(UTC)
    with runtime.database().transaction(agency_id) as session:
        report = find_report(agency_id, session, report_id)
        if report is None:
            return
        figures = figures_of(agency_id, session, report, now=now)
        duties = duty_figures(agency_id, session, report.since, report.until, today=day_of(now))
    content = written(figures, duties, today=day_of(now))
    with runtime.database().transaction(agency_id) as session:
        report = find_report(agency_id, session, report_id, with_content=True)
        if report is not None:
            report.content, report.made_at = content, now
            session.flush()
            finish(agency_id, session, Report, [report_id])
