"""Reports come when a month is over, once, and say what the figures say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from moderation.casework import cases
from moderation.errors import BadInputError, ForbiddenError
from moderation.models import Case, Report
from moderation.policy import RoleGrant
from moderation.queries import reports as queries
from moderation.reporting import official
from moderation.reporting.book import day_of
from moderation.reporting.official import ReportChange
from moderation.reporting.transparency import is_public, public_figures
from moderation.vocabulary import ReportKind, Role
from tests.factories import House, event

OFF = ReportChange(
    superior="UBND thành phố", symbol="BC-UBND", place="Hoa Mai", recipients="Như trên",
    signer_title="Chủ tịch", signer_name="Lê Thanh Hà", monthly=False, quarterly=False,
    is_public=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "day", "first", "after", "before"),
    [
        (ReportKind.MONTHLY, "2026-11-22", "2026-11-01", "2026-12-01", "2026-10-01"),
        (ReportKind.MONTHLY, "2026-12-31", "2026-12-01", "2027-01-01", "2026-11-01"),
        (ReportKind.MONTHLY, "2027-01-01", "2027-01-01", "2027-02-01", "2026-12-01"),
        (ReportKind.QUARTERLY, "2026-11-22", "2026-10-01", "2027-01-01", "2026-07-01"),
        (ReportKind.QUARTERLY, "2026-03-31", "2026-01-01", "2026-04-01", "2025-10-01"),
    ],
)
def test_months_and_quarters_begin_where_the_calendar_says(
    kind: ReportKind, day: str, first: str, after: str, before: str
) -> None:
    """Over the end of a year as well."""
    given = date.fromisoformat(day)
    found = (official.begins(kind, given), official.next_begins(kind, given),
             official.last_begins(kind, given))  # fmt: skip
    assert found == tuple(map(date.fromisoformat, (first, after, before)))


def test_the_calendar_asks_once_for_what_the_agency_wants(house: House) -> None:
    """Nothing before it is switched on; after that one report a month, however often it runs."""
    now = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    with house.database.transaction(house.agency_id) as session:
        assert official.schedule(house.agency_id, session, now=now) == 0
        change = ReportChange(**{**_as_dict(OFF), "monthly": True})
        official.change_settings(session, house.who(Role.MANAGER), change)
        for _ in range(3):
            assert official.schedule(house.agency_id, session, now=now) == 1
        [report] = queries.reports(house.agency_id, session)

    assert (report.kind, report.since, report.until) == (
        ReportKind.MONTHLY, date(2026, 10, 1), date(2026, 11, 1),
    )  # fmt: skip


def test_only_who_sees_the_whole_agency_may_ask_and_only_for_what_is_over(house: House) -> None:
    """A manager of one page, the month that runs, and the same month twice are refused."""
    manager = house.who(Role.MANAGER)
    partly = type(manager)(
        manager.agency_id, manager.actor, manager.actor_id, manager.name,
        (RoleGrant(Role.MANAGER, house.page_id),),
    )  # fmt: skip
    today = day_of(datetime.now(UTC))
    past = official.last_begins(ReportKind.MONTHLY, today)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(ForbiddenError):
            official.ask_for(session, partly, ReportKind.MONTHLY, past)
        with pytest.raises(BadInputError, match="chưa hết"):
            official.ask_for(session, manager, ReportKind.MONTHLY, today)
        official.ask_for(session, manager, ReportKind.MONTHLY, past)
        with pytest.raises(BadInputError, match="đã có"):
            official.ask_for(session, manager, ReportKind.MONTHLY, past)


def test_the_public_sees_numbers_only_while_the_agency_says_so(house: House) -> None:
    """Switched on and off again; this month's comments and answers are counted."""
    now = datetime.now(UTC)
    house.take(
        *(event(f"p{n}", f"Hỏi việc số {n} của phường", at=now - timedelta(minutes=5 + n))
          for n in range(3)),
        received_at=now,
    )  # fmt: skip
    house.triage()
    manager = house.who(Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        first = session.query(Case).order_by(Case.id).first()
        assert first is not None
        cases.answer_recorded(session, house.who(Role.TRIAGE), first.id)
        assert not is_public(house.agency_id, session)
        on = ReportChange(**{**_as_dict(OFF), "is_public": True})
        official.change_settings(session, manager, on)
        assert is_public(house.agency_id, session)
        found = public_figures(house.agency_id, session, now=now)
        official.change_settings(session, manager, OFF)
        assert not is_public(house.agency_id, session)

    received = sum(month.received for month in found.months)
    answered = sum(month.answers.n for month in found.months)
    assert (received, answered, len(found.months)) == (3, 1, 6)


def test_what_stands_in_a_report_is_what_the_period_says(house: House) -> None:
    """Asked from the same days, both say the same."""
    report = Report(kind=ReportKind.MONTHLY, since=date(2026, 11, 1), until=date(2026, 12, 1))
    house.take(event("r1"), event("r2", "Hỏi lịch tiếp dân của phường"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        found = official.figures_of(house.agency_id, session, report, now=datetime.now(UTC))

    assert (found.now.opened, found.before.opened) == (2, 0)
    assert [group.opened for group in found.pages] == [2]
    assert found.now.answers.office is None


def _as_dict(change: ReportChange) -> dict[str, object]:
    return {name: getattr(change, name) for name in change.__dataclass_fields__}
