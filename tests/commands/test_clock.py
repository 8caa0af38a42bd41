"""`phanhoi clock` needs no database and says why each day counts."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Phanhoi
from tests.factories import House


@pytest.mark.parametrize(
    ("starts", "ends", "minutes"),
    [
        ("2026-11-18T08:00", "2026-11-18T17:00", 480),
        ("2026-11-18T11:30", "2026-11-18T13:30", 60),
        ("2026-11-18T18:00", "2026-11-19T07:00", 0),
        ("2026-02-13T16:30", "2026-02-23T09:00", 90),
        ("2026-08-21T16:00", "2026-08-22T09:00", 120),
        ("2026-11-18T09:00", "2026-11-18T09:00", 0),
    ],
)
def test_the_last_line_is_the_office_minutes(
    offline: Phanhoi, starts: str, ends: str, minutes: int
) -> None:
    """Lunch, nights, weekends and holidays do not count; a make-up Saturday does."""
    said = offline("clock", starts, ends)

    assert said.code == 0
    assert said.out.splitlines()[-1] == f"office_minutes {minutes}"


def test_every_day_is_named_with_its_reason_and_minutes(offline: Phanhoi) -> None:
    """Weekends, holidays by name and make-up days are told apart, and the minutes add up."""
    said = offline("clock", "2026-08-21T16:00", "2026-09-03T09:00")
    days = said.out.splitlines()[:-1]

    assert len(days) == 14
    assert days[0] == "2026-08-21 thứ Sáu: làm việc 08:00–12:00, 13:00–17:00; 60 phút"
    assert days[1].startswith("2026-08-22 thứ Bảy: Làm bù ngày 31/08/2026, làm việc 08:00")
    assert days[2] == "2026-08-23 Chủ Nhật: nghỉ cuối tuần; 0 phút"
    assert days[10] == "2026-08-31 thứ Hai: nghỉ: Nghỉ hoán đổi dịp Quốc khánh; 0 phút"
    total = sum(int(day.rsplit("; ", 1)[1].removesuffix(" phút")) for day in days)
    assert said.out.splitlines()[-1] == f"office_minutes {total}"


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2026-02-14T09:00", "2026-02-13T09:00"),
        ("13/02/2026", "2026-02-13T09:00"),
        ("2026-02-13T09:00", "2099-01-01T00:00"),
    ],
)
def test_moments_that_cannot_be_counted_are_refused_in_one_sentence(
    offline: Phanhoi, starts: str, ends: str
) -> None:
    """A start after its end, another form of date, a year without a calendar."""
    said = offline("clock", starts, ends)

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("✗ ")
    assert len(said.err.splitlines()) == 1


def test_an_agencys_own_calendar_is_used_by_name(phanhoi: Phanhoi, house: House) -> None:
    """The rows of the agency decide, and an unknown agency is refused with the known ones."""
    slug = f"phuong-{house.agency_id}"

    said = phanhoi("clock", "2026-11-18T08:00", "2026-11-18T17:00", "--agency", slug)

    assert said.out.splitlines()[-1] == "office_minutes 480"
    assert slug in phanhoi("clock", "2026-11-18T08:00", "2026-11-18T17:00", "--agency", "x").err
