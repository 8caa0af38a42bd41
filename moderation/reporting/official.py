"""Official reports of a month or quarter: when they are due, what stands in them, who signs.

A report is a row, asked for by the calendar or a person; a worker writes it and keeps the file.
What has been written stays as it was, while the figures go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ForbiddenError, NotFoundError
from moderation.events import record
from moderation.jobs import enqueue
from moderation.models import Report, ReportSettings
from moderation.policy import Permission, RoleGrant, Who
from moderation.queries import agencies, work
from moderation.queries import reports as queries
from moderation.queries.reports import HideCount
from moderation.reporting.book import day_of, midnight, open_book
from moderation.reporting.period import Group, Side, groups_of, side_of
from moderation.vocabulary import Actor, EventKind, Job, Label, ReportKind, Role

__all__ = [
    "OfficialReport",
    "ReportChange",
    "ask_for",
    "begins",
    "change_settings",
    "figures_of",
    "last_begins",
    "next_begins",
    "schedule",
    "try_again",
]

_MONTHS = {ReportKind.MONTHLY: 1, ReportKind.QUARTERLY: 3}
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class OfficialReport:
    """What a report says; `names` are the agency's pages by id."""

    agency: str
    settings: ReportSettings
    kind: ReportKind
    since: date
    until: date
    now: Side
    before: Side
    pages: list[Group[int]]
    labels: list[Group[Label]]
    hidden: list[HideCount]
    names: dict[int, str]


@dataclass(frozen=True, slots=True)
class ReportChange:
    """How reports should be headed and signed, which come by themselves, what is public."""

    superior: str
    symbol: str
    place: str
    recipients: str
    signer_title: str
    signer_name: str
    monthly: bool
    quarterly: bool
    is_public: bool


def begins(kind: ReportKind, day: date) -> date:
    """The first day of the month or quarter in which a day lies."""
    months = _MONTHS[kind]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_begins(kind: ReportKind, day: date) -> date:
    """The first day of the next one."""
    first = begins(kind, day)
    months = first.year * 12 + first.month - 1 + _MONTHS[kind]
    return date(months // 12, months % 12 + 1, 1)


def last_begins(kind: ReportKind, day: date) -> date:
    """The first day of the one before it."""
    return begins(kind, begins(kind, day) - timedelta(days=1))


def ask_for(session: Session, who: Who, kind: ReportKind, day: date) -> Report:
    """Ask for the report of the month or quarter of a day; it must be over."""
    _require_all_pages(who)
    since, until = begins(kind, day), next_begins(kind, day)
    if until > day_of(datetime.now(UTC)):
        raise BadInputError("Kỳ này chưa hết nên chưa lập báo cáo được. Hãy chọn kỳ đã qua.")
    person = who.person_id
    made = queries.add_report(who.agency_id, session, kind, since, until, asked_by=person)
    if made is None:
        raise BadInputError(
            "Báo cáo của kỳ này đã có trong danh sách nên không lập lại. Hãy mở báo cáo ấy."
        )
    enqueue(who.agency_id, session, Job.MAKE_REPORTS, [made])
    found = queries.find_report(who.agency_id, session, made)
    assert found is not None  # noqa: S101 - it was written a moment ago
    return found


def try_again(session: Session, who: Who, report_id: int) -> None:
    """Give a report that failed for good another chance."""
    _require_all_pages(who)
    if not work.revive(who.agency_id, session, Report, [report_id]):
        raise NotFoundError("Báo cáo này không ở trạng thái lỗi nên không cần lập lại.")
    enqueue(who.agency_id, session, Job.MAKE_REPORTS, [report_id])
    record(session, who, EventKind.RETRIED, report_id=report_id)


def change_settings(session: Session, who: Who, change: ReportChange) -> ReportSettings:
    """Keep how reports are headed and signed, and whether figures are public."""
    who.require_everywhere(Permission.EDIT_ROUTING)
    row = queries.report_settings(who.agency_id, session)
    if row is None:
        row = ReportSettings(agency_id=who.agency_id)
        session.add(row)
    for name in ("superior", "symbol", "place", "recipients", "signer_title", "signer_name"):
        setattr(row, name, getattr(change, name).strip()[:_LONGEST])
    row.symbol = row.symbol or "BC"
    row.monthly, row.quarterly = change.monthly, change.quarterly
    if not change.is_public:
        row.public_since = None
    elif row.public_since is None:
        row.public_since = datetime.now(UTC)
    session.flush()
    record(
        session, who, EventKind.SETTING_CHANGED, setting="reports", public=change.is_public,
        monthly=change.monthly, quarterly=change.quarterly,
    )  # fmt: skip
    return row


def schedule(agency_id: int, session: Session, *, now: datetime) -> int:
    """Ask for what has become due, and ring for all that waits; how many reports that is."""
    settings = queries.report_settings(agency_id, session)
    today = day_of(now)
    for kind, wanted in (
        (ReportKind.MONTHLY, settings is not None and settings.monthly),
        (ReportKind.QUARTERLY, settings is not None and settings.quarterly),
    ):
        if wanted:
            since = last_begins(kind, today)
            queries.add_report(
                agency_id, session, kind, since, next_begins(kind, since), asked_by=None
            )
    waiting = queries.waiting_reports(agency_id, session)
    enqueue(agency_id, session, Job.MAKE_REPORTS, waiting)
    return len(waiting)


def figures_of(
    agency_id: int, session: Session, report: Report, *, now: datetime
) -> OfficialReport:
    """What a report says today."""
    who = Who(agency_id, Actor.MACHINE, None, "Máy", (RoleGrant(Role.MANAGER),))
    before = last_begins(report.kind, report.since)
    book = open_book(session, who, before, report.until)
    cells = book.cells(report.since, report.until)
    settings = queries.report_settings(agency_id, session)
    return OfficialReport(
        agency=agencies.find_agency(agency_id, session).name,
        settings=settings or ReportSettings(agency_id=agency_id, symbol="BC", place="", superior="",
                                            recipients="", signer_title="", signer_name=""),
        kind=report.kind,
        since=report.since,
        until=report.until,
        now=side_of(session, who, book, report.since, report.until, now=now),
        before=side_of(session, who, book, before, report.since, now=now),
        pages=groups_of(cells, lambda cell: cell.page_id),
        labels=groups_of(cells, lambda cell: cell.label),
        hidden=queries.hide_counts(
            agency_id, session, midnight(report.since), midnight(report.until)
        ),
        names={page.id: page.name for page in agencies.pages(agency_id, session)},
    )  # fmt: skip


def _require_all_pages(who: Who) -> None:
    """A report tells of the whole agency, so it is not for those who see a part of it."""
    who.require(Permission.SEE_FIGURES)
    if who.pages(Permission.SEE_FIGURES) is not None:
        raise ForbiddenError("Báo cáo nói về cả cơ quan; tài khoản này chỉ xem được một số trang.")
