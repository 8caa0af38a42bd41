"""The forms by which officers and citizens tell an agency of what they saw on the net."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from moderation.casework import cases
from moderation.duties import tips
from moderation.queries.agencies import find_agency
from moderation.vocabulary import DismissReason, Role
from tests.api.seats import Seat, listed
from tests.factories import House
from tests.moderation.test_notes import PNG

TakeSeat = Callable[..., Seat]

TYPED = {
    "kind": "contrary_information",
    "note": "Nói phường thu tiền rác theo đầu người, hỏi anh Nam 0912 345 678",
    "link": "mang-xa-hoi.test/bai-7",
}


def slug_of(house: House) -> str:
    """The short name of the house's agency."""
    with house.database.transaction(house.agency_id) as session:
        return find_agency(house.agency_id, session).slug


def opened(house: House, seat: TakeSeat) -> str:
    """The address of the form for citizens, once an administrator has opened it."""
    seat(house, Role.ADMINISTRATOR).post("/tips/public", {"is_open": "yes"})
    return f"/bao-tin/{slug_of(house)}"


def test_an_officer_of_any_role_tells_and_reads_what_came_of_it(
    house: House, seat: TakeSeat
) -> None:
    """The notice leads to their own list: a page operator's role opens no case."""
    desk = seat(house, Role.OPERATOR)
    sent = desk.post("/tips", TYPED, files={"picture": ("a.png", PNG, "image/png")})
    assert (sent.status_code, sent.headers["location"]) == (303, "/tips?told=1")
    [found] = listed(house)
    before = desk.get("/tips?told=1").text
    with house.database.transaction(house.agency_id) as session:
        cases.dismiss(
            session, house.who(Role.TRIAGE), found.case.id, DismissReason.OUT_OF_COMPETENCE
        )
    after = desk.get("/tips").text

    assert "Đã nhận, chờ người xử lý" in before
    assert "đã chuyển nơi có thẩm quyền" in after
    assert f"/cases/{found.case.id}" not in after
    card = seat(house, Role.TRIAGE).get(f"/cases/{found.case.id}").text
    assert "Tin báo" in card
    assert "Chị operator" in card


def test_what_is_wrong_in_the_form_stands_by_its_field_and_nothing_typed_is_lost(
    house: House, seat: TakeSeat
) -> None:
    """A file that is no picture, an address that is none."""
    desk = seat(house, Role.VIEWER)
    no_picture = desk.post("/tips", TYPED, files={"picture": ("a.pdf", b"%PDF-1.7", "image/png")})
    no_link = desk.post("/tips", {**TYPED, "link": "bài hôm qua"})

    assert [no_picture.status_code, no_link.status_code] == [422, 422]
    assert 'id="picture-error"' in no_picture.text
    assert 'id="link-error"' in no_link.text
    assert "thu tiền rác" in no_link.text
    assert listed(house) == []


def test_a_citizen_tells_where_the_form_is_open_and_looks_up_by_receipt_alone(
    house: House, seat: TakeSeat, console_app: FastAPI
) -> None:
    """Nothing that they wrote is ever shown again; a closed form does not exist."""
    stranger = TestClient(console_app)
    assert stranger.get(f"/bao-tin/{slug_of(house)}").status_code == 404
    form = opened(house, seat)
    assert stranger.get(form).status_code == 200
    trapped = stranger.post(form, data={**TYPED, "website": "http://ban-hang.test"})
    elsewhere = stranger.post(form, data=TYPED, headers={"sec-fetch-site": "cross-site"})
    sent = stranger.post(form, data=TYPED, files={"picture": ("a.png", PNG, "image/png")})
    found = re.search(r"<code>([0-9A-Z-]{14})</code>", sent.text)
    assert found is not None
    told = stranger.post(f"{form}/ket-qua", data={"receipt": found[1].lower()})
    wrong = stranger.post(f"{form}/ket-qua", data={"receipt": "2222-2222-2222"})

    assert [trapped.status_code, elsewhere.status_code, sent.status_code] == [422, 403, 200]
    assert [told.status_code, wrong.status_code] == [200, 404]
    assert "Đã nhận, chờ người xử lý" in told.text
    for answer in (sent, told):
        assert "0912" not in answer.text
        assert "thu tiền rác" not in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert len(listed(house)) == 1
    seat(house, Role.ADMINISTRATOR).post("/tips/public", {})
    assert stranger.get(form).status_code == 404


def test_a_citizen_who_comes_after_the_days_limit_keeps_what_they_typed(
    house: House, seat: TakeSeat, console_app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form says so and stands as it was filled in: it can be sent again tomorrow."""
    form, stranger = opened(house, seat), TestClient(console_app)
    monkeypatch.setattr(tips, "_MOST_A_DAY", 0)

    answer = stranger.post(form, data={**TYPED, "kind": "illegal_content"})

    assert answer.status_code == 503
    assert "Hãy gửi lại vào ngày mai" in answer.text
    assert "thu tiền rác" in answer.text
    assert 'value="mang-xa-hoi.test/bai-7"' in answer.text
    assert 'value="illegal_content" required checked' in answer.text
    assert listed(house) == []


def test_a_stranger_who_sends_too_often_waits(
    house: House, seat: TakeSeat, console_app: FastAPI
) -> None:
    """By address, sending and looking up together."""
    form = opened(house, seat)
    app = create_app(console_app.state.phanhoi.settings)
    limits: dict[str, Any] = {"public_tips_per_hour": 2}
    settings = app.state.phanhoi.settings.model_copy(update=limits)
    app.state.phanhoi = replace(app.state.phanhoi, settings=settings)
    stranger = TestClient(app)

    said = [stranger.post(f"{form}/ket-qua", data={"receipt": "x"}).status_code for _ in range(4)]

    assert said == [404, 404, 429, 429]
