"""Every figure of the period's report equals one counted again in plain Python."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from moderation.events import record
from moderation.models import Case, CasePause
from moderation.policy import RoleGrant
from moderation.queries import case_sets
from moderation.queries.case_sets import CaseSet, What
from moderation.reporting.minutes import kaplan_meier_median
from moderation.reporting.period import period_report
from moderation.timing.calendar import VIETNAM
from moderation.timing.clock import agency_calendar
from moderation.vocabulary import (
    CaseStatus,
    DismissReason,
    EventKind,
    Label,
    PauseReason,
    Role,
    Tally,
)
from tests.factories import House, event
from tests.moderation.test_clock_cases import at

NOW = at("2026-11-18T16:00")
DAYS = 30
UNTIL = at("2026-11-19T00:00")
SINCE, BEFORE = UNTIL - timedelta(days=DAYS), UNTIL - timedelta(days=2 * DAYS)


@pytest.fixture
def seeded(house: House) -> list[Case]:
    """Four hundred cases over seventy days: answered in time, late, dismissed, waiting."""
    chance = random.Random(11)  # noqa: S311 - the same cases each time
    with house.database.transaction(house.agency_id) as session:
        calendar = agency_calendar(house.agency_id, session)
        made = []
        for number in range(400):
            opened = NOW - timedelta(minutes=chance.randrange(70 * 1440))
            label = chance.choice(list(Label))
            case = Case(
                agency_id=house.agency_id, page_id=house.page_id, lead_comment_id=number + 1,
                label=label, certainty=0.9, needs_human=False,
                queue_key=label.value, severity=2, clock_key="policy_question", opened_at=opened,
                due_at=calendar.after_working_minutes(opened, 480), status=CaseStatus.OPEN,
            )  # fmt: skip
            fate = chance.random()
            ended = min(opened + timedelta(minutes=chance.randrange(1, 6000)), NOW)
            if fate < 0.6:
                case.status, case.closed_at = CaseStatus.ANSWERED, ended
                case.first_response_at, case.first_due_at = ended, case.due_at
                case.response_minutes = calendar.working_minutes_between(opened, ended)
                case.due_at = case.due_at + timedelta(days=chance.randrange(2) * 9)
            elif fate < 0.75:
                case.status, case.closed_at = CaseStatus.DISMISSED, ended
                case.dismiss_reason = DismissReason.NO_ANSWER_NEEDED
                case.waited_minutes = calendar.working_minutes_between(opened, ended)
            session.add(case)
            made.append(case)
        session.flush()
        for case in made:
            session.expunge(case)
    return made


def percentile(values: Iterable[float], share: float) -> float:
    """By straight lines between the ordered values."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def in_period(moment: datetime | None, since: datetime, until: datetime) -> bool:
    """Whether a moment lies in a period."""
    return moment is not None and since <= moment < until


def test_every_figure_equals_its_own_count_in_plain_python(
    house: House, seeded: list[Case]
) -> None:
    """Both periods: opened, unanswered, answers, share in time, percentiles in both times."""
    with house.database.transaction(house.agency_id) as session:
        calendar = agency_calendar(house.agency_id, session)
        report = period_report(session, house.who(Role.MANAGER), now=NOW, days=DAYS)

    for side, since, until in ((report.now, SINCE, UNTIL), (report.before, BEFORE, SINCE)):
        opened = [c for c in seeded if in_period(c.opened_at, since, until)]
        answers = [c for c in seeded if in_period(c.first_response_at, since, until)]
        office = [c.response_minutes or 0 for c in answers]
        wall = [
            (c.first_response_at - c.opened_at).total_seconds() // 60
            for c in answers
            if c.first_response_at
        ]
        assert side.opened == len(opened) > 100
        assert side.unanswered == sum(
            c.first_response_at is None and c.closed_at is None for c in opened
        )
        assert side.answers.n == len(answers) >= 20
        assert side.answers.within == sum(
            c.first_response_at <= c.first_due_at
            for c in answers
            if c.first_response_at and c.first_due_at
        )
        shares = (0.5, 0.9, 0.95)
        assert side.answers.office == pytest.approx([percentile(office, s) for s in shares])
        assert side.answers.wall == pytest.approx([percentile(wall, s) for s in shares])
        assert side.km_median == survival_median(
            [(c.response_minutes, True) for c in opened if c.response_minutes is not None]
            + [
                (calendar.working_minutes_between(c.opened_at, c.closed_at or NOW), False)
                for c in opened
                if c.response_minutes is None
            ]
        )


def survival_median(times: list[tuple[int, bool]]) -> int | None:
    """Kaplan and Meier's median from its definition: a product over the distinct times."""
    share = 1.0
    for moment in sorted({time for time, answered in times if answered}):
        at_risk = sum(time >= moment for time, _ in times)
        share *= 1 - sum(time == moment and done for time, done in times) / at_risk
        if share <= 0.5 + 1e-9:
            return moment
    return None


def test_an_open_case_waits_only_while_its_clock_runs(house: House) -> None:
    """Its pauses are left out of the median, those to come and those that ended, as of the rest.

    Ten answers after 100 minutes, ten after 1,000, and thirty cases whose clock stood still for
    all but half an hour: half of those that could be answered in 100 minutes were. Counted as
    waiting all the while, they would leave no median at all.
    """
    opened = at("2026-11-10T08:00")
    with house.database.transaction(house.agency_id) as session:
        for number in range(50):
            case = seeded_case(house, number, opened)
            session.add(case)
            if number < 20:
                case.status, case.closed_at = CaseStatus.ANSWERED, at("2026-11-13T09:00")
                case.first_response_at = case.first_due_at = case.closed_at
                case.response_minutes = 100 if number < 10 else 1000
                continue
            session.flush()
            stood = [(at("2026-11-10T08:30"), NOW + timedelta(days=9))]
            if number % 2:
                stood = [
                    (at("2026-11-10T08:10"), at("2026-11-12T08:00")),
                    (at("2026-11-12T08:20"), at("2026-11-18T15:59")),
                ]
            for starts, ends in stood:
                case.paused_until = ends
                session.add(pause(case, starts, ends))
    with house.database.transaction(house.agency_id) as session:
        report = period_report(session, house.who(Role.MANAGER), now=NOW, days=DAYS)

    assert report.now.unanswered == 30
    assert report.now.km_median == 100


def seeded_case(house: House, number: int, opened: datetime) -> Case:
    """An open case with no answer."""
    return Case(
        agency_id=house.agency_id, page_id=house.page_id, lead_comment_id=number + 1,
        label=Label.POLICY_QUESTION, certainty=0.9, needs_human=False, queue_key="policy_question",
        severity=2, clock_key="policy_question", opened_at=opened, due_at=opened,
        status=CaseStatus.OPEN,
    )  # fmt: skip


def pause(case: Case, starts: datetime, ends: datetime) -> CasePause:
    """A time in which its clock stands still."""
    return CasePause(
        agency_id=case.agency_id,
        case_id=case.id,
        starts_at=starts,
        ends_at=ends,
        reason=PauseReason.CITIZEN,
    )


def test_tables_flow_and_heat_equal_their_counts(house: House, seeded: list[Case]) -> None:
    """By label, queue and page; in, out and backlog; weekday and hour in Vietnam."""
    with house.database.transaction(house.agency_id) as session:
        report = period_report(session, house.who(Role.MANAGER), now=NOW, days=DAYS)
    opened = [c for c in seeded if in_period(c.opened_at, SINCE, UNTIL)]

    assert {g.key: g.opened for g in report.labels} == Counter(c.label for c in opened)
    assert {g.key: g.opened for g in report.pages} == {house.page_id: len(opened)}
    answers = Counter(c.label for c in seeded if in_period(c.first_response_at, SINCE, UNTIL))
    assert {g.key: g.answers.n for g in report.labels} == answers
    assert all((g.answers.office is None) == (g.answers.n < 20) for g in report.labels)
    for flow in report.flow:
        mine = [c for c in seeded if c.queue_key == flow.queue_key]
        assert flow.came == sum(in_period(c.opened_at, SINCE, UNTIL) for c in mine)
        assert flow.left == sum(in_period(c.closed_at, SINCE, UNTIL) for c in mine)
        assert flow.backlog == sum(c.closed_at is None for c in mine)
    local = [c.opened_at.astimezone(VIETNAM) for c in opened]
    assert report.heat == Counter((moment.isoweekday(), moment.hour) for moment in local)


@pytest.mark.parametrize("what", list(What))
def test_a_number_is_as_long_as_its_list(house: House, seeded: list[Case], what: What) -> None:
    """Whatever is counted, its list has so many lines."""
    wanted = CaseSet(what, SINCE, UNTIL)
    with house.database.transaction(house.agency_id) as session:
        count = case_sets.count_cases(house.agency_id, session, wanted)
        listed = case_sets.list_cases(house.agency_id, session, wanted, limit=500)
        streamed = list(case_sets.stream_cases(house.agency_id, session, wanted))
    assert count == len(listed) == len(streamed)
    if what in case_sets.SLOWEST_FIRST:
        took = [case.response_minutes for case in listed]
        assert took == sorted(took, key=lambda minutes: minutes or 0, reverse=True)


def test_a_cell_of_the_heat_map_lists_its_cases(house: House, seeded: list[Case]) -> None:
    """Monday nine o'clock is what it says."""
    wanted = CaseSet(What.OPENED, SINCE, UNTIL)
    with house.database.transaction(house.agency_id) as session:
        report = period_report(session, house.who(Role.MANAGER), now=NOW, days=DAYS)
        for (weekday, hour), count in list(report.heat.items())[:20]:
            cell = replace(wanted, weekday=weekday, hour=hour)
            assert case_sets.count_cases(house.agency_id, session, cell) == count


def test_corrections_count_cases_once_and_only_what_people_did(
    house: House, seeded: list[Case]
) -> None:
    """One case corrected twice is one; the machine's acts are none."""
    who = house.who(Role.TRIAGE)
    before = {"label": "spam", "certainty": 0.9}
    with house.database.transaction(house.agency_id) as session:
        for label in ("feedback", "other"):
            record(
                session, who, EventKind.RELABELLED, case_id=seeded[0].id, label=label, before=before
            )
        record(session, who, EventKind.ANSWERED, case_id=seeded[0].id)
        record(
            session, who, EventKind.RELABELLED, case_id=seeded[2].id, label="spam", before=before
        )
        record(session, who, EventKind.DISMISSED, case_id=seeded[1].id)
    with house.database.transaction(house.agency_id) as session:
        now = datetime.now(VIETNAM) + timedelta(minutes=1)
        report = period_report(session, house.who(Role.MANAGER), now=now, days=1)
    found = report.now.tallies
    assert [found[t] for t in (Tally.DECIDED, Tally.JUDGED, Tally.CORRECTED)] == [3, 2, 1]


def test_a_wave_is_told_with_its_post_and_its_beginning(house: House) -> None:
    """Twelve copies within two hours under one post; one comment a day does not grow."""
    words = "Nghe nói phường thu thêm phí vỉa hè từ tháng sau phải không"
    for number in range(12):
        house.take(
            event(f"w{number}", words, at=NOW - timedelta(minutes=10 * number + 5),
                  author=f"dan-{number}", post="bai-9"),
            received_at=NOW,
        )  # fmt: skip
    for day in range(7):
        house.take(
            event(f"d{day}", f"Câu hỏi thứ {day} của tuần", at=NOW - timedelta(days=day, hours=1)),
            received_at=NOW,
        )
    house.triage(lambda _: Label.CONTRARY_INFORMATION)
    with house.database.transaction(house.agency_id) as session:
        report = period_report(session, house.who(Role.MANAGER), now=NOW, days=7)

    (group,) = report.groups
    (post,) = report.posts
    assert (group.last_day, group.usual, post.last_day, post.usual) == (12, 0, 12, 0)
    assert group.first_at == NOW - timedelta(minutes=115)


def test_the_report_keeps_to_the_pages_of_the_person(house: House, seeded: list[Case]) -> None:
    """A manager of another page sees none of this one's."""
    other = replace(house.who(Role.MANAGER), grants=(RoleGrant(Role.MANAGER, 999_999),))
    with house.database.transaction(house.agency_id) as session:
        report = period_report(session, other, now=NOW, days=DAYS)
    assert (report.now.opened, report.now.answers.n, report.heat, report.flow) == (0, 0, {}, [])


@pytest.mark.parametrize(
    ("answered", "waiting", "median"),
    [
        ([1, 2, 3, 4], [], 2),
        ([1, 2], [9, 9], 2),
        ([1], [9, 9], None),
        ([5, 5, 5], [1], 5),
        ([], [], None),
        ([10, 20, 30], [15, 15, 15], 20),
    ],
)
def test_the_median_counts_those_who_still_wait(
    answered: list[int], waiting: list[int], median: int | None
) -> None:
    """Worked out by hand; replies alone would flatter whoever leaves the hard ones."""
    runs = [np.array(each, dtype=np.int64) for each in (answered, waiting)]
    assert kaplan_meier_median(*runs) == median
