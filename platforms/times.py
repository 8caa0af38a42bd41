"""Points in time as networks and their exports write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

__all__ = ["in_range", "read_time", "read_unix"]

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

# No comment is older than the networks, and a year that a careless sender made up would break
# whatever sorts or adds to it.
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)

_MILLISECONDS_FROM = 10**11  # as seconds, the year 5138
_MICROSECONDS_FROM = 10**14
_UNIX_DIGITS = {9, 10, 12, 13, 15, 16}


def read_time(value: object) -> datetime:
    """ISO 8601 or unix time in seconds, milliseconds or microseconds, as an aware UTC time.

    A time without a zone is Vietnam's. Raises ValueError.
    """
    match value:
        case bool():
            raise ValueError(value)
        case int() | float():
            return read_unix(value)
        case str() if value.isascii() and value.isdigit() and len(value) in _UNIX_DIGITS:
            return read_unix(int(value))
        case str():
            return _iso(value.strip())
        case _:
            raise ValueError(value)


def read_unix(number: float) -> datetime:
    """Unix time, its unit told by its size, as an aware UTC time. Raises ValueError."""
    unit = 1
    if abs(number) >= _MICROSECONDS_FROM:
        unit = 1_000_000
    elif abs(number) >= _MILLISECONDS_FROM:
        unit = 1_000
    if not _FIRST.timestamp() <= number / unit < _LAST.timestamp():
        raise ValueError(number)
    return datetime.fromtimestamp(number / unit, tz=UTC)


def in_range(moment: datetime) -> datetime:
    """The aware time in UTC; a naive one is Vietnam's. Raises ValueError outside 1990 to 2099."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_VIETNAM)
    if not _FIRST <= moment < _LAST:
        raise ValueError(moment)
    return moment.astimezone(UTC)


def _iso(text: str) -> datetime:
    for zone in (" UTC", " GMT"):
        text = text.removesuffix(zone) + "+00:00" if text.endswith(zone) else text
    return in_range(datetime.fromisoformat(text))
