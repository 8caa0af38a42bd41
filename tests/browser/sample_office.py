"""The office calendar, the limits and the notifications with invented contents."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import replace
from datetime import date, timedelta

from api import view_models as v
from api.view_models import Page
from moderation.vocabulary import CaseNews, ClockConfidence, EscalationMoment, Recipient
from tests.browser.sample_cases import NOW, shell

__all__ = ["OFFICE_PAGES"]

_SPECIAL = {
    date(2026, 1, 1): ("holiday", "Tết Dương lịch"),
    date(2026, 1, 2): ("holiday", "Nghỉ hoán đổi dịp Tết Dương lịch"),
    date(2026, 1, 10): ("makeup", "Làm bù ngày 02/01/2026"),
    date(2026, 11, 24): ("holiday", "Ngày Văn hóa Việt Nam"),
}


def _cell(day: date) -> v.CalendarCell:
    kind, about = _SPECIAL.get(day, ("work" if day.weekday() < 5 else "rest", ""))
    return v.CalendarCell(day, kind, about)  # type: ignore[arg-type]


_MONTHS = tuple(
    v.MonthSheet(
        month,
        tuple(
            tuple(_cell(day) if day.month == month else None for day in week)
            for week in Calendar().monthdatescalendar(2026, month)
        ),
    )
    for month in range(1, 13)
)
_PREVIEW = v.ChangePreview(
    84, 12, 2, 1, tuple(v.MovedDue(2041 + n, NOW, NOW + timedelta(days=1)) for n in range(3))
)
_PEOPLE = (v.Choice("4", "Trần Thị Lan"), v.Choice("5", "Lê Thanh Hà"))
CALENDAR = v.CalendarPage(
    shell=shell("routing"),
    year=2026,
    months=_MONTHS,
    days=tuple(
        v.SpecialDay(day, "thứ Sáu", kind == "makeup", about, "12729/VPCP-KGVX")
        for day, (kind, about) in _SPECIAL.items()
    ),
    shifts=(
        v.ShiftLine(("0", "1", "2", "3", "4"), "08:00", "12:00"),
        v.ShiftLine(("0", "1", "2", "3", "4"), "13:00", "17:00", "2026-10-15", "2027-04-14"),
        v.ShiftLine(),
    ),
    duties=(v.DutyLine(1, "Phường Hoa Mai", "Trần Thị Lan", NOW, NOW + timedelta(hours=6)),),
    pages=(v.Choice("1", "Phường Hoa Mai"),),
    people=_PEOPLE,
    day=v.DayForm(),
    duty=v.DutyForm(),
)
_CITED = "Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP"
CLOCKS = v.ClocksPage(
    shell=shell("routing"),
    clocks=(
        v.ClockLine(
            "contrary_information", "Trả lời thông tin trái chiều", "1 giờ làm việc",
            "Quy định của cơ quan", ClockConfidence.OWN, None, None, ("Trái chiều",),
        ),
        v.ClockLine(
            "personal_data", "Yêu cầu về dữ liệu cá nhân: hoàn thành", "15 ngày", _CITED,
            ClockConfidence.CONFIRMED, date(2026, 1, 1), None,
        ),
        v.ClockLine(
            "transfer", "Chuyển cơ quan có thẩm quyền", "5 ngày làm việc", "Quy chế địa phương",
            ClockConfidence.UNCONFIRMED, date(2025, 1, 1), date(2026, 12, 31),
        ),
    ),
    steps=(
        v.StepLine(1, EscalationMoment.BEFORE, 75, Recipient.OWNER, "", active=True),
        v.StepLine(2, EscalationMoment.BREACH, 0, Recipient.MANAGER, "", active=True),
        v.StepLine(3, EscalationMoment.AFTER, 240, Recipient.DEPUTY, "5", active=False),
    ),
    people=_PEOPLE,
)  # fmt: skip
CLOCK = v.ClockPage(
    shell("routing"),
    "personal_data",
    v.ClockForm("Yêu cầu về dữ liệu cá nhân", "15", "calendar_days", _CITED, "confirmed"),
)
TOLD = v.NotificationsPage(
    replace(shell(None), unread=2, path="/notifications"),
    (
        v.NotificationLine(
            None,
            1,
            "/cases/2041",
            NOW - timedelta(minutes=2),
            is_new=True,
            news=CaseNews.ESCALATED,
            by="Phạm Thu",
            case_id=2041,
        ),
        v.NotificationLine(
            EscalationMoment.AFTER, 1, "/cases/2041", NOW - timedelta(minutes=5), is_new=True
        ),
        v.NotificationLine(
            EscalationMoment.BREACH, 3, "/queues/late", NOW - timedelta(hours=3), is_new=True
        ),
        v.NotificationLine(
            EscalationMoment.BEFORE, 12, "/queues/soon", NOW - timedelta(days=1), is_new=False
        ),
    ),
)

OFFICE_PAGES: dict[str, Page] = {
    "calendar": CALENDAR,
    "calendar_preview": replace(
        CALENDAR,
        day=v.DayForm("2026-11-23", works=False, name="Nghỉ tránh bão", source="Công điện 01"),
        day_preview=_PREVIEW,
    ),
    "calendar_read_only": replace(CALENDAR, may_edit=False),
    "calendar_errors": replace(
        CALENDAR, errors=(v.FieldError("day", "Hãy chọn ngày."),), day=v.DayForm(act="remove")
    ),
    "clocks": CLOCKS,
    "clocks_read_only": replace(CLOCKS, may_edit=False),
    "clock": CLOCK,
    "clock_preview": replace(CLOCK, preview=_PREVIEW),
    "notifications": TOLD,
    "notifications_none": replace(TOLD, lines=()),
}
