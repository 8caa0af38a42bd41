"""Dates as people and their spreadsheets write them, day first as in Viet Nam."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from moderation.text import fold
from platforms.times import in_range, read_time, read_unix

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DateOrder", "ProvenOrder", "proven_order", "read_date"]

ProvenOrder = Literal["dmy", "mdy"]
DateOrder = Literal["dmy", "mdy", "auto"]

_LONGEST = 80  # characters
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial days have no zone
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119
_TWO_DIGIT_YEARS_FROM = 2000
_LAST_MONTH = 12
_NOON = 12

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_TIME = (
    r"(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})|\s*(?=[acps]))(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>am|pm|sa|ch)?"
)
_ZONE = r"(?:\s*(?P<zone>z|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d{2})?|utc|gmt))?"
_DAY = r"(?P<first>\d{1,2})\s*[/.-]\s*(?P<second_part>\d{1,2})\s*[/.-]\s*(?P<year>\d{4}|\d{2})"
_YEAR_FIRST = r"(?P<iso_year>\d{4})[/.-](?P<iso_month>\d{1,2})[/.-](?P<iso_day>\d{1,2})"
_JOIN = r"\s*(?:,|t|luc|at|-)?\s*"
_DATE_THEN_TIME = re.compile(rf"(?:{_DAY}|{_YEAR_FIRST})(?:{_JOIN}{_TIME}{_ZONE})?")
_TIME_THEN_DATE = re.compile(rf"{_TIME}\s*(?:,|-|ngay)?\s*(?:{_DAY}|{_YEAR_FIRST})")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(?:\d{4}|\d{2})(?!\d)")

_WEEKDAY = re.compile(
    r"^(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri"
    r"|sat(?:ur)?|sun)(?:day)?)\s*,?\s*(?=\d|ngay|[a-z])"
)
_VIETNAMESE_MONTH = re.compile(
    r"(?:ngay\s+)?(\d{1,2})\s*(?:thang|thg)\s*(\d{1,2})\s*(?:,|nam)?\s*(\d{4})"
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_MONTH_NAMES, start=1)}
_MONTH_NAME = rf"({'|'.join(_MONTH_NAMES)})[a-z]*\.?"
_DAY_MONTH_NAME = re.compile(rf"(\d{{1,2}})[\s-]+{_MONTH_NAME},?[\s-]+(\d{{4}})")
_MONTH_NAME_DAY = re.compile(rf"{_MONTH_NAME}\s+(\d{{1,2}}),?\s+(\d{{4}})")


def read_date(text: str, order: ProvenOrder) -> datetime:
    """The aware UTC time that a cell names; without a zone it is Vietnam's. Raises ValueError."""
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError(text[:_LONGEST])
    if _NUMBER.fullmatch(text):
        return _of_number(text)
    try:
        return read_time(text)
    except (ValueError, OverflowError):
        return _written(text, order)


def proven_order(cells: Iterable[str]) -> ProvenOrder:
    """Month first only where the cells prove it: a second part over 12 and never a first one."""
    month_first = False
    for cell in cells:
        if len(cell) <= _LONGEST and (found := _SLASHED.search(cell)):
            if int(found[1]) > _LAST_MONTH:
                return "dmy"
            month_first = month_first or int(found[2]) > _LAST_MONTH
    return "mdy" if month_first else "dmy"


def _of_number(text: str) -> datetime:
    if len(text) == len("20261122") and text.isdigit():
        return read_time(text)
    number = float(text.replace(",", "."))
    if int(number) in _EXCEL_DAYS:
        days = _EXCEL_EPOCH + timedelta(days=number)
        return in_range((days + timedelta(milliseconds=500)).replace(microsecond=0))
    return read_unix(int(text) if text.isdigit() else number)


def _written(text: str, order: ProvenOrder) -> datetime:
    plain = _numbered(_WEEKDAY.sub("", fold(text)))
    found = _DATE_THEN_TIME.fullmatch(plain) or _TIME_THEN_DATE.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    parts = found.groupdict()
    year, month, day = _calendar_day(parts, order)
    moment = datetime(year, month, day, *_clock_time(parts))  # noqa: DTZ001 - the zone follows
    zone = parts.get("zone")
    return in_range(
        moment if zone is None else datetime.fromisoformat(f"{moment.isoformat()}{_offset(zone)}")
    )


def _numbered(plain: str) -> str:
    """Dates with the month as a word, as Facebook shows them, in year-first digits."""
    plain = _VIETNAMESE_MONTH.sub(lambda m: f"{m[3]}-{m[2]}-{m[1]}", plain)
    plain = _DAY_MONTH_NAME.sub(lambda m: f"{m[3]}-{_MONTHS[m[2]]}-{m[1]}", plain)
    return _MONTH_NAME_DAY.sub(lambda m: f"{m[3]}-{_MONTHS[m[1]]}-{m[2]}", plain)


def _calendar_day(parts: dict[str, str | None], order: ProvenOrder) -> tuple[int, int, int]:
    if parts["iso_year"]:
        return int(parts["iso_year"]), int(parts["iso_month"] or 0), int(parts["iso_day"] or 0)
    first, second, year = (
        int(parts["first"] or 0),
        int(parts["second_part"] or 0),
        int(parts["year"] or 0),
    )
    if year < 100:
        year += _TWO_DIGIT_YEARS_FROM
    return (year, first, second) if order == "mdy" else (year, second, first)


def _clock_time(parts: dict[str, str | None]) -> tuple[int, int, int]:
    hour = int(parts["hour"] or 0)
    half = parts["half"]
    if half in {"pm", "ch"} and hour < _NOON:
        hour += _NOON
    elif half in {"am", "sa"} and hour == _NOON:
        hour = 0
    return hour, int(parts["minute"] or 0), int(parts["second"] or 0)


def _offset(zone: str) -> str:
    """`gmt+7` → `+07:00`."""
    digits = re.sub(r"[^\d+-]", "", zone)
    if not digits:
        return "+00:00"
    hours, minutes = (digits[1:-2], digits[-2:]) if len(digits) > len("+07") else (digits[1:], "00")
    return f"{digits[0]}{int(hours):02d}:{minutes}"
