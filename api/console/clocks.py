"""The time limits with their sources, and the steps by which people are told of a breach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.dates import read_date
from api.console.editions import edition_of, require_edition
from api.console.forms import Fields, row_id
from api.console.office import people_choices, preview_of
from api.console.shell import shell_of
from api.console.words import one_line
from api.i18n import Locale, counted
from api.security import Desk, desk
from api.view_models.office import ClockForm, ClockLine, ClockPage, ClocksPage, StepLine
from api.view_models.parts import FieldError
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.models import Clock, EscalationRule
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import escalation as steps
from moderation.timing import escalation, office
from moderation.timing.office import ClockChange
from moderation.timing.recount import Moved, rehearse
from moderation.vocabulary import ClockConfidence, ClockUnit

__all__ = ["limit_words", "router"]

router = APIRouter(prefix="/clocks")

_UNITS = {
    ClockUnit.OFFICE_MINUTES: "office_minute",
    ClockUnit.CLOCK_HOURS: "hour",
    ClockUnit.WORKING_DAYS: "working_day",
    ClockUnit.CALENDAR_DAYS: "day",
}

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Editor = Annotated[Desk, desk(Permission.EDIT_ROUTING)]


@router.get("")
def show_clocks(request: Request, desk: _Reader) -> HTMLResponse:
    """Every limit with the text it rests on."""
    return page(desk, _page(desk, request))


@router.post("/steps")
def change_steps(request: Request, fields: Fields, desk: _Editor) -> Response:
    """Save when people are told, and whom."""
    rules = steps.rules(desk.who.agency_id, desk.session)
    try:
        require_edition(fields, edition_of(_step_lines(rules)))
        with desk.session.begin_nested():
            for rule in rules:
                escalation.change_rule(
                    desk.session,
                    desk.who,
                    rule.id,
                    amount=row_id(fields.get(f"step-{rule.id}-amount", "0")),
                    user_id=row_id(fields.get(f"step-{rule.id}-person", "")) or None,
                    active=f"step-{rule.id}-active" in fields,
                )
    except (BadInputError, ConflictError, NotFoundError) as error:
        shown, errors = _page(desk, request), (FieldError("steps", error.message),)
        typed = tuple(_typed_step(line, fields) for line in shown.steps)
        view = replace(shown, steps=typed, errors=errors)
        return page(desk, view, 409 if isinstance(error, ConflictError) else 422)
    return saved("/clocks#steps")


@router.get("/{key}")
def show_clock(key: str, request: Request, desk: _Editor) -> HTMLResponse:
    """One limit to be changed."""
    form = _form(_found(desk, key))
    return page(desk, ClockPage(shell_of(desk, request, "routing"), key, form, edition_of(form)))


@router.post("/{key}")
def change_clock(key: str, request: Request, fields: Fields, desk: _Editor) -> Response:
    """Show what another limit would move, or keep it."""
    edition = edition_of(_form(_found(desk, key)))
    typed = ClockForm(
        fields.get("name", ""),
        fields.get("amount", ""),
        fields.get("unit", ""),
        fields.get("citation", ""),
        fields.get("confidence", ""),
        fields.get("from_day", ""),
    )

    def act() -> Moved:
        return office.change_clock(desk.session, desk.who, key, _change(typed))

    view = ClockPage(shell_of(desk, request, "routing"), key, typed, edition)
    try:
        require_edition(fields, edition)
        if fields.get("act") == "save":
            with desk.session.begin_nested():
                act()
            return saved("/clocks")
        return page(desk, replace(view, preview=preview_of(rehearse(desk.session, act))))
    except (BadInputError, ConflictError) as error:
        view = replace(view, errors=(FieldError("amount", error.message),))
        return page(desk, view, 409 if isinstance(error, ConflictError) else 422)


def limit_words(clock: Clock, locale: Locale) -> str:
    """How long a limit is, in words."""
    if clock.unit is ClockUnit.OFFICE_MINUTES and clock.amount % 60 == 0:
        return counted(locale, clock.amount // 60, "office_hour")
    return counted(locale, clock.amount, _UNITS[clock.unit])


def _page(desk: Desk, request: Request) -> ClocksPage:
    agency_id, session = desk.who.agency_id, desk.session
    names = {
        queue.key: queue.name_en if desk.locale == "en" else queue.name_vi
        for queue in agencies.queues(agency_id, session)
    }
    used: dict[str, dict[str, None]] = {}
    for rule in agencies.routing_rules(agency_id, session):
        queue = names.get(rule.queue_key, rule.queue_key)
        used.setdefault(rule.clock_key, {})[queue] = None
    order = {key: at for at, key in enumerate(agencies.clocks(agency_id, session))}
    versions = sorted(agencies.clock_versions(agency_id, session), key=lambda one: order[one.key])
    lines = _step_lines(steps.rules(agency_id, session))
    return ClocksPage(
        shell=shell_of(desk, request, "routing"),
        clocks=tuple(
            _line(clock, desk.locale, tuple(used.get(clock.key, ()))) for clock in versions
        ),
        steps=lines,
        version=edition_of(lines),
        people=people_choices(desk),
        may_edit=desk.who.pages(Permission.EDIT_ROUTING) is None,
    )


def _step_lines(rules: Sequence[EscalationRule]) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            rule.id, rule.moment, rule.amount, rule.recipient, str(rule.user_id or ""), rule.active
        )
        for rule in rules
    )


def _typed_step(line: StepLine, fields: Mapping[str, str]) -> StepLine:
    return replace(
        line,
        amount=row_id(fields.get(f"step-{line.id}-amount", "0")),
        person=fields.get(f"step-{line.id}-person", ""),
        active=f"step-{line.id}-active" in fields,
    )


def _line(clock: Clock, locale: Locale, queues: tuple[str, ...]) -> ClockLine:
    return ClockLine(
        clock.key,
        one_line(clock.name, 200),
        limit_words(clock, locale),
        one_line(clock.citation, 300),
        clock.confidence,
        clock.valid_from,
        clock.valid_to,
        queues,
    )


def _found(desk: Desk, key: str) -> Clock:
    clock = agencies.clocks(desk.who.agency_id, desk.session).get(key)
    if clock is None:
        raise NotFoundError(
            "Không có thời hạn này; chưa có gì thay đổi. Hãy chọn lại trong danh sách thời hạn."
        )
    return clock


def _form(clock: Clock) -> ClockForm:
    return ClockForm(
        clock.name, str(clock.amount), clock.unit.value, clock.citation, clock.confidence.value
    )


def _change(typed: ClockForm) -> ClockChange:
    try:
        unit, confidence = ClockUnit(typed.unit), ClockConfidence(typed.confidence)
    except ValueError as error:
        raise BadInputError("Hãy chọn đơn vị và mức chắc chắn trong danh sách.") from error
    amount = row_id(typed.amount)
    if not 0 < amount <= 100_000:
        raise BadInputError("Thời hạn phải là số nguyên từ 1 đến 100.000.")
    return ClockChange(
        typed.name, amount, unit, typed.citation, confidence, read_date(typed.from_day)
    )
