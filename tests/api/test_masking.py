"""Personal data in comments: masked wherever they are shown, clear for whoever gave a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from api.masking import initials, masked
from moderation.policy import MATRIX, Permission
from moderation.queries.audit import rows_between
from moderation.vocabulary import EventKind, Label, Role
from tests.api.conftest import Call
from tests.api.seats import Seat, listed
from tests.factories import House, event

TakeSeat = Callable[..., Seat]
Caller = Callable[..., Call]
NUMBER = "0912 345 678"
TEXT = f"Anh chị gọi em số {NUMBER} báo kết quả tách thửa giúp em với ạ"


def bring(house: House) -> int:
    """One case whose comment holds a phone number."""
    house.take(event("c1", TEXT))
    house.triage(lambda _: Label.POLICY_QUESTION)
    return listed(house)[0].case.id


def reveals(house: House) -> list[tuple[int | None, object]]:
    """Who looked, and why."""
    with house.database.transaction(house.agency_id) as session:
        rows = rows_between(house.agency_id, session, after_id=0, up_to_id=None)
        kept = [row for row in rows if row["kind"] == EventKind.REVEALED]
        return [(row["actor_id"], row["data"]["reason"]) for row in kept]


def test_the_same_length_is_kept_and_only_the_number_hidden() -> None:
    """Offsets into the original hold for what is shown, and the question stays readable."""
    shown = masked(TEXT)

    assert len(shown) == len(TEXT)
    assert NUMBER not in shown
    assert shown.endswith("báo kết quả tách thửa giúp em với ạ")
    assert masked("x" * 30_000).endswith("x…")


def test_initials_stand_for_a_name() -> None:
    """Nothing that could not begin a name is left in them."""
    assert initials("Nguyễn  Văn An ⭐") == "N. V. A."
    assert initials("") == ""


def test_the_card_is_clear_for_who_asked_with_a_reason_for_a_while(
    house: House, seat: TakeSeat
) -> None:
    """The list stays masked, colleagues still see the mask, and half an hour later so do I."""
    case_id = bring(house)
    desk, colleague = seat(house), seat(house, Role.DRAFTER)
    before = desk.get(f"/cases/{case_id}").text
    asked = desk.post(f"/cases/{case_id}/reveal", {"reason": "answer"}, htmx="case")

    assert NUMBER not in before
    assert "09••••••••78" in before
    assert "Đang che 1 thông tin cá nhân." in before
    assert NUMBER in asked.text
    assert NUMBER in desk.get(f"/cases/{case_id}").text
    assert NUMBER not in desk.get("/queues/policy_question?case=0").text.split('id="case"')[0]
    assert NUMBER not in colleague.get(f"/cases/{case_id}").text
    assert "xem thông tin cá nhân: để trả lời người dân" in asked.text
    assert reveals(house) == [(house.who(Role.TRIAGE).actor_id, "answer")]
    with time_machine.travel(timedelta(minutes=31), tick=True):
        assert NUMBER not in seat(house).get(f"/cases/{case_id}").text


@pytest.mark.parametrize("role", list(Role))
def test_only_who_works_on_cases_sees_names_and_may_ask(
    house: House, seat: TakeSeat, role: Role
) -> None:
    """Everybody else reads initials, and is refused without an event."""
    case_id = bring(house)
    desk = seat(house, role)
    may = Permission.REVEAL in MATRIX[role]

    card = desk.get(f"/cases/{case_id}")
    asked = desk.post(f"/cases/{case_id}/reveal", {"reason": "inspection"})

    if Permission.READ_CASES in MATRIX[role]:
        assert ('class="author">Người dân<' in card.text) is may
    assert asked.status_code == (303 if may else 403)
    assert len(reveals(house)) == int(may)


def test_looking_does_not_stand_in_the_way_of_taking_an_act_back(
    house: House, seat: TakeSeat
) -> None:
    """To look is to do nothing to the case."""
    case_id = bring(house)
    desk = seat(house)
    desk.post(f"/cases/{case_id}/label", {"label": "feedback"})
    desk.post(f"/cases/{case_id}/reveal", {"reason": "answer"})

    with house.database.transaction(house.agency_id) as session:
        [labelled] = [
            row["id"]
            for row in rows_between(house.agency_id, session, after_id=0, up_to_id=None)
            if row["kind"] == EventKind.RELABELLED
        ]
    assert desk.post("/undo", {"event_id": str(labelled)}).status_code == 303
    assert listed(house)[0].case.label is Label.POLICY_QUESTION


def test_programs_get_masked_texts_and_initials(house: House, caller: Caller) -> None:
    """The list, the case and its comments; the clear text once, for a reason that is kept."""
    case_id = bring(house)
    call = caller(house, Role.TRIAGE)

    shown = [call("GET", path).text for path in ("/cases", f"/cases/{case_id}")]
    clear = call("POST", f"/cases/{case_id}/reveal", json={"reason": "verify"})

    assert all(NUMBER not in text and "Người dân" not in text for text in shown)
    assert clear.json()["comments"][0]["text"] == TEXT
    assert clear.json()["comments"][0]["author_name"] == "Người dân"
    assert [reason for _, reason in reveals(house)] == ["verify"]
    refused = caller(house, Role.VIEWER)("POST", f"/cases/{case_id}/reveal", json={"reason": "x"})
    assert refused.status_code in {403, 422}
