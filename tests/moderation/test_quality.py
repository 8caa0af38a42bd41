"""Corrections with their reasons, blind second looks, golden items and how far people agree."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from moderation.casework import cases, undoing
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.models import Case, Event
from moderation.quality import agreement, corrections, looks
from moderation.queries import quality as queries
from moderation.vocabulary import CorrectionReason, Label, Role
from tests.factories import House, event

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
Q, F, S = Label.POLICY_QUESTION, Label.FEEDBACK, Label.SPAM


def opened(house: House, count: int) -> list[int]:
    """So many open cases that the machine took for questions."""
    house.take(*(event(f"c{n}", f"Câu hỏi thứ {n} về hộ tịch") for n in range(count)))
    house.triage()
    with house.database.transaction(house.agency_id) as session:
        return list(session.scalars(text("SELECT id FROM cases ORDER BY id")))


def relabel(house: House, case_id: int, label: Label, role: Role = Role.TRIAGE) -> Event:
    """A person says what a case asks."""
    with house.database.transaction(house.agency_id) as session:
        return cases.relabel(session, house.who(role), case_id, label)


def test_agreement_is_cohens_kappa() -> None:
    """The worked example: 45 and 25 agree of 100, by chance half would, so κ = 0.4."""
    pairs = [(Q, Q)] * 45 + [(Q, F)] * 15 + [(F, Q)] * 15 + [(F, F)] * 25
    made = agreement.agreement(pairs)
    by_chance = (60 * 60 + 40 * 40) / 100**2
    assert (made.n, made.same) == (100, 70)
    assert made.kappa == pytest.approx((0.7 - by_chance) / (1 - by_chance))


def test_agreement_is_not_told_of_few_pairs_or_of_one_label() -> None:
    """Nineteen pairs say more about luck; where only one label was used, chance explains all."""
    assert agreement.agreement([(Q, F)] * 19).kappa is None
    assert agreement.agreement([(Q, Q)] * 40).kappa is None


def test_what_the_machine_got_wrong_is_counted_without_what_was_taken_back(house: House) -> None:
    """A kept label is right, a changed one wrong; an undone one and a second change say nothing."""
    first, second, third = opened(house, 3)
    relabel(house, first, Q)
    relabel(house, second, F)
    relabel(house, second, S)  # corrects a person, not the machine
    slip = relabel(house, third, S)
    with house.database.transaction(house.agency_id) as session:
        undoing.undo(session, house.who(Role.TRIAGE), slip.id)

    with house.database.transaction(house.agency_id) as session:
        counts = queries.correction_counts(house.agency_id, session, since=SINCE, page_ids=None)
        listed = queries.corrections(house.agency_id, session, since=SINCE, page_ids=None, limit=9)
    assert counts == {(Q, Q): 1, (Q, F): 1}
    assert [(one.case_id, one.said, one.meant) for one in listed] == [(second, Q, F)]


def test_the_person_who_corrected_says_why_and_nobody_else(house: House) -> None:
    """The last word counts; the undo of the correction is not in its way."""
    [case_id] = opened(house, 1)
    done = relabel(house, case_id, F)
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(ForbiddenError):
            corrections.explain(session, house.who(Role.MANAGER), done.id, CorrectionReason.SARCASM)
        for reason in (CorrectionReason.OTHER, CorrectionReason.CONTEXT):
            corrections.explain(session, house.who(Role.TRIAGE), done.id, reason)
        said = queries.reasons_of(house.agency_id, session, [done.id], since=SINCE)
        assert said == {done.id: CorrectionReason.CONTEXT}
        undoing.undo(session, house.who(Role.TRIAGE), done.id)


def test_about_as_many_decisions_are_drawn_as_the_agency_wants() -> None:
    """The share holds over many numbers, and none falls at nought per cent."""
    fallen = sum(looks._falls(number, 5) for number in range(10_000))
    assert 430 < fallen < 570
    assert not any(looks._falls(number, 0) for number in range(1_000))


def test_a_drawn_decision_is_looked_at_by_somebody_else_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by who decided, not twice, and the case itself does not change."""
    monkeypatch.setattr(looks, "_falls", lambda _number, percent: percent > 0)
    [case_id] = opened(house, 1)
    relabel(house, case_id, F)
    lan, hoa = house.who(Role.TRIAGE), house.who(Role.MANAGER)
    with house.database.transaction(house.agency_id) as session:
        assert looks.next_for(session, lan) is None
        look = looks.next_for(session, hoa)
        assert look is not None
        with pytest.raises(ForbiddenError):
            looks.give(session, lan, look.id, Q)
        version = session.get_one(Case, (house.agency_id, case_id)).version
        looks.give(session, hoa, look.id, Q)
        with pytest.raises(ConflictError):
            looks.give(session, hoa, look.id, F)
        assert session.get_one(Case, (house.agency_id, case_id)).version == version
        [given] = queries.decided_looks(house.agency_id, session, since=SINCE, page_ids=None)
    assert (given.first_label, given.second_label) == (F, Q)


def test_a_look_at_what_was_taken_back_is_neither_asked_for_nor_counted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever slipped and undid it does not disagree with anybody."""
    monkeypatch.setattr(looks, "_falls", lambda _number, percent: percent > 0)
    [case_id] = opened(house, 1)
    slip = relabel(house, case_id, S)
    with house.database.transaction(house.agency_id) as session:
        undoing.undo(session, house.who(Role.TRIAGE), slip.id)
        assert looks.next_for(session, house.who(Role.MANAGER)) is None


def test_golden_items_are_mixed_in_where_the_agency_wants(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shown once to each person but the one who chose it, as if it were any other."""
    monkeypatch.setattr(looks, "_falls", lambda _number, percent: percent > 0)
    agreed, drawn = opened(house, 2)
    lan, hoa = house.who(Role.TRIAGE), house.who(Role.MANAGER)
    admin = house.who(Role.ADMINISTRATOR)
    with house.database.transaction(house.agency_id) as session:
        looks.make_golden(session, admin, session.get_one(Case, (house.agency_id, agreed)))
        looks.set_rule(session, hoa, sample=3, golden=10)
    relabel(house, drawn, F)
    with house.database.transaction(house.agency_id) as session:
        first = looks.next_for(session, hoa)
        assert first is not None
        assert first.golden_id is not None
        again = looks.next_for(session, hoa)
        assert again is not None
        looks.give(session, hoa, first.id, Q)
        then = looks.next_for(session, hoa)
        assert then is not None
        assert (then.golden_id, then.first_by) == (None, lan.actor_id)


def test_more_than_the_rule_allows_is_refused(house: House) -> None:
    """Two to five per cent, or nothing."""
    with (
        pytest.raises(BadInputError),
        house.database.transaction(house.agency_id) as session,
    ):
        looks.set_rule(session, house.who(Role.MANAGER), sample=50, golden=0)
