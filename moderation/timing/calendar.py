"""Office time: how many office minutes lie between two moments, and when so many have passed.

Each day's shifts are laid end to end on one line of office seconds; a moment has a place on that
line, and both questions are a look-up. Days are those of Vietnam (UTC+7, no daylight saving).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from moderation.errors import BadInputError
from moderation.vocabulary import ClockUnit

__all__ = ["VIETNAM", "DayRule", "OfficeCalendar", "Period", "Shift", "due_at", "running_minutes"]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_FIRST_DAY = date(2015, 1, 1)
_LAST_DAY = date(2045, 12, 31)
_UTC_OFFSET = timedelta(hours=7)
_ORIGIN = int((datetime.combine(_FIRST_DAY, time(), UTC) - _UTC_OFFSET).timestamp())
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Shift:
    """Office hours on one weekday (0 is Monday), from and to whole minutes, by season if dated."""

    weekday: int
    starts: time
    ends: time
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DayRule:
    """A day that differs: a holiday (`works` false) or a make-up day (true), and why."""

    works: bool
    name: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time from one moment to a later one: a duty, or a pause of a clock."""

    starts: datetime
    ends: datetime


_Hours = tuple[tuple[int, int], ...]
"""The open stretches of a day in seconds after midnight, in order, none touching another."""


@dataclass(slots=True)
class OfficeCalendar:
    """An agency's office hours. A make-up day keeps the hours of its season's Monday.

    Raises BadInputError for moments outside the years 2015 to 2045.
    """

    shifts: Sequence[Shift]
    days: Mapping[date, DayRule] = field(default_factory=dict)
    _starts: list[int] = field(init=False, default_factory=list)
    _hours: list[_Hours] = field(init=False, default_factory=list)
    _office: list[_Hours] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        by_pattern: dict[tuple[int, int], _Hours] = {}
        edges = sorted(self._season_edges())
        for offset in range((_LAST_DAY - _FIRST_DAY).days + 1):
            day = _FIRST_DAY + timedelta(days=offset)
            pattern = (self._pattern_weekday(day), bisect_right(edges, day))
            if pattern not in by_pattern:
                by_pattern[pattern] = self._hours_of(pattern[0], day)
            self._office.append(by_pattern[pattern])
        self._lay_out(self._office)

    def with_duties(self, duties: Iterable[Period]) -> OfficeCalendar:
        """The same calendar with more open hours, such as those of a page's night duty.

        They count as office time and are open; they never make a day a working day.
        """
        made = copy(self)
        hours = list(self._hours)
        for duty in duties:
            for index, stretch in self._by_day(duty):
                hours[index] = _merged((*hours[index], stretch))
        made._lay_out(hours)  # noqa: SLF001 - its own kind
        return made

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole office minutes from `start` to `end`; BadInputError where start is after end."""
        if start > end:
            raise BadInputError("Thời điểm bắt đầu phải trước thời điểm kết thúc.")
        return (self._place(end) - self._place(start)) // 60

    def after_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The first moment at which so many office minutes have passed since `start`."""
        if minutes <= 0:
            return start
        target = self._place(start) + minutes * 60
        if target > self._starts[-1]:
            raise BadInputError("Lịch làm việc không có đủ giờ để tính thời hạn này.")
        index = bisect_right(self._starts, target - 1) - 1
        left = target - self._starts[index]
        for starts, ends in self._hours[index]:
            if left <= ends - starts:
                return _moment(index, starts + left)
            left -= ends - starts
        raise AssertionError("a place on the line lies within a shift")

    def after_working_days(self, start: datetime, days: int) -> datetime:
        """The end of office hours on the n-th working day after the day of `start`."""
        index = self._day_index(start)
        while days > 0:
            index += 1
            if index >= len(self._office):
                raise BadInputError("Lịch làm việc không có đủ ngày để tính thời hạn này.")
            days -= bool(self._office[index])
        hours = self._office[index]
        return _moment(index, hours[-1][1] if hours else _DAY)

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open at this moment."""
        index, second = _day_and_second(moment)
        return any(starts <= second < ends for starts, ends in self._hours[self._checked(index)])

    def hours_on(self, day: date) -> tuple[tuple[int, int], ...]:
        """The shifts of a day as (start, end) in seconds after midnight."""
        return self._hours[(day - _FIRST_DAY).days]

    def _lay_out(self, hours: list[_Hours]) -> None:
        self._hours = hours
        lengths = (sum(ends - starts for starts, ends in day) for day in hours)
        self._starts = list(accumulate(lengths, initial=0))

    def _place(self, moment: datetime) -> int:
        # This is the whole of counting, so it is written to be quick: one look-up, two stretches.
        index, second = _day_and_second(moment)
        place = self._starts[self._checked(index)]
        for starts, ends in self._hours[index]:
            if second <= starts:
                break
            place += (second if second < ends else ends) - starts  # noqa: FURB136 - min() is slow
        return place

    def _day_index(self, moment: datetime) -> int:
        return self._checked(_day_and_second(moment)[0])

    def _checked(self, index: int) -> int:
        if not 0 <= index < len(self._hours):
            raise BadInputError("Thời điểm nằm ngoài các năm của lịch làm việc (2015–2045).")
        return index

    def _by_day(self, period: Period) -> Iterable[tuple[int, tuple[int, int]]]:
        """The parts of a period, day by day."""
        first, starts = _day_and_second(period.starts)
        last, ends = _day_and_second(period.ends)
        for index in range(self._checked(first), self._checked(last) + 1):
            stretch = (starts if index == first else 0, ends if index == last else _DAY)
            if stretch[0] < stretch[1]:
                yield index, stretch

    def _pattern_weekday(self, day: date) -> int:
        rule = self.days.get(day)
        if rule is None:
            return day.weekday()
        return (day.weekday() if day.weekday() < 5 else 0) if rule.works else -1

    def _season_edges(self) -> Iterable[date]:
        for shift in self.shifts:
            if shift.valid_from is not None:
                yield shift.valid_from
            if shift.valid_to is not None:
                yield shift.valid_to + timedelta(days=1)

    def _hours_of(self, weekday: int, day: date) -> _Hours:
        return _merged(
            (_seconds(shift.starts), _seconds(shift.ends))
            for shift in self.shifts
            if shift.weekday == weekday
            and (shift.valid_from is None or shift.valid_from <= day)
            and (shift.valid_to is None or day <= shift.valid_to)
        )


def due_at(
    calendar: OfficeCalendar,
    start: datetime,
    amount: int,
    unit: ClockUnit,
    *,
    pauses: Iterable[Period] = (),
) -> datetime:
    """When a time limit that starts at `start` runs out, each pause having moved it on.

    A pause that begins when the limit has already run out moves nothing: what is late stays late.
    Hours of the clock and calendar days are moved by the pause's length, the others by its office
    minutes.
    """
    due = _due_without_pause(calendar, start, amount, unit)
    for pause in sorted(pauses, key=lambda pause: pause.starts):
        starts = max(pause.starts, start)
        if starts >= due or pause.ends <= starts:
            continue
        if unit in {ClockUnit.CLOCK_HOURS, ClockUnit.CALENDAR_DAYS}:
            due += pause.ends - starts
        else:
            minutes = calendar.working_minutes_between(starts, pause.ends)
            due = calendar.after_working_minutes(due, minutes)
    return due


def running_minutes(
    calendar: OfficeCalendar, start: datetime, end: datetime, *, pauses: Iterable[Period] = ()
) -> int:
    """The office minutes from `start` to `end` in which the clock was not paused."""
    minutes = calendar.working_minutes_between(start, end)
    for pause in pauses:
        starts, ends = max(pause.starts, start), min(pause.ends, end)
        if starts < ends:
            minutes -= calendar.working_minutes_between(starts, ends)
    return minutes


def _due_without_pause(
    calendar: OfficeCalendar, start: datetime, amount: int, unit: ClockUnit
) -> datetime:
    match unit:
        case ClockUnit.CLOCK_HOURS:
            return start + timedelta(hours=amount)
        case ClockUnit.CALENDAR_DAYS:
            return start + timedelta(days=amount)
        case ClockUnit.WORKING_DAYS:
            return calendar.after_working_days(start, amount)
        case ClockUnit.OFFICE_MINUTES:
            return calendar.after_working_minutes(start, amount)


def _day_and_second(moment: datetime) -> tuple[int, int]:
    """The day's number and the second within it, in Vietnam.

    Vietnam has kept UTC+7 without daylight saving since 1975, so a fixed offset from the
    timestamp gives the zone table's answer, in a third of the time.
    """
    if moment.tzinfo is None:
        raise BadInputError("Thời điểm thiếu múi giờ.")
    return divmod(int(moment.timestamp()) - _ORIGIN, _DAY)


def _merged(stretches: Iterable[tuple[int, int]]) -> _Hours:
    """Stretches in order with those that overlap or touch made one, so that no minute is twice."""
    merged: list[tuple[int, int]] = []
    for starts, ends in sorted(stretches):
        if merged and starts <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((starts, ends))
    return tuple(merged)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _moment(day_index: int, second: int) -> datetime:
    midnight = datetime.combine(_FIRST_DAY + timedelta(days=day_index), time(), VIETNAM)
    return midnight + timedelta(seconds=second)
