"""The clock against hand-computed cases: each row was worked out on paper, never by the code.

The week of 16 to 20 November 2026 is an ordinary one. 2026-11-24 is a holiday, a Tuesday. Tết 2026
is off from Saturday 14 to Sunday 22 February. 2 January is off and worked for on Saturday 10
January; 31 August is off and worked for on Saturday 22 August.
"""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.errors import BadInputError
from moderation.setup import default_calendar
from moderation.timing.calendar import (
    VIETNAM,
    DayRule,
    OfficeCalendar,
    Period,
    Shift,
    due_at,
    running_minutes,
)
from moderation.vocabulary import ClockUnit
from tests.moderation.test_calendar import slow_minutes

OFFICE = default_calendar()
MINUTES, DAYS = ClockUnit.OFFICE_MINUTES, ClockUnit.WORKING_DAYS
HOURS, CALENDAR = ClockUnit.CLOCK_HOURS, ClockUnit.CALENDAR_DAYS


def at(text: str) -> datetime:
    """A moment in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def period(starts: str, ends: str) -> Period:
    """A stretch of time in Vietnam."""
    return Period(at(starts), at(ends))


BETWEEN = [
    # An ordinary day and its edges.
    ("2026-11-18T08:00", "2026-11-18T08:01", 1),
    ("2026-11-18T07:59", "2026-11-18T08:01", 1),
    ("2026-11-18T11:59", "2026-11-18T12:00", 1),
    ("2026-11-18T12:00", "2026-11-18T12:01", 0),
    ("2026-11-18T12:00", "2026-11-18T13:00", 0),
    ("2026-11-18T12:59", "2026-11-18T13:01", 1),
    ("2026-11-18T16:59", "2026-11-18T17:00", 1),
    ("2026-11-18T17:00", "2026-11-19T08:00", 0),
    ("2026-11-18T00:00", "2026-11-19T00:00", 480),
    ("2026-11-18T23:59", "2026-11-19T00:01", 0),
    # Lunch: through it, into it, out of it.
    ("2026-11-18T11:00", "2026-11-18T14:00", 120),
    ("2026-11-18T11:50", "2026-11-18T12:30", 10),
    ("2026-11-18T12:30", "2026-11-18T13:10", 10),
    # Half minutes: whole minutes that have passed, never rounded up.
    ("2026-11-18T09:00:30", "2026-11-18T09:01:30", 1),
    ("2026-11-18T09:00:30", "2026-11-18T09:01:29", 0),
    ("2026-11-18T11:59:30", "2026-11-18T13:00:30", 1),
    ("2026-11-18T07:59:30", "2026-11-18T08:00:59", 0),
    # Nights and weekends.
    ("2026-11-20T16:59", "2026-11-23T08:00", 1),
    ("2026-11-20T17:00", "2026-11-23T08:00", 0),
    ("2026-11-20T17:01", "2026-11-23T08:30", 30),
    ("2026-11-16T08:00", "2026-11-20T17:00", 2400),
    ("2026-11-16T08:00", "2026-11-30T08:00", 4320),  # nine working days: 24/11 is off
    # The Day of Vietnamese Culture.
    ("2026-11-24T08:00", "2026-11-24T17:00", 0),
    ("2026-11-23T16:30", "2026-11-25T08:30", 60),
    ("2026-11-24T10:00", "2026-11-25T08:01", 1),
    # New Year: 1 and 2 January off, Saturday the 10th worked.
    ("2025-12-31T16:00", "2026-01-05T09:00", 120),
    ("2026-01-02T00:00", "2026-01-03T00:00", 0),
    ("2026-01-09T16:30", "2026-01-12T08:30", 540),
    ("2026-01-10T11:30", "2026-01-10T13:30", 60),
    ("2026-01-11T08:00", "2026-01-11T17:00", 0),
    # Tết.
    ("2026-02-13T17:00", "2026-02-23T08:00", 0),
    ("2026-02-16T08:00", "2026-02-20T17:00", 0),
    ("2026-02-13T16:59", "2026-02-23T08:01", 2),
    ("2026-02-01T00:00", "2026-03-01T00:00", 7200),  # 20 weekdays less 5
    # Giỗ Tổ fell on a Sunday: Monday off. 30 April and 1 May: Thursday and Friday.
    ("2026-04-27T08:00", "2026-04-27T17:00", 0),
    ("2026-04-29T16:00", "2026-05-04T09:00", 120),
    # National Day: Saturday 22 August is worked for Monday the 31st.
    ("2026-08-22T08:00", "2026-08-22T17:00", 480),
    ("2026-08-23T08:00", "2026-08-23T17:00", 0),
    ("2026-08-28T17:00", "2026-09-03T08:00", 0),
    ("2026-08-31T08:00", "2026-08-31T17:00", 0),
    ("2026-08-21T16:30", "2026-08-24T08:30", 540),
    ("2026-08-17T00:00", "2026-08-24T00:00", 2880),  # a week of six days
]

DUE = [
    # Office minutes.
    ("2026-11-18T08:00", 240, MINUTES, "2026-11-18T12:00"),
    ("2026-11-18T08:00", 241, MINUTES, "2026-11-18T13:01"),
    ("2026-11-18T12:30", 60, MINUTES, "2026-11-18T14:00"),
    ("2026-11-18T03:00", 60, MINUTES, "2026-11-18T09:00"),
    ("2026-11-18T16:00", 60, MINUTES, "2026-11-18T17:00"),
    ("2026-11-18T16:00", 61, MINUTES, "2026-11-19T08:01"),
    ("2026-11-20T16:59", 60, MINUTES, "2026-11-23T08:59"),
    ("2026-11-20T16:59:30", 1, MINUTES, "2026-11-23T08:00:30"),
    ("2026-11-24T09:00", 60, MINUTES, "2026-11-25T09:00"),
    ("2026-02-13T16:30", 60, MINUTES, "2026-02-23T08:30"),
    ("2026-02-17T00:05", 480, MINUTES, "2026-02-23T17:00"),
    ("2026-01-09T16:00", 120, MINUTES, "2026-01-10T09:00"),
    ("2026-08-21T16:00", 480, MINUTES, "2026-08-22T16:00"),
    ("2026-08-28T16:00", 120, MINUTES, "2026-09-03T09:00"),
    # Working days: to the end of office hours of the n-th working day after.
    ("2026-11-23T09:00", 1, DAYS, "2026-11-25T17:00"),
    ("2026-11-21T09:00", 1, DAYS, "2026-11-23T17:00"),
    ("2026-02-13T09:00", 2, DAYS, "2026-02-24T17:00"),
    ("2026-08-20T09:00", 3, DAYS, "2026-08-24T17:00"),
    ("2026-11-02T09:00", 15, DAYS, "2026-11-23T17:00"),
    # The clock on the wall knows no holiday.
    ("2026-02-14T20:00", 72, HOURS, "2026-02-17T20:00"),
    ("2026-11-20T16:59", 15, CALENDAR, "2026-12-05T16:59"),
]

PAUSED = [
    # Start, amount, unit, pause from, pause to, due.
    ("2026-11-18T08:00", 120, MINUTES, "2026-11-18T09:00", "2026-11-18T10:00", "2026-11-18T11:00"),
    ("2026-11-18T08:00", 120, MINUTES, "2026-11-18T12:00", "2026-11-18T13:00", "2026-11-18T10:00"),
    ("2026-11-18T09:00", 180, MINUTES, "2026-11-18T11:30", "2026-11-18T13:30", "2026-11-18T14:00"),
    # Over the holiday of 24 November: only the office minutes around it count.
    ("2026-11-23T16:00", 120, MINUTES, "2026-11-23T16:30", "2026-11-25T08:30", "2026-11-25T10:00"),
    # Over the whole of Tết.
    ("2026-02-13T15:00", 120, MINUTES, "2026-02-13T16:00", "2026-02-23T09:00", "2026-02-23T10:00"),
    # A pause that begins when the limit has run out mends nothing.
    ("2026-11-18T08:00", 60, MINUTES, "2026-11-18T09:00", "2026-11-18T11:00", "2026-11-18T09:00"),
    # From before the start: only what follows the start counts.
    ("2026-11-18T10:00", 60, MINUTES, "2026-11-18T09:00", "2026-11-18T10:30", "2026-11-18T11:30"),
    # The wall's clock is moved by the wall's time; working days by office minutes.
    ("2026-11-20T10:00", 24, HOURS, "2026-11-20T16:00", "2026-11-21T16:00", "2026-11-22T10:00"),
    ("2026-11-16T10:00", 2, DAYS, "2026-11-17T08:00", "2026-11-18T08:00", "2026-11-19T17:00"),
]


def test_the_table_is_as_long_as_it_should_be() -> None:
    """At least sixty cases, no two the same."""
    rows = [*BETWEEN, *DUE, *PAUSED]
    assert len(set(rows)) == len(rows) >= 60


@pytest.mark.parametrize(("start", "end", "minutes"), BETWEEN)
def test_office_minutes_between_two_moments(start: str, end: str, minutes: int) -> None:
    """Counted by hand."""
    assert OFFICE.working_minutes_between(at(start), at(end)) == minutes


@pytest.mark.parametrize(("start", "amount", "unit", "due"), DUE)
def test_when_a_limit_runs_out(start: str, amount: int, unit: ClockUnit, due: str) -> None:
    """Counted by hand."""
    assert due_at(OFFICE, at(start), amount, unit) == at(due)


@pytest.mark.parametrize(("start", "amount", "unit", "starts", "ends", "due"), PAUSED)
def test_a_pause_moves_the_limit_by_the_time_that_stood_still(
    start: str, amount: int, unit: ClockUnit, starts: str, ends: str, due: str
) -> None:
    """Counted by hand."""
    assert due_at(OFFICE, at(start), amount, unit, pauses=[period(starts, ends)]) == at(due)


def test_two_pauses_add_up_and_are_left_out_of_the_time_taken() -> None:
    """From 08:00, two hours' limit, half an hour and an hour paused: 11:30, two hours taken."""
    pauses = [
        period("2026-11-18T10:00", "2026-11-18T11:00"),
        period("2026-11-18T08:30", "2026-11-18T09:00"),
    ]
    start = at("2026-11-18T08:00")

    assert due_at(OFFICE, start, 120, MINUTES, pauses=pauses) == at("2026-11-18T11:30")
    assert running_minutes(OFFICE, start, at("2026-11-18T11:30"), pauses=pauses) == 120


def test_a_pause_that_outlasts_the_answer_counts_only_up_to_it() -> None:
    """Answered at 10:00 in a pause since 09:30 that was to last till 12:00."""
    paused = [period("2026-11-18T09:30", "2026-11-18T12:00")]

    taken = running_minutes(OFFICE, at("2026-11-18T08:00"), at("2026-11-18T10:00"), pauses=paused)

    assert taken == 90


SEASONS = OfficeCalendar(
    [
        Shift(day, starts, ends, valid_from, valid_to)
        for day in range(5)
        for starts, ends, valid_from, valid_to in (
            (time(8), time(12), None, date(2026, 4, 14)),
            (time(7, 30), time(11, 30), date(2026, 4, 15), date(2026, 10, 14)),
            (time(8), time(12), date(2026, 10, 15), None),
            (time(13), time(17), None, None),
        )
    ],
    {date(2026, 6, 13): DayRule(works=True, name="Ngày làm bù")},
)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-04-14T07:30", "2026-04-14T08:30", 30),  # the last morning of winter
        ("2026-04-15T07:30", "2026-04-15T08:30", 60),  # the first of summer
        ("2026-04-15T11:00", "2026-04-15T13:30", 60),  # lunch from half past eleven
        ("2026-04-14T16:30", "2026-04-15T08:00", 60),  # over the change
        ("2026-10-14T11:30", "2026-10-14T12:00", 0),  # the last noon of summer
        ("2026-10-15T11:30", "2026-10-15T12:00", 30),  # winter again
        ("2026-06-13T07:00", "2026-06-13T08:00", 30),  # a make-up Saturday keeps summer's hours
    ],
)
def test_seasons_change_on_their_day(start: str, end: str, minutes: int) -> None:
    """Summer hours from 15 April to 14 October: half past seven to half past eleven."""
    assert SEASONS.working_minutes_between(at(start), at(end)) == minutes


NIGHT = OFFICE.with_duties(
    [
        period("2026-11-20T20:00", "2026-11-21T02:00"),  # Friday evening into Saturday
        period("2026-11-19T16:00", "2026-11-19T18:00"),  # overlaps the office by an hour
        period("2026-11-22T08:00", "2026-11-22T10:00"),  # Sunday morning
    ]
)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-20T17:00", "2026-11-20T21:00", 60),
        ("2026-11-20T23:30", "2026-11-21T00:30", 60),
        ("2026-11-21T02:00", "2026-11-22T08:00", 0),
        ("2026-11-19T16:30", "2026-11-19T19:00", 90),
        ("2026-11-20T17:00", "2026-11-23T08:00", 480),
    ],
)
def test_duty_hours_of_a_page_count_as_office_hours(start: str, end: str, minutes: int) -> None:
    """Somebody is there; an hour in which office and duty overlap counts once."""
    assert NIGHT.working_minutes_between(at(start), at(end)) == minutes


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-11-20T18:00", 60, MINUTES, "2026-11-20T21:00"),
        ("2026-11-20T22:00", 300, MINUTES, "2026-11-22T09:00"),
        ("2026-11-20T16:00", 1, DAYS, "2026-11-23T17:00"),  # a duty makes no working day
    ],
)
def test_limits_run_in_duty_hours(start: str, amount: int, unit: ClockUnit, due: str) -> None:
    """The night's comment is due in the night, a working day is still one of the office."""
    assert due_at(NIGHT, at(start), amount, unit) == at(due)


def test_shifts_that_overlap_count_once() -> None:
    """An administrator who writes 08:00–12:00 and 11:00–13:00 has five hours, not six."""
    calendar = OfficeCalendar([Shift(2, time(8), time(12)), Shift(2, time(11), time(13))])

    assert calendar.hours_on(date(2026, 11, 18)) == ((8 * 3600, 13 * 3600),)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    """Which clock it was read from can't be guessed."""
    with pytest.raises(BadInputError, match="múi giờ"):
        OFFICE.is_open(datetime(2026, 11, 18, 9))  # noqa: DTZ001 - that is the point


_moments = st.datetimes(datetime(2026, 3, 1), datetime(2026, 12, 20)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=VIETNAM)
)
_times = st.integers(0, 23 * 60).map(lambda minute: time(minute // 60, minute % 60))
_shifts = st.builds(
    lambda day, starts, length, from_, to: Shift(
        day, starts, _later(starts, length), min(from_, to), max(from_, to)
    ),
    st.integers(0, 6),
    _times,
    st.integers(1, 600),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


def _later(starts: time, minutes: int) -> time:
    total = min(starts.hour * 60 + starts.minute + minutes, 23 * 60 + 59)
    return time(total // 60, total % 60)


@settings(max_examples=25)
@given(
    shifts=st.lists(_shifts, min_size=1, max_size=12),
    duties=st.lists(st.tuples(_moments, st.integers(1, 1500)), max_size=4),
    start=_moments,
    minutes=st.integers(0, 4 * 1440),
)
def test_any_calendar_agrees_with_counting_every_minute(
    shifts: list[Shift], duties: list[tuple[datetime, int]], start: datetime, minutes: int
) -> None:
    """Overlapping shifts, seasons and night duties make no difference to the agreement."""
    calendar = OfficeCalendar(shifts).with_duties(
        Period(starts, _plus(starts, length)) for starts, length in duties
    )
    end = _plus(start, minutes)

    assert calendar.working_minutes_between(start, end) == slow_minutes(calendar, start, end)


def _plus(moment: datetime, minutes: int) -> datetime:
    return datetime.fromtimestamp(moment.timestamp() + 60 * minutes, VIETNAM)
