"""Whose name stands below a reply, and what anybody may read of a page's answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from moderation.models import Approval
from moderation.replies import approvals, drafts
from moderation.vocabulary import Label, Platform, Role
from tests.api.seats import Seat
from tests.api.test_console_corrections import REPLY, published
from tests.api.test_console_hiding import WORDS, case_on
from tests.factories import House

TakeSeat = Callable[..., Seat]


def submitted(house: House) -> Approval:
    """A reply put before somebody."""
    case_id = case_on(house, Platform.FACEBOOK, Label.POLICY_QUESTION)
    who = house.who(Role.DRAFTER)
    with house.database.transaction(house.agency_id) as session:
        drafts.save_draft(session, who, case_id, REPLY, version=0)
        return approvals.submit(session, who, case_id, draft_version=1)


def page_of(house: House) -> int:
    """The page that the case is on."""
    with house.database.transaction(house.agency_id) as session:
        found = session.scalar(text("SELECT id FROM pages WHERE external_id = '10158'"))
        assert isinstance(found, int)
        return found


@pytest.mark.parametrize(
    ("signature", "line"),
    [
        ("none", ""),
        ("unit", "\n\nUBND phường Hoa Mai"),
        ("person", "\n\nChị drafter, UBND phường Hoa Mai"),
    ],
)
def test_a_reply_is_signed_as_the_agency_sets_before_anybody_approves_it(
    house: House, seat: TakeSeat, signature: str, line: str
) -> None:
    """The approver sees exactly what will be posted."""
    seat(house, Role.ADMINISTRATOR).post("/publishing", {"signature": signature})

    assert submitted(house).text.startswith(REPLY + line)
    assert (submitted_line(house) == "") is (line == "")


def submitted_line(house: House) -> str:
    """What stands below the reply."""
    with house.database.transaction(house.agency_id) as session:
        return session.query(Approval).one().text.removeprefix(REPLY)


def test_the_log_is_there_for_anybody_once_it_is_switched_on_and_names_nobody(
    house: House, seat: TakeSeat, console_app: FastAPI
) -> None:
    """Before that the address does not exist; neither question nor reply stands in it."""
    published(house)
    page_id, stranger = page_of(house), TestClient(console_app)
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE publish_intents SET finished_at = now()"))
    before = stranger.get(f"/log/{page_id}")
    seat(house, Role.ADMINISTRATOR).post("/publishing", {"signature": "none", "public": page_id})
    after = stranger.get(f"/log/{page_id}")

    assert before.status_code == 404
    assert after.status_code == 200
    assert "Trang phường" in after.text
    assert "Câu hỏi chính sách" in after.text
    for hidden in (WORDS, REPLY, "Người dân"):
        assert hidden not in after.text
    assert stranger.get("/log/999999999").status_code == 404


def test_only_who_looks_after_pages_changes_it(house: House, seat: TakeSeat) -> None:
    """A spokesperson reads no such form."""
    assert seat(house, Role.SPOKESPERSON).get("/publishing").status_code == 403
    assert "Tên cơ quan" in seat(house, Role.ADMINISTRATOR).get("/publishing").text
