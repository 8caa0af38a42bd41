"""Rules that an agency writes itself: saved as drafts, put to work, switched off.

A rule decides where a case goes and what it is called until a person looks; it never hides,
answers or closes anything. Nothing is at work that its engine (`check`) would refuse.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Protocol

from sqlalchemy.orm import Session

from moderation.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooLargeError,
)
from moderation.events import record
from moderation.models import AgencyRule
from moderation.models.base import Json
from moderation.policy import SEVERITY, Permission, Who
from moderation.queries import agencies
from moderation.queries import rules as queries
from moderation.queries.rules import LiveRule
from moderation.timing.calendar import VIETNAM
from moderation.vocabulary import EventKind, Label, Priority, Reason, RuleState

__all__ = [
    "AgencyRuleChange",
    "Reach",
    "covers",
    "in_order",
    "labelled",
    "publish",
    "save",
    "switch_off",
]

MOST_LIVE, _LONGEST_NAME, _LONGEST_CONDITION = 100, 120, 100_000

Check = Callable[[object], object]
"""Compiles a condition; BadInputError where it can't."""


@dataclass(frozen=True, slots=True)
class AgencyRuleChange:
    """What a rule should say; an empty page, date, hour or effect says nothing."""

    name: str
    condition: Json
    page_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    hours_from: time | None = None
    hours_to: time | None = None
    label: Label | None = None
    reason: Reason | None = None
    queue_key: str | None = None
    priority: Priority | None = None


class Reach(Protocol):
    """Where and when a rule looks."""

    @property
    def page_id(self) -> int | None: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def hours_from(self) -> time | None: ...
    @property
    def hours_to(self) -> time | None: ...


def save(
    session: Session,
    who: Who,
    rule_id: int | None,
    change: AgencyRuleChange,
    *,
    seen: int,
    check: Check,
) -> AgencyRule:
    """Write a rule down: a new one as a draft, one at work as it is to work from now on."""
    _may(who, change.page_id)
    _sound(session, who.agency_id, change)
    check(change.condition)
    if rule_id is None:
        rule = AgencyRule(agency_id=who.agency_id, state=RuleState.DRAFT, version=0)
        rule.created_by = who.person_id
        session.add(rule)
    else:
        rule = _found(session, who, rule_id, seen)
    for one in fields(change):
        setattr(rule, one.name, getattr(change, one.name))
    return _changed(session, who, rule)


def publish(session: Session, who: Who, rule_id: int, *, seen: int, check: Check) -> AgencyRule:
    """Put a rule to work on the comments that come from now on."""
    rule = _found(session, who, rule_id, seen)
    check(rule.condition)
    if rule.state is not RuleState.LIVE and (
        queries.count_live(who.agency_id, session) >= MOST_LIVE
    ):
        raise TooLargeError(f"Đã có {MOST_LIVE} quy tắc đang dùng. Tắt bớt rồi thử lại.")
    rule.state = RuleState.LIVE
    return _changed(session, who, rule)


def switch_off(session: Session, who: Who, rule_id: int, *, seen: int) -> AgencyRule:
    """Let a rule rest; what it did stays."""
    rule = _found(session, who, rule_id, seen)
    rule.state = RuleState.OFF
    return _changed(session, who, rule)


def covers(rule: Reach, page_id: int, posted_at: datetime) -> bool:
    """Whether a rule looks at comments of this page and moment."""
    if rule.page_id is not None and rule.page_id != page_id:
        return False
    if rule.valid_from is None and rule.valid_to is None and rule.hours_from is None:
        return True
    local = posted_at.astimezone(VIETNAM)
    day, hour = local.date(), local.time()
    return (
        (rule.valid_from is None or rule.valid_from <= day)
        and (rule.valid_to is None or day <= rule.valid_to)
        and _within(hour, rule.hours_from, rule.hours_to)
    )


def in_order(rules: Sequence[LiveRule]) -> list[LiveRule]:
    """The order in which rules are asked: the more urgent first, then the older."""
    return sorted(rules, key=lambda rule: (SEVERITY[rule.priority or Priority.NORMAL], rule.id))


def labelled(rule: LiveRule, label: Label, reasons: Sequence[str]) -> tuple[Label, tuple[str, ...]]:
    """Label and reasons of a case that the rule caught, from those that the machine read."""
    if rule.label is None:
        return label, tuple(reasons)
    named = () if rule.reason is None else (rule.reason.value,)
    kept = tuple(reasons) if rule.label is label else ()
    return rule.label, tuple(dict.fromkeys(named + kept))


def _within(hour: time, start: time | None, end: time | None) -> bool:
    if start is None or end is None:
        return True
    return start <= hour < end if start < end else hour >= start or hour < end


def _may(who: Who, page_id: int | None) -> None:
    """Who works on some pages alone may not decide over the others."""
    who.require(Permission.EDIT_ROUTING, page_id)
    if page_id is None and who.pages(Permission.EDIT_ROUTING) is not None:
        raise ForbiddenError("Anh/chị chỉ được lập quy tắc cho trang của mình: hãy chọn trang.")


def _found(session: Session, who: Who, rule_id: int, seen: int) -> AgencyRule:
    rule = queries.find_agency_rule(who.agency_id, session, rule_id, lock=True)
    if rule is None:
        raise NotFoundError(
            "Không tìm thấy quy tắc này; chưa có gì thay đổi. Hãy chọn lại trong danh sách quy tắc."
        )
    _may(who, rule.page_id)
    if rule.version != seen:
        raise ConflictError("Quy tắc vừa được người khác sửa. Hãy xem bản mới rồi làm lại.")
    return rule


def _changed(session: Session, who: Who, rule: AgencyRule) -> AgencyRule:
    rule.version += 1
    rule.changed_by = who.person_id
    session.flush()
    record(
        session,
        who,
        EventKind.SETTING_CHANGED,
        setting="agency_rules",
        rule_id=rule.id,
        state=rule.state.value,
        version=rule.version,
        condition=rule.condition,
    )
    return rule


def _sound(session: Session, agency_id: int, change: AgencyRuleChange) -> None:
    if not change.name.strip() or len(change.name) > _LONGEST_NAME:
        raise BadInputError(f"Đặt tên cho quy tắc, không quá {_LONGEST_NAME} ký tự.")
    if len(json.dumps(change.condition)) > _LONGEST_CONDITION:
        raise TooLargeError("Quy tắc quá dài. Hãy chia thành nhiều quy tắc.")
    if change.label is None and change.queue_key is None and change.priority is None:
        raise BadInputError("Chọn nhãn, hàng đợi hoặc mức cho bình luận khớp quy tắc.")
    if change.reason is not None and change.label is not Label.ILLEGAL_CONTENT:
        raise BadInputError("Lý do chỉ dùng với nhãn “Nội dung vi phạm”.")
    _timely(change)
    if change.queue_key is not None and change.queue_key not in {
        queue.key for queue in agencies.queues(agency_id, session)
    }:
        raise BadInputError(
            "Hàng đợi đã chọn không còn trong danh sách nên chưa lưu gì. Hãy chọn lại."
        )
    if change.page_id is not None and not agencies.find_page(agency_id, session, change.page_id):
        raise BadInputError(
            "Trang đã chọn không còn trong danh sách nên chưa lưu gì. Hãy chọn lại."
        )


def _timely(change: AgencyRuleChange) -> None:
    if change.valid_from and change.valid_to and change.valid_to < change.valid_from:
        raise BadInputError("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
    if (change.hours_from is None) != (change.hours_to is None):
        raise BadInputError("Ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai.")
    if change.hours_from is not None and change.hours_from == change.hours_to:
        raise BadInputError("Giờ bắt đầu và giờ kết thúc phải khác nhau.")
