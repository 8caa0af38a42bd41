"""What a citizen had restricted is used for nothing: in no list, file, sample or trial."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from moderation.models import Case, Comment
from moderation.privacy import requests
from moderation.privacy.requests import Details
from moderation.quality import looks
from moderation.queries import quality
from moderation.queries.earlier import earlier_answers
from moderation.vocabulary import Label, RequestKind, Role
from tests.api.seats import Seat, listed, version
from tests.api.test_console_agency_rules import FORM
from tests.api.test_console_bulk import SPAM
from tests.api.test_console_corrections import REPLY, published
from tests.factories import NOW, House, event

TakeSeat = Callable[..., Seat]
WORDS = "Nghe nói vỡ đê ở cuối ngõ nhà bà Thử"
AUTHOR = "dan-880011"


def opened(house: House, label: Label = Label.POLICY_QUESTION) -> int:
    """The case of one sentence of that citizen."""
    house.take(event("c1", WORDS, author=AUTHOR), received_at=datetime.now(UTC))
    house.triage(lambda _: label)
    [found] = listed(house)
    return found.case.id


def restrict(house: House, author: str = AUTHOR) -> None:
    """The citizen asked for it and it was done."""
    who = house.who(Role.ADMINISTRATOR)
    about = Details(name="Người dân", contact="hộp thư 12", platform_id=author, note="")
    with house.database.transaction(house.agency_id) as session:
        page_id = session.scalars(select(Comment.page_id)).one()
        made = requests.receive(
            session, who, RequestKind.RESTRICT, page_id, about, received_at=NOW
        )  # fmt: skip
        [found] = requests.candidates(session, made)
        requests.choose(session, who, made.id, found.author.id)
        assert requests.restrict(session, who, made.id) == 1


def test_a_correction_of_restricted_words_is_counted_and_neither_listed_nor_exported(
    house: House, seat: TakeSeat
) -> None:
    """The figure stands on the event, which tells nothing of the words."""
    case_id, lan = opened(house), seat(house, Role.TRIAGE)
    lan.post(f"/cases/{case_id}/label", {"label": "feedback", **version(house, case_id)})
    assert "cuối ngõ" in lan.get("/corrections").text
    assert "cuối ngõ" in lan.get("/corrections/export").text

    restrict(house)

    shown = lan.get("/corrections").text
    assert "cuối ngõ" not in shown
    assert "Người sửa 1 trong 1 lần máy xếp (100%)" in shown
    assert lan.get("/corrections/export").text == ""


def test_restricted_words_are_put_before_nobody_for_a_second_look(
    house: House, seat: TakeSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither as a decision that was drawn nor as a golden item, and none is said to wait."""
    monkeypatch.setattr(looks, "_falls", lambda _number, percent: percent > 0)
    case_id, hoa = opened(house), seat(house, Role.MANAGER)
    form = {"label": "feedback", **version(house, case_id)}
    seat(house, Role.TRIAGE).post(f"/cases/{case_id}/label", form)
    admin, person = house.who(Role.ADMINISTRATOR), house.who(Role.MANAGER).person_id or 0
    with house.database.transaction(house.agency_id) as session:
        looks.make_golden(session, admin, session.get_one(Case, (house.agency_id, case_id)))
    assert "cuối ngõ" in hoa.get("/second-looks").text

    restrict(house)

    assert "cuối ngõ" not in hoa.get("/second-looks").text
    with house.database.transaction(house.agency_id) as session:
        agency_id = house.agency_id
        assert quality.next_golden(agency_id, session, person, page_ids=None) is None
        assert quality.waiting_looks(agency_id, session, person, page_ids=None) == 0


def test_an_answer_to_restricted_words_is_no_example_for_another_case(house: House) -> None:
    """What the agency said repeats what it was asked."""
    published(house)

    def found() -> list[str]:
        with house.database.transaction(house.agency_id) as session:
            known = earlier_answers(house.agency_id, session, case_id=0, page_ids=None)
            return [one.answer for one in known]

    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE approvals SET decided_at = now()"))
    assert found() == [REPLY]

    restrict(house, "dan-1")

    assert found() == []


def test_a_rule_is_not_tried_on_restricted_words(house: House, seat: TakeSeat) -> None:
    """They are no example and are not looked at."""
    opened(house)
    desk, tried = seat(house, Role.MANAGER), {**FORM, "act": "try"}
    assert "cuối ngõ" in desk.post("/routing/rules", tried).text

    restrict(house)

    answer = desk.post("/routing/rules", tried)
    assert answer.status_code == 200
    assert "cuối ngõ" not in answer.text
    assert "trong 1 bình luận" not in answer.text


def test_restricted_words_are_no_sample_of_an_act_on_many_cases(
    house: House, seat: TakeSeat
) -> None:
    """The case can be closed with the others; its line says why it has no words."""
    case_id, desk = opened(house, Label.SPAM), seat(house)
    chosen = {**SPAM, "ids": str(case_id)}
    assert "cuối ngõ" in desk.post("/bulk/preview", chosen, htmx="bulk").text

    restrict(house)

    shown = desk.post("/bulk/preview", chosen, htmx="bulk").text
    assert "cuối ngõ" not in shown
    assert "đang hạn chế xử lý theo yêu cầu của người viết" in shown
