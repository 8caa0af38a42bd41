"""The routing table, edited as one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.clocks import limit_words
from api.console.editions import edition_of, require_edition
from api.console.forms import Fields, QueryText, row_id
from api.console.shell import shell_of
from api.console.words import one_line
from api.security import Desk, desk
from api.view_models.parts import Choice, FieldError
from api.view_models.settings import RoutingPage, RoutingRule
from moderation import models
from moderation.casework import routing
from moderation.casework.routing import RuleChange
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.policy import Permission
from moderation.queries import agencies, figures
from moderation.vocabulary import Label, Priority, Reason

__all__ = ["router"]

router = APIRouter(prefix="/routing")

_COUNTED_DAYS = 30

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Editor = Annotated[Desk, desk(Permission.EDIT_ROUTING)]


@router.get("")
def show_routing(request: Request, desk: _Reader, at: QueryText = "") -> HTMLResponse:
    """The rows in order, each with what it would have caught of late; `at` is where one was."""
    return page(desk, replace(_page(desk, request), at=at))


@router.post("")
def change_routing(request: Request, fields: Fields, desk: _Editor) -> Response:
    """Save the rows, then move, add or take away the one whose button was pressed."""
    rules = routing.held_table(desk.session, desk.who)
    typed: dict[int, RuleChange] = {}
    try:
        typed = _typed(rules, fields)
        require_edition(fields, _edition(rules))
        with desk.session.begin_nested():
            at = _carry_out(desk, rules, typed, fields.get("act", "save"))
    except (BadInputError, ConflictError, NotFoundError) as error:
        field = f"rule-{rules[0].id}-label" if rules else "main"
        errors = (FieldError(field, error.message),)
        status = 409 if isinstance(error, ConflictError) else 422
        return page(desk, _page(desk, request, typed=typed, errors=errors), status)
    return saved(f"/routing?at={at}" if at else "/routing")


def _carry_out(
    desk: Desk, rules: Sequence[models.RoutingRule], typed: Mapping[int, RuleChange], act: str
) -> str:
    """Do what the button says; returns where the hand goes on: at that row, on that button."""
    changed = {
        rule.id: typed[rule.id]
        for rule in rules
        if rule.id in typed and typed[rule.id] != _as_it_is(rule)
    }
    if changed:
        routing.change_rules(desk.session, desk.who, changed)
    verb, _, number = act.partition("-")
    rule_id = row_id(number)
    if verb in {"up", "down"}:
        routing.move_rule(desk.session, desk.who, rule_id, up=verb == "up")
        return f"{verb}-{rule_id}"
    if verb == "delete":
        routing.remove_rule(desk.session, desk.who, rule_id)
    elif verb == "add" and rules:
        # A copy of the first row changes nothing until somebody says what it is for.
        made = routing.change_rule(desk.session, desk.who, None, _as_it_is(rules[0]))
        return f"add-{made.id}"
    return ""


def _typed(rules: Sequence[models.RoutingRule], fields: Fields) -> dict[int, RuleChange]:
    try:
        return {
            rule.id: _change(f"rule-{rule.id}-", fields)
            for rule in rules
            if f"rule-{rule.id}-queue" in fields
        }
    except (ValueError, KeyError) as error:
        told = "Không đọc được bảng gửi lên. Hãy tải lại trang rồi làm lại."
        raise BadInputError(told) from error


def _change(prefix: str, fields: Fields) -> RuleChange:
    label, reason = fields.get(prefix + "label"), fields.get(prefix + "reason")
    page_id = fields.get(prefix + "page")
    return RuleChange(
        label=Label(label) if label else None,
        reason=Reason(reason) if reason else None,
        page_id=row_id(page_id) if page_id else None,
        queue_key=fields[prefix + "queue"],
        priority=Priority(fields[prefix + "priority"]),
        clock_key=fields[prefix + "clock"],
    )


def _as_it_is(rule: models.RoutingRule) -> RuleChange:
    return RuleChange(
        rule.label, rule.reason, rule.page_id, rule.queue_key, rule.priority, rule.clock_key
    )


def _rules(desk: Desk) -> list[models.RoutingRule]:
    return agencies.routing_rules(desk.who.agency_id, desk.session)


def _edition(rules: Sequence[models.RoutingRule]) -> int:
    return edition_of([(rule.id, _as_it_is(rule)) for rule in rules])


def _page(
    desk: Desk,
    request: Request,
    *,
    typed: Mapping[int, RuleChange] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> RoutingPage:
    agency_id, session = desk.who.agency_id, desk.session
    rules, caught = _rules(desk), _caught(desk)
    shown = (_row(rule, caught.get(rule.id, 0)) for rule in rules)
    return RoutingPage(
        shell=shell_of(desk, request, "routing"),
        rules=tuple(_with(row, (typed or {}).get(row.id)) for row in shown),
        pages=tuple(
            Choice(str(one.id), one_line(one.name)) for one in agencies.pages(agency_id, session)
        ),
        queues=tuple(
            Choice(one.key, one.name_en if desk.locale == "en" else one.name_vi)
            for one in agencies.queues(agency_id, session)
        ),
        clocks=tuple(
            Choice(clock.key, f"{limit_words(clock, desk.locale)} · {one_line(clock.name)}")
            for clock in agencies.clocks(agency_id, session).values()
        ),
        version=_edition(rules),
        may_edit=desk.who.can(Permission.EDIT_ROUTING),
        errors=errors,
    )


def _row(rule: models.RoutingRule, caught: int) -> RoutingRule:
    return RoutingRule(
        rule.id,
        rule.label,
        rule.reason,
        str(rule.page_id or ""),
        rule.queue_key,
        rule.priority,
        rule.clock_key,
        caught,
    )


def _with(row: RoutingRule, typed: RuleChange | None) -> RoutingRule:
    if typed is None:
        return row
    return replace(
        row,
        label=typed.label,
        reason=typed.reason,
        page=str(typed.page_id or ""),
        queue=typed.queue_key,
        priority=typed.priority,
        clock=typed.clock_key,
    )


def _caught(desk: Desk) -> dict[int, int]:
    """How many cases of the last days each row would have been the first to fit."""
    table = routing.router(desk.who.agency_id, desk.session)
    since = datetime.now(UTC) - timedelta(days=_COUNTED_DAYS)
    counts: dict[int, int] = {}
    for kind in figures.opened_kinds(desk.who.agency_id, desk.session, since=since):
        rule = table.rule_for(kind.label, kind.reasons, kind.page_id)
        counts[rule.id] = counts.get(rule.id, 0) + kind.count
    return counts
