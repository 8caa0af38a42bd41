"""The office calendar: a year to look at, its special days, the hours of the week, the duties."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.dates import read_date, read_moment, read_time
from api.console.editions import edition_of, require_edition
from api.console.forms import Fields, QueryText, row_id
from api.console.office import page_choices, people_choices, preview_of
from api.console.shell import shell_of
from api.console.words import one_line, say_in
from api.errors import status_of
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.office import (
    CalendarCell,
    CalendarPage,
    ChangePreview,
    DayForm,
    DutyForm,
    DutyLine,
    MonthSheet,
    ShiftLine,
    SpecialDay,
)
from api.view_models.parts import FieldError
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.models import CalendarShift
from moderation.policy import Permission
from moderation.queries import agencies, people, timing
from moderation.timing import office
from moderation.timing.calendar import VIETNAM, OfficeCalendar
from moderation.timing.clock import agency_calendar
from moderation.timing.office import ShiftRow
from moderation.timing.recount import Moved, rehearse

__all__ = ["router"]

router = APIRouter(prefix="/calendar")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Editor = Annotated[Desk, desk(Permission.EDIT_ROUTING)]
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ Nhật")
_MOST_SHIFTS = 20


@router.get("")
def show_calendar(request: Request, desk: _Reader, year: QueryText = "") -> HTMLResponse:
    """A year as one can see it."""
    return page(desk, _page(desk, request, _year(year)))


@router.post("/days")
def change_day(request: Request, fields: Fields, desk: _Editor) -> Response:
    """Show what a holiday or make-up day would move, or keep it."""
    typed = DayForm(
        fields.get("day", ""),
        fields.get("works") == "1",
        fields.get("name", ""),
        fields.get("source", ""),
        "remove" if fields.get("what") == "remove" else "set",
    )
    year = _year(typed.day[:4])

    def act() -> Moved:
        day = read_date(typed.day)
        if day is None:
            raise BadInputError("Hãy chọn ngày.")
        if typed.act == "remove":
            return office.remove_day(desk.session, desk.who, day)
        return office.set_day(
            desk.session, desk.who, day, works=typed.works, name=typed.name, source=typed.source
        )

    status, preview, errors = _try(desk, act, fields, "day")
    if status == _KEPT:
        return saved(f"/calendar?year={year}")
    shown = replace(_page(desk, request, year), day=typed, day_preview=preview, errors=errors)
    return page(desk, shown, status)


@router.post("/shifts")
def change_shifts(request: Request, fields: Fields, desk: _Editor) -> Response:
    """Show what other hours of the week would move, or keep them."""
    year = _year(fields.get("year", ""))
    lines = _typed_shifts(fields)

    def act() -> Moved:
        require_edition(fields, edition_of(_shifts_of(desk)))
        rows = [_shift_row(line) for line in lines if line.starts or line.ends or line.weekdays]
        return office.set_shifts(desk.session, desk.who, rows)

    status, preview, errors = _try(desk, act, fields, "shift-0-starts")
    if status == _KEPT:
        return saved(f"/calendar?year={year}")
    shown = _page(desk, request, year)
    shown = replace(shown, shifts=(*lines, ShiftLine()), shifts_preview=preview, errors=errors)
    return page(desk, shown, status)


@router.post("/duties")
def add_duty(request: Request, fields: Fields, desk: _Editor) -> Response:
    """Put somebody on duty for a page."""
    typed = DutyForm(
        fields.get("page", ""),
        fields.get("person", ""),
        fields.get("starts", ""),
        fields.get("ends", ""),
    )

    def act() -> Moved:
        return office.add_duty(
            desk.session,
            desk.who,
            row_id(typed.page),
            row_id(typed.person),
            starts=read_moment(typed.starts),
            ends=read_moment(typed.ends),
        )

    status, _, errors = _try(desk, act, {"act": "save"}, "starts")
    if status == _KEPT:
        return saved("/calendar#duties")
    shown = _page(desk, request, _year(""))
    return page(desk, replace(shown, duty=typed, errors=errors), status)


@router.post("/duties/{duty_id}/remove")
def remove_duty(request: Request, duty_id: PathId, desk: _Editor) -> Response:
    """Take a duty off that has not begun."""

    def act() -> Moved:
        return office.remove_duty(desk.session, desk.who, duty_id, now=datetime.now(UTC))

    status, _, errors = _try(desk, act, {"act": "save"}, "duties")
    if status == _KEPT:
        return saved("/calendar#duties")
    return page(desk, replace(_page(desk, request, _year("")), errors=errors), status)


_KEPT = 303
_Tried = tuple[int, ChangePreview | None, tuple[FieldError, ...]]


def _try(desk: Desk, act: Callable[[], Moved], fields: Mapping[str, str], field: str) -> _Tried:
    """Keep the change where the form says so, else rehearse it: (status, preview, errors)."""
    try:
        if fields.get("act") == "save":
            with desk.session.begin_nested():
                act()
            return _KEPT, None, ()
        return 200, preview_of(rehearse(desk.session, act)), ()
    except (BadInputError, ConflictError, NotFoundError) as error:
        return status_of(error), None, (FieldError(field, error.message),)


def _page(desk: Desk, request: Request, year: int) -> CalendarPage:
    agency_id, session, say = desk.who.agency_id, desk.session, say_in(desk.locale)
    calendar, shifts = agency_calendar(agency_id, session), _shifts_of(desk)
    return CalendarPage(
        shell=shell_of(desk, request, "routing"),
        year=year,
        months=tuple(_month(calendar, year, month) for month in range(1, 13)),
        days=tuple(
            SpecialDay(
                row.day,
                say(_WEEKDAYS[row.day.weekday()]),
                row.works,
                one_line(row.name, 200),
                one_line(row.source, 200),
            )
            for row in agencies.calendar_days(agency_id, session)
            if row.day.year == year
        ),
        shifts=(*shifts, ShiftLine()),
        version=edition_of(shifts),
        duties=_duties(desk),
        pages=page_choices(desk),
        people=people_choices(desk),
        day=DayForm(),
        duty=DutyForm(),
        may_edit=desk.who.pages(Permission.EDIT_ROUTING) is None,
        may_edit_duties=desk.who.can(Permission.EDIT_ROUTING),
    )


def _year(text: str) -> int:
    year = row_id(text)
    return year if 2015 <= year <= 2045 else datetime.now(VIETNAM).year


def _month(calendar: OfficeCalendar, year: int, month: int) -> MonthSheet:
    return MonthSheet(
        month,
        tuple(
            tuple(_cell(calendar, day) if day.month == month else None for day in week)
            for week in Calendar().monthdatescalendar(year, month)
        ),
    )


def _cell(calendar: OfficeCalendar, day: date) -> CalendarCell:
    rule = calendar.days.get(day)
    if rule is not None:
        return CalendarCell(day, "makeup" if rule.works else "holiday", one_line(rule.name))
    kind: Literal["work", "rest"] = "rest"
    if 2015 <= day.year <= 2045 and calendar.hours_on(day):
        kind = "work"
    return CalendarCell(day, kind)


def _shifts_of(desk: Desk) -> tuple[ShiftLine, ...]:
    return _shift_lines(agencies.calendar_shifts(desk.who.agency_id, desk.session))


def _shift_lines(rows: list[CalendarShift]) -> tuple[ShiftLine, ...]:
    """The same hours on several weekdays are one line."""
    lines: dict[tuple[str, str, str, str], list[str]] = {}
    for row in rows:
        key = (
            f"{row.starts:%H:%M}",
            f"{row.ends:%H:%M}",
            row.valid_from.isoformat() if row.valid_from else "",
            row.valid_to.isoformat() if row.valid_to else "",
        )
        lines.setdefault(key, []).append(str(row.weekday))
    return tuple(
        ShiftLine(tuple(days), *key)
        for key, days in sorted(lines.items(), key=lambda line: (line[0][2], line[0][0]))
    )


def _typed_shifts(fields: Mapping[str, str]) -> tuple[ShiftLine, ...]:
    return tuple(
        ShiftLine(
            tuple(str(day) for day in range(7) if f"shift-{at}-day-{day}" in fields),
            fields.get(f"shift-{at}-starts", ""),
            fields.get(f"shift-{at}-ends", ""),
            fields.get(f"shift-{at}-from", ""),
            fields.get(f"shift-{at}-to", ""),
        )
        for at in range(_MOST_SHIFTS)
        if fields.get(f"shift-{at}-starts")
    )


def _shift_row(line: ShiftLine) -> ShiftRow:
    return ShiftRow(
        tuple(map(int, line.weekdays)),
        read_time(line.starts),
        read_time(line.ends),
        read_date(line.valid_from),
        read_date(line.valid_to),
    )


def _duties(desk: Desk) -> tuple[DutyLine, ...]:
    """The duties that are not over."""
    agency_id, session = desk.who.agency_id, desk.session
    pages = {one.id: one_line(one.name) for one in agencies.pages(agency_id, session)}
    names = {user.id: one_line(user.full_name) for user in people.users(agency_id, session)}
    now = datetime.now(UTC)
    return tuple(
        DutyLine(row.id, pages[row.page_id], names[row.user_id], row.starts_at, row.ends_at)
        for row in timing.duties(agency_id, session)
        if row.ends_at > now
    )
