"""One person on a case, in one tab, for as long as they are there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from moderation.casework import cases, claims
from moderation.errors import ConflictError
from moderation.models import Case
from moderation.queries import cases as queries
from moderation.queries.escalation import notifications
from moderation.vocabulary import CaseNews, EventKind, Label, Role
from tests.factories import House, event


@pytest.fixture
def case_id(house: House) -> int:
    """A case that waits."""
    house.take(event("c1"))
    house.triage()
    return now(house).id


def now(house: House) -> Case:
    """The case as it stands."""
    with house.database.transaction(house.agency_id) as session:
        [found] = queries.list_cases(house.agency_id, session, queries.CaseFilter())
        return found.case


def test_a_claim_leaves_what_others_read_as_it_was(house: House, case_id: int) -> None:
    """Claiming, a sign of life and letting go change no version: a decision made on it holds."""
    who, before = house.who(Role.TRIAGE), now(house).version
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, who, case_id, token="a")
        claims.keep(session, who, case_id, minutes=10, token="a")
    assert now(house).version == before
    with house.database.transaction(house.agency_id) as session:
        cases.relabel(session, who, case_id, Label.FEEDBACK, version=before)

    assert now(house).claimed_by is None  # whoever files a case goes on to the next


def test_a_refusal_names_who_works_on_it(house: House, case_id: int) -> None:
    """And says what one can do."""
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, house.who(Role.SPOKESPERSON), case_id)
        with pytest.raises(ConflictError, match=r"Chị spokesperson đang xử lý.*nhận thay"):
            cases.relabel(session, house.who(Role.TRIAGE), case_id, Label.SPAM)


def test_a_claim_ends_by_itself(house: House, case_id: int) -> None:
    """A machine that was switched off blocks nobody for long."""
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, house.who(Role.SPOKESPERSON), case_id)
    with (
        time_machine.travel(datetime.now(UTC) + timedelta(minutes=11), tick=False),
        house.database.transaction(house.agency_id) as session,
    ):
        claims.claim(session, house.who(Role.TRIAGE), case_id)

    assert now(house).claimed_by == house.who(Role.TRIAGE).actor_id


def test_taking_over_is_told_to_who_held_it(house: House, case_id: int) -> None:
    """Their tab hears it at its next sign of life, they find it among their notices."""
    lan, minh = house.who(Role.TRIAGE), house.who(Role.SPOKESPERSON)
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, minh, case_id, token="m")
    with house.database.transaction(house.agency_id) as session:
        told = claims.take_over(session, lan, case_id, token="l")
        watch = claims.keep(session, minh, case_id, minutes=10, token="m")
        [(notice, _)] = notifications(house.agency_id, session, minh.actor_id or 0, limit=5)

    assert told.kind is EventKind.TAKEN_OVER
    assert watch.lost.startswith("Chị triage đã nhận thay vụ này.")
    assert (notice.news, notice.case_id) == (CaseNews.TAKEN_OVER, case_id)
    assert now(house).claimed_by == lan.actor_id


def test_what_nobody_holds_is_claimed_and_not_taken_over(house: House, case_id: int) -> None:
    """There would be nobody to tell."""
    with (
        house.database.transaction(house.agency_id) as session,
        pytest.raises(ConflictError, match="nhận xử lý như thường"),
    ):
        claims.take_over(session, house.who(Role.TRIAGE), case_id)


def test_a_second_tab_neither_prolongs_nor_ends_the_claim_of_the_first(
    house: House, case_id: int
) -> None:
    """Until it claims itself; then the first one hears of it."""
    who = house.who(Role.TRIAGE)
    with house.database.transaction(house.agency_id) as session:
        claims.claim(session, who, case_id, token="first")
    with house.database.transaction(house.agency_id) as session:
        claims.release(session, who, case_id, token="second")
        assert claims.keep(session, who, case_id, minutes=10, token="first").lost == ""
        claims.claim(session, who, case_id, token="second")
        assert "thẻ khác" in claims.keep(session, who, case_id, minutes=10, token="first").lost


def test_who_looks_is_seen_by_others_and_not_by_oneself(house: House, case_id: int) -> None:
    """One row a person: looking at the next case ends looking at this one."""
    lan, minh = house.who(Role.TRIAGE), house.who(Role.SPOKESPERSON)
    with house.database.transaction(house.agency_id) as session:
        claims.keep(session, minh, case_id, minutes=10, token="")
        assert claims.keep(session, lan, case_id, minutes=10, token="").watchers == (
            "Chị spokesperson",
        )
    with (
        time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False),
        house.database.transaction(house.agency_id) as session,
    ):
        assert claims.watchers_of(session, lan, case_id) == ()
