"""Rules that the agency writes itself: written, tried on past comments, put to work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.console.answers import page, saved
from api.console.dates import read_date, read_time
from api.console.forms import Fields, row_id
from api.console.rule_trial import COUNTED_DAYS, try_rule
from api.console.shell import shell_of
from api.console.words import one_line
from api.rest.schemas.values import PathId
from api.security import Desk, desk
from api.view_models.parts import Choice, FieldError
from api.view_models.rules import RuleForm, RuleLine, RulePage, RulesPage
from classifiers.rules.compiling import compile_rule
from classifiers.rules.lines import read_rule, write_rule
from moderation.casework import agency_rules
from moderation.casework.agency_rules import AgencyRuleChange
from moderation.errors import BadInputError, ConflictError, NotFoundError
from moderation.models import AgencyRule
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries import rules as queries
from moderation.vocabulary import Label, Priority, Reason, RuleState

__all__ = ["router"]

router = APIRouter(prefix="/routing/rules")

_LONGEST = 100_000
_T = TypeVar("_T")

_Reader = Annotated[Desk, desk(Permission.READ_CASES)]
_Editor = Annotated[Desk, desk(Permission.EDIT_ROUTING)]


@router.get("")
def show_rules(request: Request, desk: _Reader) -> HTMLResponse:
    """Every rule with what it caught of late."""
    agency_id, session = desk.who.agency_id, desk.session
    since = datetime.now(UTC) - timedelta(days=COUNTED_DAYS)
    caught = queries.caught_since(agency_id, session, since)
    pages = {one.id: one_line(one.name) for one in agencies.pages(agency_id, session)}
    queues = {one.value: one.name for one in _queues(desk)}
    lines = tuple(
        RuleLine(
            rule.id,
            one_line(rule.name),
            rule.state,
            one_line(write_rule(rule.condition).replace("\n", ", ").replace(":, ", ": ")),
            pages.get(rule.page_id or 0, ""),
            rule.label,
            queues.get(rule.queue_key or "", ""),
            rule.priority,
            caught.get(rule.id, 0),
        )
        for rule in queries.agency_rules(agency_id, session)
    )
    may_edit = desk.who.can(Permission.EDIT_ROUTING)
    return page(desk, RulesPage(shell_of(desk, request, "routing"), lines, may_edit))


@router.get("/new")
def show_new_rule(request: Request, desk: _Editor) -> HTMLResponse:
    """An empty form."""
    return page(desk, _page(desk, request, None, RuleForm()))


@router.get("/{rule_id}")
def show_rule(rule_id: PathId, request: Request, desk: _Editor, tried: str = "") -> HTMLResponse:
    """One rule; after a save with what it would have caught."""
    rule = _found(desk, rule_id)
    view = _page(desk, request, rule, _form(rule))
    if tried:
        view = replace(view, trial=try_rule(desk, compile_rule(rule.condition), rule))
    return page(desk, view)


@router.post("")
def make_rule(request: Request, fields: Fields, desk: _Editor) -> Response:
    """Try a new rule, or keep it as a draft."""
    return _act(desk, request, None, fields)


@router.post("/{rule_id}")
def change_rule(rule_id: PathId, request: Request, fields: Fields, desk: _Editor) -> Response:
    """Try a rule, save it, put it to work or switch it off."""
    return _act(desk, request, _found(desk, rule_id), fields)


def _act(desk: Desk, request: Request, rule: AgencyRule | None, fields: Fields) -> Response:
    typed = _typed(fields)
    try:
        change = _change(typed)
        if fields.get("act") == "try":
            trial = try_rule(desk, compile_rule(change.condition), change)
            return page(desk, replace(_page(desk, request, rule, typed), trial=trial))
        with desk.session.begin_nested():
            return saved(_carry_out(desk, rule, change, fields))
    except (BadInputError, ConflictError) as error:
        field = str(error.facts.get("field", "main"))
        errors = (FieldError(field, error.message),)
        view = replace(_page(desk, request, rule, typed), errors=errors)
        return page(desk, view, 409 if isinstance(error, ConflictError) else 422)


def _carry_out(
    desk: Desk, rule: AgencyRule | None, change: AgencyRuleChange, fields: Fields
) -> str:
    """Do what the button says; returns where to go on."""
    session, who, seen = desk.session, desk.who, row_id(fields.get("version", ""))
    if rule is not None and fields.get("act") == "off":
        agency_rules.switch_off(session, who, rule.id, seen=seen)
        return "/routing/rules"
    rule_id = None if rule is None else rule.id
    kept = agency_rules.save(session, who, rule_id, change, seen=seen, check=compile_rule)
    if fields.get("act") == "publish":
        agency_rules.publish(session, who, kept.id, seen=kept.version, check=compile_rule)
        return "/routing/rules"
    return f"/routing/rules/{kept.id}?tried=1"


def _typed(fields: Fields) -> RuleForm:
    """The form as it was sent; a word that no list has counts as none."""
    label, reason, priority = (fields.get(name, "") for name in ("label", "reason", "priority"))
    return RuleForm(
        name=fields.get("name", ""),
        lines=fields.get("lines", "")[:_LONGEST],
        page=fields.get("page", ""),
        valid_from=fields.get("valid_from", ""),
        valid_to=fields.get("valid_to", ""),
        hours_from=fields.get("hours_from", ""),
        hours_to=fields.get("hours_to", ""),
        label=Label(label) if label in set(Label) else None,
        reason=Reason(reason) if reason in set(Reason) else None,
        queue=fields.get("queue", ""),
        priority=Priority(priority) if priority in set(Priority) else None,
    )


def _change(typed: RuleForm) -> AgencyRuleChange:
    """What the form asks for; BadInputError names the field in its facts."""
    try:
        condition = read_rule(typed.lines)
        compile_rule(condition)
    except BadInputError as error:
        raise BadInputError(error.message, field="lines") from error
    if not typed.name.strip():
        raise BadInputError("Đặt tên cho quy tắc.", field="name")
    if typed.label is None and not typed.queue and typed.priority is None:
        told = "Chọn nhãn, hàng đợi hoặc mức cho bình luận khớp quy tắc."
        raise BadInputError(told, field="label")
    return AgencyRuleChange(
        name=one_line(typed.name, 200),
        condition=condition,
        page_id=row_id(typed.page) if typed.page else None,
        valid_from=_at("valid_from", read_date, typed.valid_from),
        valid_to=_at("valid_to", read_date, typed.valid_to),
        hours_from=_at("hours_from", read_time, typed.hours_from),
        hours_to=_at("hours_to", read_time, typed.hours_to),
        label=typed.label,
        reason=typed.reason if typed.label is Label.ILLEGAL_CONTENT else None,
        queue_key=typed.queue or None,
        priority=typed.priority,
    )


def _at(field: str, read: Callable[[str], _T], text: str) -> _T | None:
    try:
        return read(text) if text else None
    except BadInputError as error:
        raise BadInputError(error.message, field=field) from error


def _form(rule: AgencyRule) -> RuleForm:
    return RuleForm(
        name=rule.name,
        lines=write_rule(rule.condition),
        page=str(rule.page_id or ""),
        valid_from=str(rule.valid_from or ""),
        valid_to=str(rule.valid_to or ""),
        hours_from=rule.hours_from.strftime("%H:%M") if rule.hours_from else "",
        hours_to=rule.hours_to.strftime("%H:%M") if rule.hours_to else "",
        label=rule.label,
        reason=rule.reason,
        queue=rule.queue_key or "",
        priority=rule.priority,
    )


def _found(desk: Desk, rule_id: int) -> AgencyRule:
    rule = queries.find_agency_rule(desk.who.agency_id, desk.session, rule_id)
    if rule is None:
        raise NotFoundError(
            "Không tìm thấy quy tắc này; chưa có gì thay đổi. Hãy chọn lại trong danh sách quy tắc."
        )
    return rule


def _page(desk: Desk, request: Request, rule: AgencyRule | None, form: RuleForm) -> RulePage:
    return RulePage(
        shell=shell_of(desk, request, "routing"),
        id=None if rule is None else rule.id,
        state=RuleState.DRAFT if rule is None else rule.state,
        version=0 if rule is None else rule.version,
        form=form,
        pages=tuple(
            Choice(str(one.id), one_line(one.name), str(one.id) == form.page)
            for one in agencies.pages(desk.who.agency_id, desk.session)
            if desk.who.can(Permission.EDIT_ROUTING, one.id)
        ),
        queues=tuple(replace(one, is_chosen=one.value == form.queue) for one in _queues(desk)),
    )


def _queues(desk: Desk) -> list[Choice]:
    return [
        Choice(one.key, one.name_en if desk.locale == "en" else one.name_vi)
        for one in agencies.queues(desk.who.agency_id, desk.session)
    ]
