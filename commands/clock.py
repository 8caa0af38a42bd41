"""`phanhoi clock`: the office minutes between two moments, day by day, with the reason."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

from commands.installation import DATA, agency_named, open_database
from commands.steps import say
from moderation.errors import BadInputError
from moderation.setup import default_calendar
from moderation.timing.calendar import VIETNAM, OfficeCalendar
from moderation.timing.clock import agency_calendar

_FORM = "%Y-%m-%dT%H:%M"
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ Nhật")
_SATURDAY = 5


def clock(
    starts: Annotated[str, typer.Argument(metavar="FROM", help="Từ, ví dụ 2026-02-13T16:30.")],
    ends: Annotated[str, typer.Argument(metavar="TO", help="Đến, theo giờ Việt Nam.")],
    agency: Annotated[
        str | None, typer.Option(help="Lịch của cơ quan này thay cho lịch mặc định.")
    ] = None,
    data: Annotated[Path, typer.Option(help="Thư mục dữ liệu của `phanhoi up`.")] = DATA,
) -> None:
    """Đếm phút làm việc giữa hai thời điểm, từng ngày kèm lý do."""
    start, end = _moment(starts), _moment(ends)
    calendar = default_calendar() if agency is None else _calendar_of(agency, data)
    total = calendar.working_minutes_between(start, end)
    day = start.date()
    while day <= end.date():
        say(_line(calendar, day, start, end))
        day += timedelta(days=1)
    say(f"office_minutes {total}")


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=VIETNAM)
    except ValueError as error:
        raise BadInputError(
            f"Không hiểu thời điểm “{text}”: hãy viết như 2026-02-13T16:30, theo giờ Việt Nam."
        ) from error


def _calendar_of(slug: str, data: Path) -> OfficeCalendar:
    database = open_database(data)
    agency_id = agency_named(database, slug)
    with database.transaction(agency_id) as session:
        return agency_calendar(agency_id, session)


def _line(calendar: OfficeCalendar, day: date, start: datetime, end: datetime) -> str:
    """The part of one day that lies between two moments, e.g. `2026-02-13 thứ Sáu: … 30 phút`."""
    midnight = datetime.combine(day, time(), VIETNAM)
    minutes = calendar.working_minutes_between(
        max(start, midnight), min(end, midnight + timedelta(days=1))
    )
    return f"{day} {_WEEKDAYS[day.weekday()]}: {_reason(calendar, day)}; {minutes} phút"


def _reason(calendar: OfficeCalendar, day: date) -> str:
    """Why a day counts as it does: a rule of the day first, else its weekday's hours."""
    hours = ", ".join(f"{_hour(a)}–{_hour(b)}" for a, b in calendar.hours_on(day))
    rule = calendar.days.get(day)
    if rule is not None and rule.works:
        return f"{rule.name}, làm việc {hours}"
    if rule is not None:
        return f"nghỉ: {rule.name}"
    if hours:
        return f"làm việc {hours}"
    return "nghỉ cuối tuần" if day.weekday() >= _SATURDAY else "không có ca làm việc"


def _hour(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"
