"""Telling people of cases that near or pass their limit: each step once, within office hours.

The steps are the agency's data. Which notices are out is a table, so a run that comes twice or
late says nothing twice; a case that was opened again is told of anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, NotFoundError
from moderation.events import record, record_all
from moderation.models import Case, EscalationRule
from moderation.policy import Permission, Who, machine
from moderation.queries import escalation as queries
from moderation.queries import people
from moderation.queries.escalation import Told
from moderation.timing.clock import Clocks, agency_clocks, clock_started_at
from moderation.vocabulary import EscalationMoment, EventKind, Recipient, Role

__all__ = ["STARTING_RULES", "change_rule", "read_all", "send_notices"]

STARTING_RULES = (
    (EscalationMoment.BEFORE, 75, Recipient.OWNER),
    (EscalationMoment.BREACH, 0, Recipient.MANAGER),
    (EscalationMoment.AFTER, 240, Recipient.DEPUTY),
)
"""Three quarters of the limit used up, the limit run out, half an office day after it."""

_ROLES = {
    Recipient.OWNER: Role.TRIAGE,
    Recipient.MANAGER: Role.MANAGER,
    Recipient.DEPUTY: Role.SPOKESPERSON,
}


def send_notices(agency_id: int, session: Session, *, now: datetime) -> int:
    """Tell whom the rules name of every case that has reached a step; how many cases that were."""
    rules = [rule for rule in queries.rules(agency_id, session) if rule.active]
    clocks = agency_clocks(agency_id, session)
    by_person: dict[tuple[int, EscalationMoment], list[int]] = defaultdict(list)
    told = 0
    for rule in rules:
        due_before = None if rule.moment is EscalationMoment.BEFORE else now
        cases = [
            case
            for case in queries.untold_cases(agency_id, session, rule.id, due_before=due_before)
            if clocks.calendar_of(case.page_id).is_open(now) and _reached(rule, case, clocks, now)
        ]
        whom = _recipients(agency_id, session, rule, cases, now)
        fresh = queries.note_sent(
            agency_id,
            session,
            rule.id,
            [Told(case.id, case.reopenings) for case in cases if whom[case.id]],
        )
        for case_id in fresh:
            for user_id in whom[case_id]:
                by_person[user_id, rule.moment].append(case_id)
        _write_down(agency_id, session, rule, fresh)
        told += len(fresh)
    queries.notify(agency_id, session, by_person)
    return told


def change_rule(
    session: Session,
    who: Who,
    rule_id: int,
    *,
    amount: int,
    user_id: int | None,
    active: bool,
) -> EscalationRule:
    """Change how early or late a step is, whom it names, and whether it is taken at all."""
    who.require_everywhere(Permission.EDIT_ROUTING)
    rule = queries.find_rule(who.agency_id, session, rule_id)
    if rule is None:
        raise NotFoundError("Không có bậc nhắc này; chưa lưu gì. Hãy tải lại trang rồi sửa lại.")
    if rule.moment is EscalationMoment.BEFORE and not 1 <= amount <= 99:
        raise BadInputError("Nhắc trước hạn cần một phần trăm từ 1 đến 99.")
    if rule.moment is EscalationMoment.AFTER and not 0 <= amount <= 100_000:
        raise BadInputError("Nhắc sau khi quá hạn cần số phút làm việc từ 0 trở lên.")
    if user_id is not None and people.find_user(who.agency_id, session, user_id) is None:
        raise NotFoundError(
            "Không có người được nhắc này trong cơ quan; chưa lưu gì. Hãy chọn người khác."
        )
    rule.amount = 0 if rule.moment is EscalationMoment.BREACH else amount
    rule.user_id = user_id if rule.recipient is Recipient.DEPUTY else None
    rule.active = active
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="escalation", rule_id=rule_id)
    return rule


def read_all(session: Session, who: Who, *, now: datetime) -> None:
    """The person has seen what they were told."""
    if who.person_id is not None:
        queries.mark_read(who.agency_id, session, who.person_id, now=now)


def _reached(rule: EscalationRule, case: Case, clocks: Clocks, now: datetime) -> bool:
    """Whether a step is due: in office minutes, so that a weekend's limit is told of before it."""
    calendar = clocks.calendar_of(case.page_id)
    if rule.moment is EscalationMoment.BREACH:
        return now >= case.due_at
    if rule.moment is EscalationMoment.AFTER:
        return (
            now >= case.due_at and calendar.working_minutes_between(case.due_at, now) >= rule.amount
        )
    paused = case.paused_until is not None and case.paused_until > now
    if paused or now >= case.due_at:
        return False
    start = min(clock_started_at(case), case.due_at)
    whole = calendar.working_minutes_between(start, case.due_at)
    left = calendar.working_minutes_between(now, case.due_at)
    return left * 100 <= whole * (100 - rule.amount)


def _recipients(
    agency_id: int,
    session: Session,
    rule: EscalationRule,
    cases: Sequence[Case],
    now: datetime,
) -> dict[int, list[int]]:
    """Who is told of each case; where nobody has the role, the managers, else administrators."""
    if not cases:
        return {}
    on_duty = queries.on_duty(agency_id, session, now=now)
    holders = {
        role: queries.holders(agency_id, session, role)
        for role in (_ROLES[rule.recipient], Role.MANAGER, Role.ADMINISTRATOR)
    }

    def of(case: Case) -> list[int]:
        if rule.recipient is Recipient.DEPUTY and rule.user_id is not None:
            return [rule.user_id]
        held = case.claimed_until is not None and case.claimed_until > now
        if rule.recipient is Recipient.OWNER and held and case.claimed_by is not None:
            return [case.claimed_by]
        duty = on_duty.get(case.page_id, []) if rule.recipient is Recipient.OWNER else []
        return duty or next(
            filter(None, (_on_page(found, case.page_id) for found in holders.values())), []
        )

    return {case.id: of(case) for case in cases}


def _on_page(grants: Iterable[tuple[int, int | None]], page_id: int) -> list[int]:
    return sorted({user_id for user_id, on in grants if on in {None, page_id}})


def _write_down(
    agency_id: int, session: Session, rule: EscalationRule, case_ids: Sequence[int]
) -> None:
    about = {"moment": rule.moment.value, "to": rule.recipient.value}
    record_all(
        session,
        machine(agency_id),
        [{"kind": EventKind.NOTICE_SENT, "case_id": each, "data": about} for each in case_ids],
    )
