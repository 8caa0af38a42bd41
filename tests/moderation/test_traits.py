"""What follows from what a case is about: sooner, the law's clock, a reader; never a hiding."""

from __future__ import annotations

import pytest

from moderation.casework import traits
from moderation.casework.cases import relabel
from moderation.errors import BadInputError, ForbiddenError
from moderation.models import Notification
from moderation.queries.history import case_events
from moderation.timing.clock import agency_clocks
from moderation.vocabulary import (
    UNSURE_QUEUE,
    CaseNews,
    EventKind,
    Label,
    Language,
    Reason,
    Role,
    Trait,
)
from tests.api.seats import listed, one
from tests.factories import House, event


def opened(house: House, label: Label, **about: object) -> int:
    """The one case of a comment that was read so."""
    house.take(event("c1"))
    house.triage(lambda _: label, **about)
    return listed(house)[0].case.id


def test_an_attack_on_the_vulnerable_comes_first(house: House) -> None:
    """Before other unlawful content of the same hour: most urgent, and on the shortest limit."""
    house.take(event("c1", "lời thứ nhất xúc phạm ai"), event("c2", "lời thứ hai xúc phạm trẻ"))
    house.triage(lambda _: Label.ILLEGAL_CONTENT, reasons=("insult",))
    house.take(event("c3", "lời thứ ba xúc phạm trẻ em"))
    house.triage(lambda _: Label.ILLEGAL_CONTENT, reasons=("insult",), traits=(Trait.CHILD,))

    first = listed(house)[0].case

    assert (first.traits, first.severity, first.clock_key) == (["child"], 0, "vulnerable_attack")
    assert first.due_at < listed(house)[1].case.due_at


def test_whoever_needs_heed_is_raised_and_keeps_queue_and_clock(house: House) -> None:
    """A question of somebody with a disability stays a question, sooner among its like."""
    case_id = opened(house, Label.POLICY_QUESTION, traits=(Trait.DISABILITY,))

    case = one(house, case_id).case

    assert (case.severity, case.queue_key) == (1, "policy_question")
    assert case.clock_key == "policy_question"


@pytest.mark.parametrize(
    ("trait", "clock"),
    [
        (Trait.PERSONAL_DATA_REQUEST, "personal_data_receipt"),
        (Trait.INFORMATION_REQUEST, "information"),
    ],
)
def test_what_the_law_has_a_limit_for_is_on_it(house: House, trait: Trait, clock: str) -> None:
    """Also after a person has filed it as something else; an advertisement stays one."""
    case_id = opened(house, Label.POLICY_QUESTION, traits=(trait,))
    with house.database.transaction(house.agency_id) as session:
        relabel(session, house.who(Role.TRIAGE), case_id, Label.FEEDBACK)
        due = agency_clocks(house.agency_id, session).due(
            clock, one(house, case_id).case.opened_at, page_id=house.page_id
        )

    case = one(house, case_id).case
    assert (case.clock_key, case.due_at) == (clock, due)
    with house.database.transaction(house.agency_id) as session:
        relabel(session, house.who(Role.TRIAGE), case_id, Label.SPAM)
    assert one(house, case_id).case.clock_key == "bulk"


def test_a_language_that_the_machine_cannot_read_is_never_spam(house: House) -> None:
    """It waits for a person, and whoever reads the language is told."""
    reader = house.who(Role.DRAFTER)
    with house.database.transaction(house.agency_id) as session:
        who = house.who(Role.MANAGER)
        traits.set_readers(session, who, reader.actor_id or 0, [Language.KHMER])

    case_id = opened(house, Label.SPAM, traits=(Trait.MINORITY_LANGUAGE,), language=Language.KHMER)

    case = one(house, case_id).case
    assert (case.label, case.also, case.queue_key) == (Label.FEEDBACK, [], UNSURE_QUEUE)
    assert case.needs_human
    with house.database.transaction(house.agency_id) as session:
        told = session.query(Notification).one()
        assert (told.user_id, told.news) == (reader.actor_id, CaseNews.NEEDS_READER)
        assert told.case_id == case_id


def test_people_say_what_a_case_is_about(house: House) -> None:
    """Its urgency follows both ways, the act is in the record, and not everybody may."""
    case_id = opened(house, Label.FEEDBACK)
    who = house.who(Role.TRIAGE)

    with house.database.transaction(house.agency_id) as session:
        traits.change_traits(session, who, case_id, [Trait.POVERTY, Trait.CHILD])
    raised = one(house, case_id).case
    with house.database.transaction(house.agency_id) as session:
        traits.change_traits(session, who, case_id, [])

    assert (raised.traits, raised.severity) == (["child", "poverty"], 1)
    assert (one(house, case_id).case.traits, one(house, case_id).case.severity) == ([], 2)
    with house.database.transaction(house.agency_id) as session:
        kinds = [each.kind for each, _ in case_events(house.agency_id, session, case_id)]
        assert kinds[-2:] == [EventKind.TRAITS_CHANGED] * 2
        with pytest.raises(BadInputError):
            traits.change_traits(session, who, case_id, [])
        with pytest.raises(ForbiddenError):
            traits.change_traits(session, house.who(Role.VIEWER), case_id, [Trait.CHILD])


def test_a_person_relabelling_as_an_attack_puts_it_first(house: House) -> None:
    """The same table for people and for the machine."""
    case_id = opened(house, Label.FEEDBACK, traits=(Trait.MINORITY,))

    with house.database.transaction(house.agency_id) as session:
        relabel(session, house.who(Role.TRIAGE), case_id, Label.ILLEGAL_CONTENT, reason=Reason.HATE)

    assert one(house, case_id).case.severity == 0
