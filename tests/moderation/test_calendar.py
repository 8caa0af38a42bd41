"""Office time agrees with the wall's clock and with a slow model that counts minute by minute."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.errors import BadInputError
from moderation.setup import default_calendar
from moderation.timing.calendar import VIETNAM, DayRule, OfficeCalendar, Shift, due_at
from moderation.vocabulary import ClockUnit

OFFICE = default_calendar()


def at(text: str) -> datetime:
    """A moment in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-18T08:00", "2026-11-18T12:00", 240),  # a morning
        ("2026-11-18T11:30", "2026-11-18T13:30", 60),  # lunch does not count
        ("2026-11-18T12:10", "2026-11-18T12:50", 0),  # within lunch
        ("2026-11-20T16:59", "2026-11-23T08:01", 2),  # Friday evening to Monday morning
        ("2026-11-21T09:00", "2026-11-22T20:00", 0),  # a weekend
        ("2026-11-23T17:00", "2026-11-25T08:00", 0),  # 24/11 is a holiday
        ("2026-02-13T16:30", "2026-02-23T08:30", 60),  # the whole of Tết
        ("2026-01-02T08:00", "2026-01-02T17:00", 0),  # swapped off
        ("2026-01-10T08:00", "2026-01-10T17:00", 480),  # the Saturday worked for it
        ("2026-08-22T00:00", "2026-08-23T00:00", 480),  # make-up Saturday for 31/8
        ("2026-08-28T16:00", "2026-09-03T09:00", 120),  # National Day bridge
        ("2026-04-24T16:00", "2026-04-28T09:00", 120),  # Giỗ Tổ on a Sunday, Monday off
        ("2026-11-18T07:00", "2026-11-18T07:59", 0),  # before the office opens
        ("2026-11-18T09:00", "2026-11-18T09:00", 0),  # no time at all
    ],
)
def test_office_minutes_of_known_days(start: str, end: str, minutes: int) -> None:
    """Counted by hand from the calendar on the wall."""
    assert OFFICE.working_minutes_between(at(start), at(end)) == minutes


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-11-18T16:30", 60, ClockUnit.OFFICE_MINUTES, "2026-11-19T08:30"),
        ("2026-11-20T16:59", 1, ClockUnit.OFFICE_MINUTES, "2026-11-20T17:00"),
        ("2026-11-20T16:59", 2, ClockUnit.OFFICE_MINUTES, "2026-11-23T08:01"),
        ("2026-11-22T21:00", 60, ClockUnit.OFFICE_MINUTES, "2026-11-23T09:00"),
        ("2026-11-23T16:00", 120, ClockUnit.OFFICE_MINUTES, "2026-11-25T09:00"),
        ("2026-11-20T10:00", 2, ClockUnit.WORKING_DAYS, "2026-11-25T17:00"),
        ("2026-11-20T10:00", 24, ClockUnit.CLOCK_HOURS, "2026-11-21T10:00"),
        ("2026-11-20T10:00", 15, ClockUnit.CALENDAR_DAYS, "2026-12-05T10:00"),
    ],
)
def test_when_a_limit_runs_out(start: str, amount: int, unit: ClockUnit, due: str) -> None:
    """Each unit is counted in its own way."""
    assert due_at(OFFICE, at(start), amount, unit) == at(due)


def test_a_season_changes_the_hours_on_its_first_day() -> None:
    """Summer hours from 15 April: half past seven."""
    shifts = [Shift(day, time(8), time(12), valid_to=date(2026, 4, 14)) for day in range(7)] + [
        Shift(day, time(7, 30), time(12), valid_from=date(2026, 4, 15)) for day in range(7)
    ]
    calendar = OfficeCalendar(shifts)

    assert calendar.working_minutes_between(at("2026-04-14T00:00"), at("2026-04-15T00:00")) == 240
    assert calendar.working_minutes_between(at("2026-04-15T00:00"), at("2026-04-16T00:00")) == 270


def test_a_start_after_its_end_is_an_error() -> None:
    """Time does not run backwards."""
    with pytest.raises(BadInputError, match="trước"):
        OFFICE.working_minutes_between(at("2026-11-18T09:00"), at("2026-11-18T08:00"))


def test_a_calendar_without_hours_refuses_to_promise() -> None:
    """A limit that can never run out is a fault of the calendar, said in words."""
    with pytest.raises(BadInputError, match="không có đủ giờ"):
        OfficeCalendar([]).after_working_minutes(at("2026-11-18T09:00"), 1)


def slow_minutes(calendar: OfficeCalendar, start: datetime, end: datetime) -> int:
    """The model: look at every minute."""
    minutes = 0
    moment = start
    while moment < end:
        minutes += calendar.is_open(moment)
        moment += timedelta(minutes=1)
    return minutes


_moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=VIETNAM)
)


@settings(max_examples=60)
@given(start=_moments, minutes=st.integers(0, 6 * 1440))
def test_it_agrees_with_counting_every_minute(start: datetime, minutes: int) -> None:
    """Any stretch of up to six days."""
    end = start + timedelta(minutes=minutes)

    assert OFFICE.working_minutes_between(start, end) == slow_minutes(OFFICE, start, end)


@settings(max_examples=200)
@given(start=_moments, minutes=st.integers(1, 5000))
def test_a_limit_is_reached_exactly_when_its_minutes_have_passed(
    start: datetime, minutes: int
) -> None:
    """Due time and elapsed minutes are each other's inverse, and the due time is the earliest."""
    due = OFFICE.after_working_minutes(start, minutes)

    assert OFFICE.working_minutes_between(start, due) == minutes
    assert OFFICE.working_minutes_between(start, due - timedelta(minutes=1)) == minutes - 1


@given(start=_moments, first=st.integers(0, 9000), second=st.integers(0, 9000))
def test_minutes_add_up(start: datetime, first: int, second: int) -> None:
    """Splitting a stretch changes nothing."""
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)

    whole = OFFICE.working_minutes_between(start, end)

    assert whole == OFFICE.working_minutes_between(start, middle) + OFFICE.working_minutes_between(
        middle, end
    )


def test_a_day_rule_says_why() -> None:
    """The reason of a holiday is data."""
    assert OFFICE.days[date(2026, 1, 2)] == DayRule(
        works=False, name="Nghỉ hoán đổi dịp Tết Dương lịch", source="12729/VPCP-KGVX"
    )
