"""An agency's own rules: who may write them, when they look, what they do to a case."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from classifiers.rules.compiling import compile_rule
from moderation.casework import agency_rules
from moderation.casework.agency_rules import AgencyRuleChange
from moderation.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from moderation.models import AgencyRule
from moderation.policy import RoleGrant, Who
from moderation.queries import audit
from moderation.queries import rules as queries
from moderation.vocabulary import Label, Priority, Reason, Role, RuleState
from tests.factories import House

FLOOD = {"phrases": ["vỡ đê"]}


def change(**other: object) -> AgencyRuleChange:
    """A rule about floods."""
    values = {"name": "Lũ lụt", "condition": FLOOD, "label": Label.FEEDBACK}
    return AgencyRuleChange(**{**values, **other})  # type: ignore[arg-type]


def saved(
    house: House,
    wanted: AgencyRuleChange,
    *,
    rule_id: int | None = None,
    seen: int = 0,
    who: Who | None = None,
) -> AgencyRule:
    """Save it as a manager, or as somebody else."""
    with house.database.transaction(house.agency_id) as session:
        writer = who or house.who(Role.MANAGER)
        return agency_rules.save(session, writer, rule_id, wanted, seen=seen, check=compile_rule)


def published(house: House, wanted: AgencyRuleChange) -> AgencyRule:
    """Save it and put it to work."""
    rule = saved(house, wanted)
    with house.database.transaction(house.agency_id) as session:
        return agency_rules.publish(
            session, house.who(Role.MANAGER), rule.id, seen=rule.version, check=compile_rule
        )


def live(house: House) -> list[int]:
    """The rules at work."""
    with house.database.transaction(house.agency_id) as session:
        return [rule.id for rule in queries.live_rules(house.agency_id, session)]


def test_a_rule_is_a_draft_until_somebody_puts_it_to_work(house: House) -> None:
    """And rests when it is switched off; each step is a version of its own."""
    rule = saved(house, change())
    assert (rule.state, rule.version, live(house)) == (RuleState.DRAFT, 1, [])

    rule = published(house, change(name="Khác"))
    assert (rule.state, rule.version, live(house)) == (RuleState.LIVE, 2, [rule.id])

    with house.database.transaction(house.agency_id) as session:
        agency_rules.switch_off(session, house.who(Role.MANAGER), rule.id, seen=2)
    assert live(house) == []


def test_who_saw_an_old_version_changes_nothing(house: House) -> None:
    """They are told to look again."""
    rule = saved(house, change())
    saved(house, change(name="Mới"), rule_id=rule.id, seen=1)

    with pytest.raises(ConflictError):
        saved(house, change(name="Cũ"), rule_id=rule.id, seen=1)


@pytest.mark.parametrize("role", [Role.TRIAGE, Role.VIEWER, Role.SPOKESPERSON, Role.AUDITOR])
def test_only_who_edits_the_routing_writes_rules(house: House, role: Role) -> None:
    """A rule decides where cases go, as the routing table does."""
    with pytest.raises(ForbiddenError):
        saved(house, change(), who=house.who(role))


def test_who_has_one_page_writes_rules_for_that_page_alone(house: House) -> None:
    """And may not touch a rule for all pages."""
    base = house.who(Role.MANAGER)
    grant = (RoleGrant(Role.MANAGER, house.page_id),)
    limited = Who(base.agency_id, base.actor, base.actor_id, base.name, grant)
    everywhere = saved(house, change())

    saved(house, change(page_id=house.page_id), who=limited)
    with pytest.raises(ForbiddenError):
        saved(house, change(), who=limited)
    here = change(page_id=house.page_id)
    with pytest.raises(ForbiddenError):
        saved(house, here, rule_id=everywhere.id, seen=1, who=limited)


def test_a_neighbours_rule_can_not_be_found(house: House, neighbour: House) -> None:
    """Neither by its number nor among those at work."""
    rule = published(neighbour, change())

    assert live(house) == []
    with pytest.raises(NotFoundError):
        saved(house, change(), rule_id=rule.id, seen=rule.version)


@pytest.mark.parametrize(
    "other",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"condition": {"patterns": ["("]}},
        {"condition": {"phrases": ["a" * 2_000] * 60}},
        {"label": None},
        {"reason": Reason.PRIVACY},
        {"queue_key": "khong-co"},
        {"page_id": 999_999_999},
        {"valid_from": date(2026, 12, 2), "valid_to": date(2026, 12, 1)},
        {"hours_from": time(8)},
        {"hours_from": time(8), "hours_to": time(8)},
    ],
)
def test_a_rule_that_does_not_hold_together_is_refused(
    house: House, other: dict[str, object]
) -> None:
    """Nothing of it is kept."""
    with pytest.raises(BadInputError):
        saved(house, change(**other))

    with house.database.transaction(house.agency_id) as session:
        assert queries.agency_rules(house.agency_id, session) == []


def test_a_change_of_a_rule_is_in_the_audit_log(house: House) -> None:
    """With its number, state, version and what it looks for."""
    rule = published(house, change())

    with house.database.transaction(house.agency_id) as session:
        rows = audit.audit_rows(house.agency_id, session, audit.AuditFilter(), limit=9)
        told = [row.event.data for row in rows]
    mine = [data for data in told if data.get("setting") == "agency_rules"]
    about = {"setting": "agency_rules", "rule_id": rule.id, "condition": FLOOD}
    assert mine == [
        {**about, "state": "live", "version": 2},
        {**about, "state": "draft", "version": 1},
    ]


@pytest.mark.parametrize(
    ("about", "at", "looks"),
    [
        ({}, "2026-11-18T09:00", True),
        ({"page_id": 7}, "2026-11-18T09:00", True),
        ({"page_id": 8}, "2026-11-18T09:00", False),
        ({"valid_from": date(2026, 11, 19)}, "2026-11-18T16:59", False),
        ({"valid_from": date(2026, 11, 19)}, "2026-11-18T17:00", True),
        ({"valid_to": date(2026, 11, 18)}, "2026-11-18T17:00", False),
        ({"hours_from": time(22), "hours_to": time(6)}, "2026-11-18T16:00", True),
        ({"hours_from": time(22), "hours_to": time(6)}, "2026-11-18T22:30", True),
        ({"hours_from": time(22), "hours_to": time(6)}, "2026-11-18T23:00", False),
        ({"hours_from": time(8), "hours_to": time(17)}, "2026-11-18T10:00", False),
    ],
)
def test_a_rule_looks_at_its_page_days_and_hours(
    about: dict[str, object], at: str, *, looks: bool
) -> None:
    """By Vietnam's clock; hours may run over midnight, the end not among them."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert agency_rules.covers(change(**about), 7, moment) is looks


def test_the_more_urgent_rule_is_asked_first_then_the_older(house: House) -> None:
    """So two rules for one comment have one answer."""
    low, older, younger, urgent = (
        published(house, change(priority=priority)).id
        for priority in (Priority.LOW, None, Priority.NORMAL, Priority.URGENT)
    )
    with house.database.transaction(house.agency_id) as session:
        found = agency_rules.in_order(queries.live_rules(house.agency_id, session))

    assert [rule.id for rule in found] == [urgent, older, younger, low]
