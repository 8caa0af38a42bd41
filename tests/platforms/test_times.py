"""Times as networks write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from platforms.times import read_time

NINE = datetime(2026, 11, 22, 4, 0, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-22T04:00:09Z",
        "2026-11-22T04:00:09+0000",
        "2026-11-22T11:00:09+07:00",
        "2026-11-22 04:00:09 UTC",
        " 2026-11-22T04:00:09.000000+00:00 ",
        "2026-11-22T11:00:09",
        1795320009,
        1795320009.0,
        1795320009000,
        1795320009000000,
        "1795320009",
        "1795320009000",
    ],
)
def test_one_moment_is_read_from_every_spelling(value: object) -> None:
    """ISO 8601 with any zone or none (then Vietnam's), and unix time in three units."""
    assert read_time(value) == NINE


@pytest.mark.parametrize(
    "value",
    ["", "hôm qua", "2026-13-01", "0001-01-01", "9999-12-31T23:59:59-14:00", 0, -1, 10**30,
     float("nan"), float("inf"), True, None, [], "9" * 5000, "²²²²²²²²²²"],
)  # fmt: skip
def test_what_is_no_time_of_a_comment_is_refused(value: object) -> None:
    """No crash and no year 1: whatever sorts by time stays sound."""
    with pytest.raises((ValueError, OverflowError)):
        read_time(value)
