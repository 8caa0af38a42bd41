"""An agency's own rules at work, from the comment to the case that people see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from classifiers.rules.compiling import compile_rule
from moderation.casework import agency_rules
from moderation.casework.agency_rules import AgencyRuleChange
from moderation.models import Event
from moderation.queries import cases as case_queries
from moderation.queries import history as history_queries
from moderation.queries import rules as queries
from moderation.queries.cases import CaseFilter, CaseSummary
from moderation.queries.rules import LiveRule
from moderation.queries.unread import Unread
from moderation.vocabulary import (
    UNSURE_QUEUE,
    CommentVerb,
    EventKind,
    Label,
    Priority,
    Reason,
    Role,
)
from tests.factories import NOW, House, event
from workers.agency_rules import caught_by_rules
from workers.classify import classify_comments, read

FLOOD = "nghe nói đê gần chợ sắp vỡ đê rồi, bà con chạy đi"


def rule(house: House, *phrases: str, **effect: object) -> int:
    """A rule at work that looks for these phrases."""
    wanted = AgencyRuleChange(
        name=f"Về {phrases[0]}",
        condition={"phrases": list(phrases)},
        **effect,  # type: ignore[arg-type]
    )
    manager = house.who(Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        made = agency_rules.save(session, manager, None, wanted, seen=0, check=compile_rule)
        agency_rules.publish(session, manager, made.id, seen=1, check=compile_rule)
        return made.id


def live(house: House) -> list[LiveRule]:
    """The rules at work."""
    with house.database.transaction(house.agency_id) as session:
        return queries.live_rules(house.agency_id, session)


def run(house: House) -> None:
    """Classify what waits, as a worker is told to."""
    with house.database.transaction(house.agency_id) as session:
        seen = queries.recent_texts(house.agency_id, session, limit=99, page_ids=None)
    classify_comments(house.agency_id, [one.comment_id for one in seen])


def only_case(house: House) -> tuple[CaseSummary, list[Event]]:
    """The one case and what happened to it."""
    with house.database.transaction(house.agency_id) as session:
        [found] = case_queries.list_cases(house.agency_id, session, CaseFilter())
        events = history_queries.case_events(house.agency_id, session, found.case.id)
        return found, [event for event, _ in events]


def test_a_rule_decides_where_a_case_goes_and_the_reading_stays_the_machines(
    house: House, classify: None
) -> None:
    """Label, reason, queue and priority are its own; the event names it, the card has the words."""
    rule_id = rule(
        house,
        "vỡ đê",
        label=Label.ILLEGAL_CONTENT,
        reason=Reason.INCITEMENT,
        queue_key="contrary_information",
        priority=Priority.URGENT,
    )
    house.take(event("c1", FLOOD))
    run(house)

    found, events = only_case(house)
    case = found.case
    with house.database.transaction(house.agency_id) as session:
        prediction = case_queries.prediction_of(house.agency_id, session, found.comment)
        catch = queries.catch_of(house.agency_id, session, found.comment)

    assert (case.label, case.queue_key, case.severity) == (
        Label.ILLEGAL_CONTENT,
        "contrary_information",
        0,
    )
    assert Reason.INCITEMENT in case.reasons
    assert not case.needs_human
    assert case.certainty < 1
    assert prediction is not None
    assert prediction.label is max(Label, key=lambda label: prediction.probabilities[label.value])
    assert catch is not None
    assert [FLOOD[start:end] for start, end in catch.spans] == ["vỡ đê"]
    opened = next(one for one in events if one.kind is EventKind.CASE_OPENED)
    assert opened.data == {"queue": "contrary_information", "rule_id": rule_id}


def test_without_a_rule_nothing_of_a_reading_changes(house: House) -> None:
    """Nor does one that does not hold: another page, another time, a draft."""
    unread = [Unread(1, 1, FLOOD, "", house.page_id, NOW)]
    plain = read(unread)
    rule(house, "vỡ đê", label=Label.SPAM, valid_to=NOW.date() - timedelta(days=2))

    assert read(unread, live(house)) == plain
    assert plain[0].caught is None


def triaged(house: House, label: Label, **about: object) -> CaseSummary:
    """The case of one flood comment that a machine of the test reads as this label."""
    house.take(event("c1", FLOOD))
    rules: Sequence[LiveRule] = live(house)
    with house.database.transaction(house.agency_id) as session:
        [seen] = queries.recent_texts(house.agency_id, session, limit=9, page_ids=None)
    [caught] = caught_by_rules(
        [Unread(seen.comment_id, 1, seen.text, "", seen.page_id, seen.posted_at)], rules
    )
    house.triage(lambda _: label, caught=caught, **about)
    return only_case(house)[0]


def test_a_rule_that_names_only_a_priority_leaves_the_doubt(house: House) -> None:
    """What the machine is not sure of still waits in its own queue, only sooner."""
    rule(house, "vỡ đê", priority=Priority.URGENT)

    case = triaged(house, Label.OTHER, needs_human=True).case

    assert (case.label, case.queue_key, case.severity) == (Label.OTHER, UNSURE_QUEUE, 0)
    assert case.needs_human


def test_a_rule_that_names_only_a_label_goes_by_the_routing_table(house: House) -> None:
    """What the machine read is kept among the other labels."""
    rule(house, "vỡ đê", label=Label.CONTRARY_INFORMATION)

    case = triaged(house, Label.ILLEGAL_CONTENT, reasons=("threat",), needs_human=True).case

    assert (case.label, case.queue_key) == (Label.CONTRARY_INFORMATION, "contrary_information")
    assert case.also == [Label.ILLEGAL_CONTENT]
    assert case.reasons == []


def test_a_comment_whose_author_takes_the_words_back_goes_by_the_machine_again(
    house: House,
) -> None:
    """An edited text is read anew, by rule and machine."""
    rule(house, "vỡ đê", label=Label.CONTRARY_INFORMATION)
    triaged(house, Label.FEEDBACK)
    house.take(event("c1", "à thôi em nhầm", verb=CommentVerb.EDITED, at=NOW))
    house.triage(lambda _: Label.OTHER)

    found, events = only_case(house)

    assert found.case.label is Label.OTHER
    [moved] = [one for one in events if one.kind is EventKind.CASE_REROUTED]
    assert "rule_id" not in moved.data


def test_the_more_urgent_of_two_rules_decides(house: House) -> None:
    """One comment, one rule, whichever was written first."""
    rule(house, "vỡ đê", label=Label.FEEDBACK)
    urgent = rule(house, "chạy đi", label=Label.CONTRARY_INFORMATION, priority=Priority.URGENT)

    [caught] = caught_by_rules([Unread(1, 1, FLOOD, "", house.page_id, NOW)], live(house))

    assert caught is not None
    assert caught.rule.id == urgent


def test_catches_are_counted_by_rule(house: House, classify: None) -> None:
    """Near copies that join a case count too: each is a comment caught."""
    rule_id = rule(house, "vỡ đê", label=Label.CONTRARY_INFORMATION)
    house.take(event("c1", FLOOD), event("c2", FLOOD), event("c3", "Cảm ơn phường nhiều ạ"))
    run(house)

    with house.database.transaction(house.agency_id) as session:
        caught = queries.caught_since(house.agency_id, session, NOW - timedelta(days=4_000))

    assert caught == {rule_id: 2}
