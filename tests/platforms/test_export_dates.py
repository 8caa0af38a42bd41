"""Dates in cells: how people, tools and spreadsheets write them."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.exports.dates import proven_order, read_date

MOMENT = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)  # 10:30 in Viet Nam


@pytest.mark.parametrize(
    "cell",
    [
        "22/11/2026 10:30", "22/11/2026 10:30:00", "22-11-2026 10:30", "22.11.2026 10:30",
        "22/11/26 10:30", "22/11/2026, 10:30", "22/11/2026 10h30", "22/11/2026 lúc 10:30",
        "10:30 22/11/2026", "10:30:00 - 22/11/2026", "22/11/2026 10:30 SA", "22/11/2026 10:30 AM",
        "22/11/2026 03:30 GMT", "22/11/2026 10:30 GMT+7", "22/11/2026 10:30 +07:00",
        "2026-11-22 10:30", "2026/11/22 10:30", "2026-11-22T10:30:00", "2026-11-22T03:30:00Z",
        "2026-11-22 03:30:00.000000+00:00", "2026-11-22T03:30:00+0000", "1795318200",
        "1795318200000", "46348.4375", "46348,4375",
        "22 tháng 11, 2026 lúc 10:30", "22 thg 11, 2026 10:30", "ngày 22 tháng 11 năm 2026 10:30",
        "Chủ Nhật, 22 tháng 11, 2026 lúc 10:30", "Chủ nhật, 22/11/2026 10:30",
        "November 22, 2026 at 10:30 AM", "Nov 22, 2026, 10:30 AM", "22 Nov 2026 10:30",
        "Sunday, November 22, 2026 10:30", "22 November 2026 at 10:30",
    ],
)  # fmt: skip
def test_one_moment_is_read_from_every_spelling(cell: str) -> None:
    """Without a zone it is Vietnam's time."""
    assert read_date(cell, "dmy") == MOMENT


@pytest.mark.parametrize(
    ("cell", "hour"),
    [("22/11/2026 10:30 CH", 22), ("22/11/2026 10:30 PM", 22), ("22/11/2026 12:30 SA", 0),
     ("22/11/2026 12:30 PM", 12), ("22/11/2026 10 pm", 22)],
)  # fmt: skip
def test_halves_of_the_day_are_known_in_both_languages(cell: str, hour: int) -> None:
    """SA and CH are Vietnamese AM and PM."""
    assert (read_date(cell, "dmy").hour + 7) % 24 == hour


@pytest.mark.parametrize("cell", ["22/11/2026", "2026-11-22", "20261122", "46348"])
def test_a_day_without_a_time_begins_at_midnight_in_viet_nam(cell: str) -> None:
    """Seven hours before midnight in London."""
    assert read_date(cell, "dmy") == datetime(2026, 11, 21, 17, tzinfo=UTC)


def test_month_first_is_read_on_demand() -> None:
    """The order comes from the file or the person."""
    assert read_date("11/22/2026 10:30 AM", "mdy") == MOMENT


@pytest.mark.parametrize(
    "cell",
    ["", "hôm qua", "2 giờ trước", "3d", "31/02/2026", "22/11/2026 25:00", "0", "12", "99/99/9999",
     "22/11/2026 10:30 quá ngập", "-1", "1e9", "9" * 79, "2" * 5000],
)  # fmt: skip
def test_what_is_no_date_is_refused(cell: str) -> None:
    """Better a reported row than an invented time."""
    with pytest.raises((ValueError, OverflowError)):
        read_date(cell, "dmy")


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        ([], "dmy"),
        (["1/2/2026"], "dmy"),
        (["1/13/2026"], "mdy"),
        (["13/1/2026", "1/13/2026"], "dmy"),
        (["x", "2026-01-13"], "dmy"),
    ],
)
def test_the_order_is_proven_by_a_part_over_twelve(cells: list[str], order: str) -> None:
    """Where the proofs contradict, day first."""
    assert proven_order(cells) == order


@given(st.text(max_size=90))
def test_any_cell_is_a_time_or_a_plain_refusal(cell: str) -> None:
    """No other error leaves the reader."""
    with contextlib.suppress(ValueError, OverflowError):
        assert read_date(cell, "dmy").tzinfo is not None
