"""Asking too often is refused with how long to wait, and never costs somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.state import State
from moderation.vocabulary import Role
from tests.api.problems import as_problem
from tests.api.seats import Seat, take_seat
from tests.factories import PASSWORD, House


@pytest.fixture
def hurried(console_app: FastAPI) -> Callable[..., FastAPI]:
    """The application with narrow limits and nothing counted yet."""

    def with_limits(**limits: Any) -> FastAPI:  # noqa: ANN401 - settings of many kinds
        kept: State = console_app.state.phanhoi
        app = create_app(kept.settings)
        settings = kept.settings.model_copy(update=limits)
        app.state.phanhoi = replace(app.state.phanhoi, settings=settings)
        return app

    return with_limits


def test_guessing_at_the_door_is_slowed_by_address(
    house: House, hurried: Callable[..., FastAPI]
) -> None:
    """Whatever names are tried; another address is not held up, nor is reading the form."""
    app = hurried(sign_ins_per_quarter=3)
    here, there = TestClient(app), TestClient(app, client=("10.0.0.9", 1))
    form = {"username": "khong-co-ai", "password": "sai-mat-khau-roi"}

    said = [here.post("/sign-in", data=form).status_code for _ in range(5)]

    assert said == [401, 401, 401, 429, 429]
    assert here.get("/sign-in").status_code == 200
    good = {"username": house.usernames[Role.VIEWER], "password": PASSWORD}
    assert there.post("/sign-in", data=good, follow_redirects=False).status_code == 303


def test_a_person_who_asks_too_often_waits_and_others_do_not(
    house: House, hurried: Callable[..., FastAPI]
) -> None:
    """By their own session; the page says in words how long."""
    client = TestClient(hurried(requests_per_minute=2), follow_redirects=False)
    hasty, calm = take_seat(client, house, Role.VIEWER), take_seat(client, house, Role.VIEWER)

    answers = [hasty.get("/account") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) > 0
    assert "quá nhiều yêu cầu" in answers[2].text
    assert "default-src 'none'" in answers[2].headers["content-security-policy"]
    assert calm.get("/account").status_code == 200


def test_programs_and_senders_are_told_in_a_problem(
    house: House, hurried: Callable[..., FastAPI]
) -> None:
    """A key by itself, a sender by where it delivers; health is never counted."""
    client = TestClient(hurried(requests_per_minute=1, webhooks_per_minute=1))
    bearer = {"authorization": "Bearer ph_khong-co"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
    as_problem(client.get("/api/v1/me", headers=bearer), 429)
    assert client.get("/api/v1/me", headers={"authorization": "Bearer ph_2"}).status_code == 401
    assert client.post("/webhooks/standard/abc", content=b"{}").status_code == 415
    as_problem(client.post("/webhooks/standard/abc", content=b"{}"), 429)
    assert client.post("/webhooks/standard/xyz", content=b"{}").status_code == 415
    assert {client.get("/healthz").status_code for _ in range(20)} == {200}


def test_exports_are_few(house: House, hurried: Callable[..., FastAPI]) -> None:
    """Taking the whole log away again and again is no work of an office."""
    client = TestClient(hurried(), follow_redirects=False)
    desk: Seat = take_seat(client, house, Role.AUDITOR)

    said = [desk.get("/audit/export?kind=undone").status_code for _ in range(61)]

    assert said == [200] * 60 + [429]
