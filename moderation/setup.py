"""A new agency and what it starts with: queues, routing, time limits, office calendar, pages.

All of it is data that the agency may change. The time limits are the agency's own: the Code of
Conduct asks to answer "promptly" and gives no number.
"""

from __future__ import annotations

from datetime import date, time

import holidays
from sqlalchemy import text
from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import record
from moderation.models import (
    Agency,
    CalendarDay,
    CalendarShift,
    Clock,
    EscalationRule,
    OfficialHost,
    Page,
    PageOfficer,
    Queue,
    RoutingRule,
    SensitiveLabel,
)
from moderation.policy import Permission, Who
from moderation.queries import agencies as queries
from moderation.replies.authorities import STARTING_HOSTS, STARTING_SENSITIVE
from moderation.timing.calendar import DayRule, OfficeCalendar, Shift
from moderation.timing.escalation import STARTING_RULES
from moderation.timing.legal_clocks import STARTING_CLOCKS
from moderation.vocabulary import (
    UNSURE_QUEUE,
    EventKind,
    Label,
    OfficerRole,
    Platform,
    Priority,
)

__all__ = [
    "add_officer",
    "add_page",
    "create_agency",
    "default_calendar",
    "known_days",
    "next_agency_id",
]

YEARS = range(2020, 2031)

_QUEUES = (
    (Label.CONTRARY_INFORMATION.value, "Trái chiều", "Contrary information"),
    (Label.POLICY_QUESTION.value, "Câu hỏi", "Questions"),
    (Label.ILLEGAL_CONTENT.value, "Vi phạm", "Unlawful content"),
    (Label.FEEDBACK.value, "Góp ý", "Feedback"),
    (Label.SPAM.value, "Tin rác", "Spam"),
    (Label.OTHER.value, "Khác", "Other"),
    (UNSURE_QUEUE, "Máy chưa chắc", "Machine unsure"),
)

_ROUTING = (
    (Label.CONTRARY_INFORMATION, Priority.URGENT, "contrary_information"),
    (Label.ILLEGAL_CONTENT, Priority.HIGH, "first_look"),
    (Label.POLICY_QUESTION, Priority.NORMAL, "policy_question"),
    (Label.FEEDBACK, Priority.NORMAL, "feedback"),
    (Label.SPAM, Priority.LOW, "bulk"),
    (Label.OTHER, Priority.LOW, "bulk"),
)

_SHIFTS = ((time(8), time(12)), (time(13), time(17)))

# Swaps announced by the Government Office that the library does not know, or not surely.
_ANNOUNCED = {
    date(2026, 1, 2): DayRule(False, "Nghỉ hoán đổi dịp Tết Dương lịch", "12729/VPCP-KGVX"),
    date(2026, 1, 10): DayRule(True, "Làm bù ngày 02/01/2026", "12729/VPCP-KGVX"),
    date(2026, 8, 31): DayRule(False, "Nghỉ hoán đổi dịp Quốc khánh", "lịch nghỉ năm 2026"),
    date(2026, 8, 22): DayRule(True, "Làm bù ngày 31/08/2026", "lịch nghỉ năm 2026"),
    date(2026, 11, 24): DayRule(
        False, "Ngày Văn hóa Việt Nam", "80-NQ/TW, 30/NQ-CP; kiểm tra văn bản trước khi dùng"
    ),
}


def create_agency(session: Session, slug: str, name: str) -> Agency:
    """Make an agency with everything it needs to take its first comment.

    The caller's transaction must be the new agency's own: see `next_agency_id`.
    """
    agency_id = session.info["agency_id"]
    agency = Agency(id=agency_id, slug=slug, name=name)
    session.add(agency)
    session.flush()
    rows: list[object] = [
        Queue(agency_id=agency_id, key=key, name_vi=vi, name_en=en, position=position)
        for position, (key, vi, en) in enumerate(_QUEUES, start=1)
    ]
    rows += [
        Clock(
            agency_id=agency_id, key=each.key, name=each.name, amount=each.amount, unit=each.unit,
            citation=each.citation, confidence=each.confidence, valid_from=each.valid_from,
        )
        for each in STARTING_CLOCKS
    ]  # fmt: skip
    rows += [
        EscalationRule(
            agency_id=agency_id, position=position, moment=moment, amount=amount,
            recipient=recipient,
        )
        for position, (moment, amount, recipient) in enumerate(STARTING_RULES, start=1)
    ]  # fmt: skip
    rows += [
        RoutingRule(
            agency_id=agency_id, position=position, label=label, queue_key=label.value,
            priority=priority, clock_key=clock,
        )
        for position, (label, priority, clock) in enumerate(_ROUTING, start=1)
    ]  # fmt: skip
    rows += [
        CalendarShift(agency_id=agency_id, weekday=weekday, starts=starts, ends=ends)
        for weekday in range(5)
        for starts, ends in _SHIFTS
    ]
    rows += [
        CalendarDay(
            agency_id=agency_id, day=day, works=rule.works, name=rule.name, source=rule.source
        )
        for day, rule in sorted(known_days().items())
    ]
    rows += [SensitiveLabel(agency_id=agency_id, label=label) for label in STARTING_SENSITIVE]
    rows += [OfficialHost(agency_id=agency_id, host=host) for host in STARTING_HOSTS]
    session.add_all(rows)
    session.flush()
    return agency


def next_agency_id(session: Session) -> int:
    """A fresh number for an agency, taken before there is a wall to be behind."""
    return int(
        session.scalar(text("SELECT nextval(pg_get_serial_sequence('agencies', 'id'))")) or 0
    )


def default_calendar() -> OfficeCalendar:
    """Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00, with Vietnam's holidays and swaps."""
    shifts = [Shift(weekday, starts, ends) for weekday in range(5) for starts, ends in _SHIFTS]
    return OfficeCalendar(shifts, known_days())


def known_days() -> dict[date, DayRule]:
    """Vietnam's holidays and make-up days, as the library computes them and as announced."""
    found = holidays.country_holidays("VN", years=YEARS, language="vi")
    days = {day: DayRule(False, name, "Bộ luật Lao động, Điều 112") for day, name in found.items()}
    days.update(
        (day, DayRule(True, "Ngày làm bù", "lịch nghỉ hằng năm")) for day in found.weekend_workdays
    )
    return {**days, **_ANNOUNCED}


def add_page(session: Session, who: Who, platform: Platform, external_id: str, name: str) -> Page:
    """Register a page of the agency."""
    who.require_everywhere(Permission.EDIT_PAGES)
    if not name.strip() or not external_id.strip():
        raise BadInputError("Trang cần có tên và mã trang trên mạng xã hội.")
    if platform is Platform.REPORT:
        raise BadInputError("Trang tin báo do hệ thống tự lập. Hãy chọn mạng xã hội của trang.")
    known = queries.pages(who.agency_id, session)
    if any(p.platform is platform and p.external_id == external_id.strip() for p in known):
        raise ConflictError(
            "Trang này đã được nối trước đó nên không nối lại. Hãy tìm nó trong danh sách trang, "
            "hoặc xem lại mã trang."
        )
    page = Page(
        agency_id=who.agency_id,
        platform=platform,
        external_id=external_id.strip(),
        name=name.strip(),
    )
    session.add(page)
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="page", page_id=page.id)
    return page


def add_officer(
    session: Session,
    who: Who,
    page_id: int,
    role: OfficerRole,
    name: str,
    title: str,
    *,
    phone: str = "",
    email: str = "",
    decision_number: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> PageOfficer:
    """Name a person who answers for a page, by which decision and since when."""
    who.require(Permission.EDIT_PAGES, page_id)
    if queries.find_page(who.agency_id, session, page_id) is None:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    officer = PageOfficer(
        agency_id=who.agency_id, page_id=page_id, role=role, name=name, title=title, phone=phone,
        email=email, decision_number=decision_number, valid_from=valid_from,
        valid_to=valid_to,
    )  # fmt: skip
    session.add(officer)
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="officer", page_id=page_id)
    return officer
