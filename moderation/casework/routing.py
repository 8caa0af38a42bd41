"""Which queue, how urgent, on which clock: the agency's routing table, read as a pure function."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.errors import BadInputError, NotFoundError
from moderation.events import record
from moderation.models import RoutingRule
from moderation.policy import SEVERITY, Permission, Who
from moderation.queries import agencies as queries
from moderation.timing.clock import Clocks, agency_clocks
from moderation.vocabulary import UNSURE_QUEUE, EventKind, Label, Priority, Reason, Trait

__all__ = [
    "ATTACKED_CLOCK",
    "LAW_CLOCKS",
    "VULNERABLE",
    "Place",
    "Router",
    "RuleChange",
    "change_rule",
    "change_rules",
    "held_table",
    "move_rule",
    "remove_rule",
    "router",
]


VULNERABLE = frozenset({Trait.CHILD, Trait.DISABILITY, Trait.MINORITY, Trait.POVERTY})
"""People of whom the Code of Conduct asks to take heed (duties A15)."""

ATTACKED_CLOCK = "vulnerable_attack"
LAW_CLOCKS = {
    Trait.PERSONAL_DATA_REQUEST: "personal_data_receipt",
    Trait.INFORMATION_REQUEST: "information",
}
"""What the law gives a limit of its own; where both hold, the first."""

_ATTACKS = frozenset(
    {Reason.HATE, Reason.INSULT, Reason.THREAT, Reason.INCITEMENT, Reason.SEXUAL, Reason.CHILD_HARM}
)
_SOONER = VULNERABLE | {Trait.MINORITY_LANGUAGE, Trait.COMPLAINT, Trait.DENUNCIATION}
_NO_REQUESTS = frozenset({Label.ILLEGAL_CONTENT, Label.SPAM})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case waits and until when."""

    queue_key: str
    severity: int
    clock_key: str
    due_at: datetime


class Router:
    """The routing table of one agency together with its clocks."""

    def __init__(self, rules: Sequence[RoutingRule], clocks: Clocks) -> None:
        self._rules = rules
        self.clocks = clocks

    def place(
        self,
        label: Label,
        reasons: Collection[str],
        *,
        page_id: int,
        needs_human: bool,
        opened_at: datetime,
        traits: Collection[str] = (),
    ) -> Place:
        """The place of a case. What the machine is not sure of waits in a queue of its own.

        Its clock stays that of the likeliest label: not knowing is no reason to answer later.
        Traits make a case come sooner, or put it onto the law's own clock.
        """
        rule = self.rule_for(label, reasons, page_id)
        clock_key, severity = _hastened(rule, label, reasons, {Trait(one) for one in traits})
        return Place(
            queue_key=UNSURE_QUEUE if needs_human else rule.queue_key,
            severity=severity,
            clock_key=clock_key,
            due_at=self.clocks.due(clock_key, opened_at, page_id=page_id),
        )

    def rule_for(self, label: Label, reasons: Collection[str], page_id: int) -> RoutingRule:
        """The first row that fits."""
        for rule in self._rules:
            if (
                rule.label in {None, label}
                and (rule.reason is None or rule.reason.value in reasons)
                and rule.page_id in {None, page_id}
            ):
                return rule
        raise NotFoundError("Bảng định tuyến không có dòng cho mọi nhãn: hãy thêm một dòng chung.")


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a row of the routing table should say."""

    label: Label | None
    reason: Reason | None
    page_id: int | None
    queue_key: str
    priority: Priority
    clock_key: str


def _hastened(
    rule: RoutingRule, label: Label, reasons: Collection[str], traits: set[Trait]
) -> tuple[str, int]:
    """The clock and severity of a row of the table, and what traits change of them."""
    if traits & VULNERABLE and label is Label.ILLEGAL_CONTENT and _ATTACKS & set(reasons):
        return ATTACKED_CLOCK, SEVERITY[Priority.URGENT]
    severity = SEVERITY[rule.priority]
    if traits & _SOONER:
        severity = min(severity, SEVERITY[Priority.HIGH])
    if label not in _NO_REQUESTS:
        for trait, clock_key in LAW_CLOCKS.items():
            if trait in traits:
                return clock_key, severity
    return rule.clock_key, severity


def router(agency_id: int, session: Session) -> Router:
    """The routing of an agency, ready to answer."""
    return Router(queries.routing_rules(agency_id, session), agency_clocks(agency_id, session))


def held_table(session: Session, who: Who) -> list[RoutingRule]:
    """The table as it is, which nobody else changes until the transaction ends."""
    who.require(Permission.EDIT_ROUTING)
    return queries.lock_routing_rules(who.agency_id, session)


def change_rule(session: Session, who: Who, rule_id: int | None, change: RuleChange) -> RoutingRule:
    """Change a row of the routing table, or add one in front of all others."""
    rule = _change(session, who, held_table(session, who), rule_id, change)
    _keep_complete(session, who.agency_id)
    return rule


def change_rules(session: Session, who: Who, changes: Mapping[int, RuleChange]) -> None:
    """Change several rows at once: only the table that comes of it must be complete."""
    rules = held_table(session, who)
    for rule_id, change in changes.items():
        _change(session, who, rules, rule_id, change)
    _keep_complete(session, who.agency_id)


def move_rule(session: Session, who: Who, rule_id: int, *, up: bool) -> None:
    """Let a row change places with its neighbour; at the end of the table nothing happens."""
    rules = held_table(session, who)
    place = rules.index(_find(rules, rule_id))
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rules):
        return
    rules[place], rules[other] = rules[other], rules[place]
    for position, rule in enumerate(rules, start=1):
        rule.position = position
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="routing", moved_rule_id=rule_id)


def _change(
    session: Session,
    who: Who,
    rules: Sequence[RoutingRule],
    rule_id: int | None,
    change: RuleChange,
) -> RoutingRule:
    _check(session, who.agency_id, change)
    if rule_id is None:
        rule = RoutingRule(
            agency_id=who.agency_id, position=min((r.position for r in rules), default=1) - 1
        )
        session.add(rule)
    else:
        rule = _find(rules, rule_id)
    for name in ("label", "reason", "page_id", "queue_key", "priority", "clock_key"):
        setattr(rule, name, getattr(change, name))
    session.flush()
    record(session, who, EventKind.SETTING_CHANGED, setting="routing", rule_id=rule.id)
    return rule


def remove_rule(session: Session, who: Who, rule_id: int) -> None:
    """Take a row out of the routing table, as long as every label still finds one."""
    session.delete(_find(held_table(session, who), rule_id))
    _keep_complete(session, who.agency_id)
    record(session, who, EventKind.SETTING_CHANGED, setting="routing", removed_rule_id=rule_id)


def _find(rules: Sequence[RoutingRule], rule_id: int) -> RoutingRule:
    for rule in rules:
        if rule.id == rule_id:
            return rule
    raise NotFoundError(
        "Không tìm thấy dòng định tuyến này: có thể đã bị xóa. Chưa lưu gì; hãy tải lại bảng rồi "
        "sửa lại."
    )


def _check(session: Session, agency_id: int, change: RuleChange) -> None:
    if change.queue_key not in {queue.key for queue in queries.queues(agency_id, session)}:
        raise BadInputError(
            "Hàng đợi đã chọn không còn trong danh sách nên chưa lưu gì. Hãy chọn lại."
        )
    if change.clock_key not in queries.clocks(agency_id, session):
        raise BadInputError(
            "Thời hạn đã chọn không còn trong danh sách nên chưa lưu gì. Hãy chọn lại."
        )
    if change.page_id is not None and not queries.find_page(agency_id, session, change.page_id):
        raise BadInputError(
            "Trang đã chọn không còn trong danh sách nên chưa lưu gì. Hãy chọn lại."
        )
    if change.reason is not None and change.label is not Label.ILLEGAL_CONTENT:
        raise BadInputError("Lý do chỉ dùng với nhãn “Nội dung vi phạm”.")


def _keep_complete(session: Session, agency_id: int) -> None:
    """Every label must find a row, whatever its reason and page, or a case has no queue."""
    session.flush()
    general = {
        rule.label
        for rule in queries.routing_rules(agency_id, session)
        if rule.reason is None and rule.page_id is None
    }
    if None not in general and not general >= set(Label):
        raise BadInputError(
            "Mỗi nhãn cần ít nhất một dòng chung (không giới hạn lý do và trang) "
            "để không bình luận nào thiếu hàng đợi."
        )
