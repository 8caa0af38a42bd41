"""Pauses and reopenings: what they do to the due time and to the time that an answer took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from sqlalchemy import select

from moderation.casework import cases, pauses, reopening, undoing
from moderation.database import Session
from moderation.errors import BadInputError, ConflictError, ForbiddenError
from moderation.models import Case
from moderation.policy import Who
from moderation.queries import cases as queries
from moderation.vocabulary import (
    CaseStatus,
    CommentVerb,
    DismissReason,
    EventKind,
    Label,
    PauseReason,
    Role,
)
from tests.factories import House, event
from tests.moderation.test_clock_cases import at


@pytest.fixture
def case(house: House) -> Callable[[], Case]:
    """A question written on Wednesday 18 November 2026 at 08:00; its limit is 480 minutes."""
    house.take(event("c1", at=at("2026-11-18T08:00")), received_at=at("2026-11-18T08:30"))
    house.triage(lambda _: Label.POLICY_QUESTION)

    def read() -> Case:
        with house.database.transaction(house.agency_id) as session:
            case = session.scalars(select(Case).order_by(Case.id)).first()
            assert case is not None
            session.expunge(case)
            return case

    return read


def test_the_clock_starts_when_the_citizen_wrote(case: Callable[[], Case]) -> None:
    """Received half an hour later; due at five all the same."""
    assert case().due_at == at("2026-11-18T17:00")


def test_a_pause_moves_the_due_time_and_is_not_counted(
    house: House, case: Callable[[], Case]
) -> None:
    """Two office hours of waiting for another body: due two hours later, not in the time taken."""
    number = case().id
    with _on(house, "2026-11-18T10:00") as (session, who):
        pauses.pause(session, who, number, PauseReason.OTHER_BODY, until=at("2026-11-18T14:00"))
    assert case().due_at == at("2026-11-19T11:00")  # 10–12 and 13–14 stood still

    with _on(house, "2026-11-18T13:00") as (session, who):
        pauses.resume(session, who, number)
    assert case().due_at == at("2026-11-19T10:00")  # two hours after all

    with _on(house, "2026-11-19T09:00") as (session, who):
        cases.answer_recorded(session, who, number)
    answered = case()
    assert (answered.response_minutes, answered.status) == (420, CaseStatus.ANSWERED)


def test_a_pause_over_a_holiday_moves_nothing_but_office_time(
    house: House, case: Callable[[], Case]
) -> None:
    """From Monday noon to Wednesday noon, with 24 November between: one working day."""
    house.take(
        event("c2", "Bao giờ mở lại đường Lê Lợi ạ", at=at("2026-11-23T09:00")),
        received_at=at("2026-11-23T09:01"),
    )
    house.triage(lambda _: Label.POLICY_QUESTION)
    number = case_number(house, "c2")
    with _on(house, "2026-11-23T12:00") as (session, who):
        pauses.pause(session, who, number, PauseReason.VERIFYING, until=at("2026-11-25T12:00"))
        assert session.get_one(Case, (house.agency_id, number)).due_at == at("2026-11-26T09:00")


def test_a_pause_needs_an_end_and_an_open_case_that_runs(
    house: House, case: Callable[[], Case]
) -> None:
    """No pause without end, none within another, none of a closed case, none by a viewer."""
    number = case().id
    with _on(house, "2026-11-18T10:00") as (session, who):
        with pytest.raises(BadInputError, match="30 ngày"):
            pauses.pause(session, who, number, PauseReason.CITIZEN, until=at("2027-01-18T10:00"))
        with pytest.raises(ConflictError, match="đang chạy"):
            pauses.resume(session, who, number)
        pauses.pause(session, who, number, PauseReason.CITIZEN, until=at("2026-11-19T10:00"))
        with pytest.raises(ConflictError, match="tạm dừng rồi"):
            pauses.pause(session, who, number, PauseReason.CITIZEN, until=at("2026-11-19T10:00"))
        with pytest.raises(ForbiddenError):
            pauses.resume(session, house.who(Role.VIEWER), number)
        cases.dismiss(session, who, number, DismissReason.NO_ANSWER_NEEDED)
        with pytest.raises(ConflictError, match="đã đóng"):
            pauses.resume(session, who, number)


def test_an_answered_case_reopened_is_due_anew_and_keeps_its_first_answer(
    house: House, case: Callable[[], Case]
) -> None:
    """Answered after an hour, opened again the next morning: 480 minutes from there."""
    number = case().id
    with _on(house, "2026-11-18T09:00") as (session, who):
        cases.answer_recorded(session, who, number)
    with _on(house, "2026-11-19T08:00") as (session, who):
        reopening.reopen(session, who, number)
    opened = case()
    assert (opened.status, opened.closed_at, opened.reopenings) == (CaseStatus.OPEN, None, 1)
    assert opened.due_at == at("2026-11-19T17:00")

    with _on(house, "2026-11-20T09:00") as (session, who):
        cases.answer_recorded(session, who, number)
    assert case().response_minutes == 60
    assert case().first_response_at == at("2026-11-18T09:00")


def test_a_dismissed_case_reopened_is_due_as_from_its_comment(
    house: House, case: Callable[[], Case]
) -> None:
    """Nobody has answered yet: the citizen has waited since writing."""
    number = case().id
    with _on(house, "2026-11-18T09:00") as (session, who):
        cases.dismiss(session, who, number, DismissReason.NO_ANSWER_NEEDED)
    with _on(house, "2026-11-20T09:00") as (session, who):
        reopening.reopen(session, who, number)
    assert case().due_at == at("2026-11-18T17:00")

    with _on(house, "2026-11-20T10:00") as (session, who):
        cases.answer_recorded(session, who, number)
    assert case().response_minutes == 480 + 480 + 120


def test_opening_again_is_undone_like_any_act(house: House, case: Callable[[], Case]) -> None:
    """The case is closed as it was; an open case can't be opened."""
    number = case().id
    with _on(house, "2026-11-18T09:00") as (session, who):
        with pytest.raises(ConflictError, match="đang mở"):
            reopening.reopen(session, who, number)
        cases.answer_recorded(session, who, number)
        made = reopening.reopen(session, who, number)
        assert made.kind is EventKind.REOPENED
        undoing.undo(session, who, made.id)
    assert (case().status, case().reopenings) == (CaseStatus.ANSWERED, 0)


def test_an_edit_keeps_the_clock_that_the_first_words_started(
    house: House, case: Callable[[], Case]
) -> None:
    """Edited into contrary information at eleven: an hour's limit, from eight."""
    house.take(
        event("c1", "Nghe nói phường bán hết căn cước", verb=CommentVerb.EDITED,
              at=at("2026-11-18T11:00"))
    )  # fmt: skip
    house.triage(lambda _: Label.CONTRARY_INFORMATION)

    assert case().due_at == at("2026-11-18T09:00")


def test_the_earliest_of_several_comments_starts_the_clock(
    house: House, case: Callable[[], Case]
) -> None:
    """The same words, written half an hour earlier and read later, move the due time back."""
    house.take(event("c0", at=at("2026-11-17T16:30"), author="dan-2"))
    house.triage(lambda _: Label.POLICY_QUESTION)

    assert case().comments_count == 2
    assert case().due_at == at("2026-11-18T16:30")


def case_number(house: House, external_id: str) -> int:
    """The case of a comment."""
    with house.database.transaction(house.agency_id) as session:
        found = queries.open_cases_of_comments(
            house.agency_id, session, house.page_id, [external_id]
        )
        return found[0][1].id


@contextmanager
def _on(house: House, moment: str) -> Iterator[tuple[Session, Who]]:
    """A transaction of the page's triage person at a moment."""
    with (
        time_machine.travel(at(moment), tick=False),
        house.database.transaction(house.agency_id) as session,
    ):
        yield session, house.who(Role.TRIAGE)
