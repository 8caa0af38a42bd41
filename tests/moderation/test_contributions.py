"""What became of what citizens proposed, and the consultations in which they were asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from moderation.duties import contributions
from moderation.errors import BadInputError, ForbiddenError
from moderation.queries import contributions as queries
from moderation.queries.cases import CaseFilter, list_cases
from moderation.queries.contributions import ContributionSet
from moderation.vocabulary import ContributionOutcome, Label, Role
from tests.factories import NOW, House, event

ADOPTED, NOT_ADOPTED = ContributionOutcome.ADOPTED, ContributionOutcome.NOT_ADOPTED


def cases(house: House, *words: str, label: Label = Label.FEEDBACK) -> list[int]:
    """A case for each of these comments."""
    house.take(*(event(f"{label}-{at}", each) for at, each in enumerate(words)))
    house.triage(lambda _: label)
    with house.database.transaction(house.agency_id) as session:
        found = list_cases(house.agency_id, session, CaseFilter(label=label), limit=50)
        return sorted(one.case.id for one in found)


def around_now(**narrowed: object) -> ContributionSet:
    """The days around the tests' comments."""
    return ContributionSet(NOW - timedelta(days=2), NOW + timedelta(days=2), **narrowed)


def test_what_became_of_each_is_counted_and_may_be_said_anew(house: House) -> None:
    """A refusal has its reason, in the service and in the table; the event keeps what stood."""
    lan = house.who(Role.TRIAGE)
    first, second, _ = cases(house, "Nên thêm ghế đá", "Nên mở cửa thứ bảy", "Nên trồng cây")
    with house.database.transaction(house.agency_id) as session:
        contributions.decide(session, lan, first, ADOPTED, reason="Đặt ghế trong tháng 12")
        with pytest.raises(BadInputError):
            contributions.decide(session, lan, second, NOT_ADOPTED, reason=" ")
        contributions.decide(session, lan, second, ADOPTED)
        contributions.decide(session, lan, second, NOT_ADOPTED, reason="Chưa đủ người trực")
        found = queries.count_contributions(house.agency_id, session, around_now())
        left = queries.list_contributions(
            house.agency_id, session, around_now(undecided=True), limit=9
        )

    assert (found.received, found.adopted, found.not_adopted, found.undecided) == (3, 1, 1, 1)
    assert len(left) == 1
    with house.database.transaction(house.agency_id) as session:
        told = session.scalars(
            text("SELECT data FROM events WHERE kind = 'contribution_decided' ORDER BY id DESC")
        ).all()[0]
        assert (told["before"], told["outcome"], told["rules"]) == (
            "adopted", "not_adopted", ["A08"],
        )  # fmt: skip
    with pytest.raises(IntegrityError), house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE contributions SET reason = '' WHERE outcome = 'not_adopted'"))


def test_only_contributions_have_such_an_outcome(house: House) -> None:
    """And only who decides on cases says it."""
    [question] = cases(house, "Nộp hồ sơ ở đâu", label=Label.POLICY_QUESTION)
    [proposal] = cases(house, "Nên làm vỉa hè")
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(BadInputError):
            contributions.decide(session, house.who(Role.TRIAGE), question, ADOPTED)
        with pytest.raises(ForbiddenError):
            contributions.decide(session, house.who(Role.DRAFTER), proposal, ADOPTED)


def test_a_consultation_gathers_by_its_tag_and_by_hand(house: House) -> None:
    """What carries the tag belongs by itself; the rest where somebody files it there."""
    manager, lan = house.who(Role.MANAGER), house.who(Role.TRIAGE)
    tagged, filed, _ = cases(house, "Ủng hộ #gopyquyhoach nhé", "Nên giữ chợ", "Nên trồng cây")
    today = datetime.now(UTC).date()
    with house.database.transaction(house.agency_id) as session:
        with pytest.raises(BadInputError):
            contributions.open_consultation(session, manager, "Chợ", "x", since=today, until=None)
        with pytest.raises(BadInputError):
            contributions.open_consultation(
                session, manager, "Chợ", "GopYCho", since=today, until=date(2020, 1, 1)
            )
        one = contributions.open_consultation(
            session, manager, "Quy hoạch chợ", "GopYQuyHoach", since=today, until=None
        )
        contributions.decide(session, lan, filed, ADOPTED, consultation_id=one.id)
        found = queries.list_contributions(
            house.agency_id, session, around_now(consultation=one), limit=9
        )

    assert one.tag == "#GopYQuyHoach"
    assert {each.case.id for each in found} == {tagged, filed}
