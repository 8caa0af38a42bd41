"""Days and hours as forms and addresses give them.

Only years that an office has to do with: a day at the edge of what a computer can count is a slip
of the hand, and one day more or an hour of another zone would fall over the edge.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from moderation.errors import BadInputError
from moderation.timing.calendar import VIETNAM

__all__ = [
    "day_or_none",
    "read_date",
    "read_day",
    "read_moment",
    "read_past",
    "read_time",
    "read_zoned",
]

_YEARS = range(1945, 2100)
_NO_DAY = "Ngày không đúng dạng: hãy chọn lại trong lịch. Chưa lưu gì."
_NO_TIME = "Giờ không đúng dạng: hãy ghi như 07:30. Chưa lưu gì."
_NO_MOMENT = "Thời điểm không đúng dạng: hãy chọn lại ngày và giờ. Chưa lưu gì."


def read_date(text: str, field: str = "") -> date | None:
    """The day that a date field says; None where it is empty."""
    if not text.strip():
        return None
    found = day_or_none(text)
    if found is None:
        raise _wrong(_NO_DAY, field)
    return found


def day_or_none(text: str) -> date | None:
    """The same for an address, where what is no day is left out."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def read_day(text: str) -> date:
    """The same for a choice of ours, which is never empty; ValueError for any other."""
    found = day_or_none(text)
    if found is None:
        raise ValueError(text)
    return found


def read_time(text: str) -> time:
    """The hour that a time field says."""
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError as error:
        raise _wrong(_NO_TIME, "") from error


def read_moment(text: str, field: str = "") -> datetime:
    """The moment that a field of date and hour says, `2026-11-22T14:05`, in Vietnam's time."""
    try:
        found = datetime.fromisoformat(text.strip()).replace(tzinfo=VIETNAM)
    except ValueError as error:
        raise _wrong(_NO_MOMENT, field) from error
    if found.year not in _YEARS:
        raise _wrong(_NO_MOMENT, field)
    return found


def read_past(text: str, field: str = "") -> datetime:
    """The same for when something happened; now where it is left empty."""
    return read_moment(text, field) if text.strip() else datetime.now(UTC)


def read_zoned(text: str) -> datetime:
    """A moment with its zone, as our own addresses name it; ValueError for any other."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None or found.year not in _YEARS:
        raise ValueError(text)
    return found


def _wrong(message: str, field: str) -> BadInputError:
    return BadInputError(message, field=field) if field else BadInputError(message)
