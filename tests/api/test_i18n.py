"""Dates, numbers and spans as Vietnamese offices write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from babel.messages.pofile import read_po

from api.i18n import CATALOGUES, Formats, counted
from api.view_models.parts import Due

NOW = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
VI = Formats("vi", lambda: NOW)
EN = Formats("en", lambda: NOW)


def test_moments_are_written_in_vietnams_time() -> None:
    """Day before month, 24 hours, and only as much of the date as is needed."""
    assert VI.vn_datetime(NOW) == "14:05 22/11/2026"
    assert VI.vn_time(NOW) == "14:05"
    assert VI.vn_time(NOW - timedelta(days=1)) == "14:05 21/11"
    assert VI.vn_time(NOW - timedelta(days=400)) == "14:05 18/10/2025"
    assert VI.vn_date(datetime(2026, 11, 22, 18, tzinfo=UTC)) == "23/11/2026"
    assert VI.vn_date(date(2026, 3, 1)) == "01/03/2026"


def test_numbers_group_by_points_in_vietnamese() -> None:
    """1.234 in Vietnamese is 1,234 in English."""
    assert (VI.number(12480), EN.number(12480)) == ("12.480", "12,480")


@pytest.mark.parametrize(
    ("minutes", "unit", "words"),
    [
        (0, "clock", "0 phút"),
        (72, "clock", "1 giờ 12 phút"),
        (1500, "clock", "1 ngày 1 giờ"),
        (500, "office", "1 ngày"),
        (600, "office", "1 ngày 2 giờ"),
    ],
)
def test_spans_are_said_in_their_largest_units(minutes: int, unit: str, words: str) -> None:
    """An office day has eight hours, a day of the clock twenty-four."""
    assert VI.duration_words(minutes, "office" if unit == "office" else "clock") == words


def test_one_of_something_is_not_called_many() -> None:
    """English counts; a limit of one hour was “1 office hours”, a period “7 day”."""
    said = [counted("en", amount, kind) for kind in ("office_hour", "day") for amount in (1, 7)]
    assert said == ["1 office hour", "7 office hours", "1 day", "7 days"]


def test_a_time_limit_is_said_before_and_after() -> None:
    """Left, over, and states in which nothing runs."""
    assert VI.time_left(Due("soon", NOW, 40)) == "còn 40 phút"
    assert VI.time_left(Due("late", NOW, -20)) == "quá 20 phút"
    assert EN.time_left(Due("late", NOW, -80)) == "1 hr 20 min over"
    assert VI.time_left(Due("waiting")) == "không có thời hạn"
    assert VI.time_left(Due("paused", NOW, 10)) == "tạm dừng"


def test_ages_are_said_in_one_unit() -> None:
    """Just now, minutes, hours, days."""
    ages = [VI.ago(NOW - timedelta(minutes=minutes)) for minutes in (0, 5, 95, 3000)]
    assert ages == ["vừa xong", "5 phút trước", "1 giờ trước", "2 ngày trước"]


def test_a_button_that_a_sentence_names_is_called_so_in_english_too() -> None:
    """Who is told to press “Đổi khóa” must find a button of that name; small letters name none."""
    with (CATALOGUES / "en.po").open("rb") as file:
        said = {one.id: str(one.string) for one in read_po(file) if isinstance(one.id, str)}
    wrong = [
        (english, said[name])
        for vietnamese, english in said.items()
        for name in re.findall("“([^”]+)”", vietnamese)
        if name[0].isupper() and name in said and f"“{said[name]}”" not in english
    ]
    assert wrong == []
