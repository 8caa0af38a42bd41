"""The routing table as people edit it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from moderation.casework import cases, routing, undoing
from moderation.casework.routing import RuleChange
from moderation.errors import BadInputError
from moderation.models import RoutingRule
from moderation.queries import agencies
from moderation.queries import cases as case_queries
from moderation.vocabulary import Label, Role
from tests.factories import House, event
from tests.waiting import until_it_waits


def _table(house: House) -> list[RoutingRule]:
    with house.database.transaction(house.agency_id) as session:
        return agencies.routing_rules(house.agency_id, session)


def _as_it_is(rule: RoutingRule, **other: object) -> RuleChange:
    values = {
        "label": rule.label,
        "reason": rule.reason,
        "page_id": rule.page_id,
        "queue_key": rule.queue_key,
        "priority": rule.priority,
        "clock_key": rule.clock_key,
    }
    return RuleChange(**{**values, **other})  # type: ignore[arg-type]


def test_two_rows_may_exchange_their_labels_in_one_change(house: House) -> None:
    """Only the table that comes of a change has to be complete, not each step on the way."""
    first, second = _table(house)[:2]
    with house.database.transaction(house.agency_id) as session:
        routing.change_rules(
            session,
            house.who(Role.MANAGER),
            {
                first.id: _as_it_is(first, label=second.label),
                second.id: _as_it_is(second, label=first.label),
            },
        )

    assert [rule.label for rule in _table(house)[:2]] == [second.label, first.label]


def test_a_change_that_leaves_a_label_without_a_row_is_refused(house: House) -> None:
    """Nothing of it stays."""
    first, second = _table(house)[:2]
    change = {first.id: _as_it_is(first, label=second.label)}
    with (
        pytest.raises(BadInputError),
        house.database.transaction(house.agency_id) as session,
    ):
        routing.change_rules(session, house.who(Role.MANAGER), change)

    assert _table(house)[0].label is first.label


def test_a_row_moves_up_and_no_further_than_the_top(house: House) -> None:
    """The first that fits wins, so order is meaning."""
    first, second = _table(house)[:2]
    for _ in range(2):
        with house.database.transaction(house.agency_id) as session:
            routing.move_rule(session, house.who(Role.MANAGER), second.id, up=True)

    assert [rule.id for rule in _table(house)[:2]] == [second.id, first.id]


def test_two_who_each_remove_the_others_last_row_leave_one_of_them(house: House) -> None:
    """The second waits for the first, sees the table that came of it, and is refused."""
    manager = house.who(Role.MANAGER)
    first = _table(house)[0]
    with house.database.transaction(house.agency_id) as session:
        copy = routing.change_rule(session, manager, None, _as_it_is(first)).id

    def remove_the_other() -> None:
        with house.database.transaction(house.agency_id) as session:
            routing.remove_rule(session, manager, first.id)

    with ThreadPoolExecutor(1) as other:
        with house.database.transaction(house.agency_id) as session:
            routing.remove_rule(session, manager, copy)
            told = other.submit(remove_the_other)
            until_it_waits(house, told)
        with pytest.raises(BadInputError):
            told.result()

    assert [rule.id for rule in _table(house) if rule.label is first.label] == [first.id]


def test_a_manager_takes_back_their_own_correction(house: House) -> None:
    """Whoever may decide may also undo, without the right to write replies."""
    house.take(event("c1"))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        [found] = case_queries.list_cases(house.agency_id, session, case_queries.CaseFilter())
        done = cases.relabel(session, house.who(Role.MANAGER), found.case.id, Label.FEEDBACK)
        undoing.undo(session, house.who(Role.MANAGER), done.id)

        assert found.case.label is Label.POLICY_QUESTION


def test_a_page_of_a_list_is_the_same_from_either_side(house: House) -> None:
    """Walking back from a line shows what stood before it, in the order of the list."""
    house.take(*(event(f"c{n}", f"Câu hỏi số {n} về thủ tục đất đai") for n in range(5)))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        wanted = case_queries.CaseFilter()
        every = case_queries.list_cases(house.agency_id, session, wanted)
        last = every[-1].case
        place = case_queries.CasePosition(last.due_at, last.severity, last.id)
        back = case_queries.list_cases(house.agency_id, session, wanted, before=place, limit=2)
        ids = [one.case.id for one in every]

        assert [one.case.id for one in back] == ids[2:4]
        assert [
            one.case.id
            for one in case_queries.cases_by_id(house.agency_id, session, [ids[3], ids[0]])
        ] == [ids[3], ids[0]]
