"""A comment that says something else after its edit is nobody's copy and no closed matter."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from moderation.casework import cases
from moderation.models import Case, Comment, Event
from moderation.vocabulary import (
    CaseStatus,
    CommentVerb,
    DismissReason,
    EventKind,
    Label,
    Role,
)
from tests.factories import NOW, House, event
from workers.classify import classify_comments

ASKED = "Thứ bảy này phường mình có làm căn cước công dân không ạ"
NEW = "Còn đèn đường ngõ 12 hỏng ba tháng nay bao giờ phường sửa vậy"
THANKS = "Cảm ơn phường nhiều, làm nhanh lắm"
LATER = NOW + timedelta(days=2)


def run(house: House) -> None:
    """The worker reads what waits."""
    with house.database.transaction(house.agency_id) as session:
        waiting = list(session.scalars(select(Comment.id)))
    classify_comments(house.agency_id, waiting)


def edit(house: House, name: str, words: str, *, at: datetime = LATER) -> None:
    """The citizen writes other words in the same place, and the machine reads them."""
    house.take(event(name, words, verb=CommentVerb.EDITED, at=at), received_at=at)
    run(house)


def kinds(house: House, case: Case) -> list[EventKind]:
    """What happened to a case, oldest first."""
    with house.database.transaction(house.agency_id) as session:
        found = select(Event.kind).where(Event.case_id == case.id).order_by(Event.id)
        return list(session.scalars(found))


def dismiss(house: House, case: Case) -> None:
    """Nothing to answer."""
    with house.database.transaction(house.agency_id) as session:
        cases.dismiss(session, house.who(Role.TRIAGE), case.id, DismissReason.NO_ANSWER_NEEDED)


@pytest.fixture(autouse=True)
def _classifier(classify: None) -> None:
    """The real one."""


def test_a_copy_that_asks_something_else_now_leaves_the_group(house: House) -> None:
    """It waits by itself from its new words on, and the group is one smaller."""
    house.take(event("c1", ASKED), event("c2", ASKED))
    run(house)
    edit(house, "c2", NEW)

    group, own = house.case_of("c1"), house.case_of("c2")
    assert own.id != group.id
    assert (group.comments_count, own.comments_count) == (1, 1)
    assert own.opened_at == LATER
    assert own.due_at > LATER
    assert kinds(house, group)[-1] is EventKind.SPLIT


def test_a_copy_whose_spelling_is_mended_stays_in_the_group(house: House) -> None:
    """The same question with a mark at its end."""
    house.take(event("c1", ASKED), event("c2", ASKED))
    run(house)
    edit(house, "c2", f"{ASKED}???")

    assert house.case_of("c2").id == house.case_of("c1").id


def test_a_closed_case_whose_citizen_asks_something_new_is_open_again(house: House) -> None:
    """Nobody has read these words; as nobody answered before, they wait from now on."""
    house.take(event("c1", THANKS))
    run(house)
    dismiss(house, house.case_of("c1"))
    edit(house, "c1", NEW)

    case = house.case_of("c1")
    assert (case.status, case.closed_at) == (CaseStatus.OPEN, None)
    assert case.label is not Label.OTHER
    assert case.opened_at == LATER
    assert case.due_at > LATER
    assert EventKind.REOPENED in kinds(house, case)


def test_a_closed_case_stays_closed_when_its_spelling_is_mended(house: House) -> None:
    """Thanks with another picture are thanks."""
    house.take(event("c1", THANKS))
    run(house)
    dismiss(house, house.case_of("c1"))
    edit(house, "c1", f"{THANKS} 🙏")

    assert house.case_of("c1").status is CaseStatus.DISMISSED


def test_a_new_question_below_an_answer_keeps_the_time_of_that_answer(house: House) -> None:
    """It is due anew, and the first answer stays what the figures count."""
    house.take(event("c1", ASKED))
    run(house)
    with house.database.transaction(house.agency_id) as session:
        cases.answer_recorded(session, house.who(Role.TRIAGE), house.case_of("c1").id)
    before = house.case_of("c1")
    edit(house, "c1", NEW)

    case = house.case_of("c1")
    assert (before.status, case.status) == (CaseStatus.ANSWERED, CaseStatus.OPEN)
    assert case.first_response_at == before.first_response_at
    assert case.opened_at == before.opened_at


def test_what_the_page_said_before_the_edit_answers_no_new_question(house: House) -> None:
    """The reply stands below the comment, but it speaks of other words."""
    house.take(event("c1", ASKED), event("c2", ASKED))
    run(house)
    house.take(event("r1", "Có ạ, từ 7 giờ 30.", author="trang-1", parent="c2", at=NOW))
    edit(house, "c2", NEW)

    assert house.case_of("c2").status is CaseStatus.OPEN
