"""The office calendar, the limits and the notifications with invented contents."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import replace
from datetime import date, timedelta

from api.view_models.office import (
    CalendarCell,
    CalendarPage,
    ChangePreview,
    ClockForm,
    ClockLine,
    ClockPage,
    ClocksPage,
    DayForm,
    DutyForm,
    DutyLine,
    MonthSheet,
    MovedDue,
    NotificationLine,
    NotificationsPage,
    ShiftLine,
    SpecialDay,
    StepLine,
)
from api.view_models.parts import Choice, FieldError, Page
from moderation.vocabulary import CaseNews, ClockConfidence, EscalationMoment, Recipient
from tests.browser.sample_cases import NOW, shell

__all__ = ["OFFICE_PAGES"]

_SPECIAL = {
    date(2026, 1, 1): ("holiday", "Tết Dương lịch"),
    date(2026, 1, 2): ("holiday", "Nghỉ hoán đổi dịp Tết Dương lịch"),
    date(2026, 1, 10): ("makeup", "Làm bù ngày 02/01/2026"),
    date(2026, 11, 24): ("holiday", "Ngày Văn hóa Việt Nam"),
}


def _cell(day: date) -> CalendarCell:
    kind, about = _SPECIAL.get(day, ("work" if day.weekday() < 5 else "rest", ""))
    return CalendarCell(day, kind, about)  # type: ignore[arg-type]


_MONTHS = tuple(
    MonthSheet(
        month,
        tuple(
            tuple(_cell(day) if day.month == month else None for day in week)
            for week in Calendar().monthdatescalendar(2026, month)
        ),
    )
    for month in range(1, 13)
)
_PREVIEW = ChangePreview(
    84, 12, 2, 1, tuple(MovedDue(2041 + n, NOW, NOW + timedelta(days=1)) for n in range(3))
)
_PEOPLE = (Choice("4", "Trần Thị Lan"), Choice("5", "Lê Thanh Hà"))
CALENDAR = CalendarPage(
    shell=shell("routing"),
    year=2026,
    months=_MONTHS,
    days=tuple(
        SpecialDay(day, "thứ Sáu", kind == "makeup", about, "12729/VPCP-KGVX")
        for day, (kind, about) in _SPECIAL.items()
    ),
    shifts=(
        ShiftLine(("0", "1", "2", "3", "4"), "08:00", "12:00"),
        ShiftLine(("0", "1", "2", "3", "4"), "13:00", "17:00", "2026-10-15", "2027-04-14"),
        ShiftLine(),
    ),
    version=1,
    duties=(DutyLine(1, "Phường Hoa Mai", "Trần Thị Lan", NOW, NOW + timedelta(hours=6)),),
    pages=(Choice("1", "Phường Hoa Mai"),),
    people=_PEOPLE,
    day=DayForm(),
    duty=DutyForm(),
)
_CHANGED_SINCE = (
    "Phần này vừa được người khác sửa. Những gì anh/chị nhập còn đây; hãy so lại rồi lưu."
)
_CITED = "Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP"
CLOCKS = ClocksPage(
    shell=shell("routing"),
    clocks=(
        ClockLine(
            "contrary_information", "Trả lời thông tin trái chiều", "1 giờ làm việc",
            "Quy định của cơ quan", ClockConfidence.OWN, None, None, ("Trái chiều",),
        ),
        ClockLine(
            "personal_data", "Yêu cầu về dữ liệu cá nhân: hoàn thành", "15 ngày", _CITED,
            ClockConfidence.CONFIRMED, date(2026, 1, 1), None,
        ),
        ClockLine(
            "transfer", "Chuyển cơ quan có thẩm quyền", "5 ngày làm việc", "Quy chế địa phương",
            ClockConfidence.UNCONFIRMED, date(2025, 1, 1), date(2026, 12, 31),
        ),
    ),
    steps=(
        StepLine(1, EscalationMoment.BEFORE, 75, Recipient.OWNER, "", active=True),
        StepLine(2, EscalationMoment.BREACH, 0, Recipient.MANAGER, "", active=True),
        StepLine(3, EscalationMoment.AFTER, 240, Recipient.DEPUTY, "5", active=False),
    ),
    version=1,
    people=_PEOPLE,
)  # fmt: skip
CLOCK = ClockPage(
    shell("routing"),
    "personal_data",
    ClockForm("Yêu cầu về dữ liệu cá nhân", "15", "calendar_days", _CITED, "confirmed"),
    version=1,
)
TOLD = NotificationsPage(
    replace(shell(None), unread=2, path="/notifications"),
    (
        NotificationLine(
            None, 2, "/incidents", NOW - timedelta(minutes=1), is_new=True,
            news=CaseNews.DUTY_SOON, duty="Báo mạng xã hội, cơ quan chức năng về sự cố",
        ),
        NotificationLine(
            None, 1, "/duties/referrals", NOW - timedelta(minutes=1), is_new=True,
            news=CaseNews.DUTY_LATE, duty="Trả lời của cơ quan nhận hồ sơ",
        ),
        NotificationLine(
            None, 1, "/cases/2041", NOW - timedelta(minutes=1), is_new=True,
            news=CaseNews.REVIEW_ASKED, case_id=2041,
        ),
        NotificationLine(
            None,
            1,
            "/cases/2041",
            NOW - timedelta(minutes=2),
            is_new=True,
            news=CaseNews.ESCALATED,
            by="Phạm Thu",
            case_id=2041,
        ),
        NotificationLine(
            None,
            1,
            "/account",
            NOW - timedelta(minutes=4),
            is_new=False,
            news=CaseNews.FACTOR_CHANGED,
            by="Phạm Thu",
        ),
        NotificationLine(
            EscalationMoment.AFTER, 1, "/cases/2041", NOW - timedelta(minutes=5), is_new=True
        ),
        NotificationLine(
            EscalationMoment.BREACH, 3, "/queues/late", NOW - timedelta(hours=3), is_new=True
        ),
        NotificationLine(
            EscalationMoment.BEFORE, 12, "/queues/soon", NOW - timedelta(days=1), is_new=False
        ),
    ),
)  # fmt: skip

OFFICE_PAGES: dict[str, Page] = {
    "calendar": CALENDAR,
    "calendar_preview": replace(
        CALENDAR,
        day=DayForm("2026-11-23", works=False, name="Nghỉ tránh bão", source="Công điện 01"),
        day_preview=_PREVIEW,
    ),
    "calendar_read_only": replace(CALENDAR, may_edit=False, may_edit_duties=False),
    "calendar_errors": replace(
        CALENDAR, errors=(FieldError("day", "Hãy chọn ngày."),), day=DayForm(act="remove")
    ),
    "clocks": CLOCKS,
    "clocks_read_only": replace(CLOCKS, may_edit=False),
    "clocks_changed_since": replace(CLOCKS, errors=(FieldError("steps", _CHANGED_SINCE),)),
    "clock": CLOCK,
    "clock_changed_since": replace(CLOCK, errors=(FieldError("amount", _CHANGED_SINCE),)),
    "clock_preview": replace(CLOCK, preview=_PREVIEW),
    "notifications": TOLD,
    "notifications_none": replace(TOLD, lines=()),
}
