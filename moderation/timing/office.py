"""The office calendar, the duties of pages and the time limits, changed by those who may.

Every change counts the due times of open cases anew, in the same transaction, and is an event
that says how many it moved. `recount.rehearse` shows the same without keeping it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.events import record_all
from moderation.models import CalendarDay, CalendarShift, Clock, DutyShift
from moderation.policy import Permission, Who
from moderation.queries import agencies as queries
from moderation.queries import people, timing
from moderation.timing.recount import Moved, recount
from moderation.vocabulary import ClockConfidence, ClockUnit, EventKind

__all__ = [
    "ClockChange",
    "ShiftRow",
    "add_duty",
    "change_clock",
    "remove_day",
    "remove_duty",
    "set_day",
    "set_shifts",
]

_YEARS = range(2015, 2046)
_LONGEST_DUTY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """Office hours of some weekdays (0 is Monday), by season if dated."""

    weekdays: tuple[int, ...]
    starts: time
    ends: time
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What a time limit should say; `from_day` keeps the old one for what was written before."""

    name: str
    amount: int
    unit: ClockUnit
    citation: str
    confidence: ClockConfidence
    from_day: date | None = None


def set_day(session: Session, who: Who, day: date, *, works: bool, name: str, source: str) -> Moved:
    """Make a day a holiday or a make-up day, and say by which text."""
    who.require_everywhere(Permission.EDIT_ROUTING)
    if day.year not in _YEARS:
        raise BadInputError("Ngày phải trong các năm 2015 đến 2045.")
    if not name.strip() or not source.strip():
        raise BadInputError("Hãy ghi tên ngày và căn cứ (số văn bản hoặc thông báo).")
    rows = queries.calendar_days(who.agency_id, session)
    row = next((row for row in rows if row.day == day), None)
    if row is None:
        row = CalendarDay(agency_id=who.agency_id, day=day)
        session.add(row)
    row.works, row.name, row.source = works, name.strip()[:200], source.strip()[:200]
    return _changed(session, who, setting="calendar", day=day.isoformat(), works=works)


def remove_day(session: Session, who: Who, day: date) -> Moved:
    """Let a day be what its weekday is."""
    who.require_everywhere(Permission.EDIT_ROUTING)
    rows = queries.calendar_days(who.agency_id, session)
    row = next((row for row in rows if row.day == day), None)
    if row is None:
        raise NotFoundError(
            "Lịch không có ngày riêng này: có thể đã bị xóa. Chưa lưu gì; hãy tải lại lịch."
        )
    session.delete(row)
    return _changed(session, who, setting="calendar", removed_day=day.isoformat())


def set_shifts(session: Session, who: Who, rows: list[ShiftRow]) -> Moved:
    """Replace the office hours of the week, season by season."""
    who.require_everywhere(Permission.EDIT_ROUTING)
    if not rows:
        raise BadInputError("Lịch làm việc cần ít nhất một ca.")
    for row in rows:
        _check_shift(row)
    for old in queries.calendar_shifts(who.agency_id, session):
        session.delete(old)
    session.flush()
    session.add_all(
        CalendarShift(
            agency_id=who.agency_id,
            weekday=weekday,
            starts=row.starts,
            ends=row.ends,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
        for weekday in sorted(set(row.weekdays))
    )
    return _changed(session, who, setting="shifts", shifts=len(rows))


def add_duty(
    session: Session, who: Who, page_id: int, user_id: int, *, starts: datetime, ends: datetime
) -> Moved:
    """Put a person on duty for a page; within these hours the page's clocks run."""
    who.require(Permission.EDIT_ROUTING, page_id)
    if queries.find_page(who.agency_id, session, page_id) is None:
        raise NotFoundError("Không tìm thấy trang này; chưa có gì thay đổi. Hãy chọn lại trang.")
    person = people.find_user(who.agency_id, session, user_id)
    if person is None or not person.active:
        raise NotFoundError(
            "Không có người dùng này, hoặc tài khoản đã khóa; chưa lưu gì. Hãy chọn người khác."
        )
    if not starts < ends <= starts + _LONGEST_DUTY:
        raise BadInputError("Ca trực phải kết thúc sau khi bắt đầu và không quá 24 giờ.")
    session.add(
        DutyShift(
            agency_id=who.agency_id, page_id=page_id, user_id=user_id, starts_at=starts,
            ends_at=ends,
        )
    )  # fmt: skip
    return _changed(session, who, setting="duty", page_id=page_id, user_id=user_id)


def remove_duty(session: Session, who: Who, duty_id: int, *, now: datetime) -> Moved:
    """Take a duty off that has not begun; one that has been held is part of what was counted."""
    duty = timing.find_duty(who.agency_id, session, duty_id)
    if duty is None:
        raise NotFoundError("Không có ca trực này: có thể đã bị xóa. Hãy tải lại lịch.")
    who.require(Permission.EDIT_ROUTING, duty.page_id)
    if duty.starts_at <= now:
        raise ConflictError("Ca trực đã bắt đầu nên không xóa được: thời hạn đã tính theo ca này.")
    session.delete(duty)
    return _changed(session, who, setting="duty", page_id=duty.page_id, removed_duty_id=duty_id)


def change_clock(session: Session, who: Who, key: str, change: ClockChange) -> Moved:
    """Change a time limit, from a day on or, with none given, in the version in force."""
    who.require_everywhere(Permission.EDIT_ROUTING)
    clock = queries.clocks(who.agency_id, session).get(key)
    if clock is None:
        raise NotFoundError(
            "Không có thời hạn này; chưa có gì thay đổi. Hãy chọn lại trong danh sách thời hạn."
        )
    if change.amount <= 0 or not change.name.strip() or not change.citation.strip():
        raise BadInputError("Thời hạn cần tên, số lớn hơn 0 và căn cứ.")
    if change.from_day is not None and change.from_day != clock.valid_from:
        clock = _next_version(session, clock, change.from_day)
    clock.name, clock.citation = change.name.strip()[:200], change.citation.strip()[:300]
    clock.amount, clock.unit = change.amount, change.unit
    clock.confidence = change.confidence
    return _changed(
        session, who, setting="clock", key=key, amount=change.amount, unit=change.unit.value
    )


def _next_version(session: Session, clock: Clock, from_day: date) -> Clock:
    if clock.valid_from is not None and from_day < clock.valid_from:
        raise BadInputError("Ngày áp dụng phải sau ngày áp dụng của bản hiện có.")
    made = Clock(
        agency_id=clock.agency_id, key=clock.key, valid_from=from_day, valid_to=clock.valid_to
    )
    clock.valid_to = from_day - timedelta(days=1)
    session.add(made)
    return made


def _check_shift(row: ShiftRow) -> None:
    if row.starts >= row.ends:
        raise BadInputError("Ca làm việc phải kết thúc sau khi bắt đầu.")
    if not row.weekdays or not set(row.weekdays) <= set(range(7)):
        raise BadInputError("Hãy chọn ít nhất một ngày trong tuần cho mỗi ca.")
    if row.valid_from and row.valid_to and row.valid_from > row.valid_to:
        raise BadInputError("Mùa làm việc phải có ngày cuối sau ngày đầu.")


def _changed(session: Session, who: Who, **about: object) -> Moved:
    session.flush()
    moved = recount(who.agency_id, session, now=datetime.now(UTC))
    data = {**about, "moved": moved.moved}
    record_all(session, who, [{"kind": EventKind.SETTING_CHANGED, "data": data}])
    return moved
