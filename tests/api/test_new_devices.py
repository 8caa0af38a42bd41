"""A sign-in from a browser that was not known of a person is told to that person."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from moderation.vocabulary import Role
from tests.factories import PASSWORD, House


def sign_in(console_app: FastAPI, house: House, role: Role, jar: dict[str, str]) -> dict[str, str]:
    """Sign in with what the browser keeps; what it keeps once signed out."""
    browser = TestClient(console_app, follow_redirects=False, cookies=jar)
    about = {"username": house.usernames[role], "password": PASSWORD}
    same = {"sec-fetch-site": "same-origin"}
    assert browser.post("/sign-in", data=about, headers=same).status_code == 303
    kept = {each.name: each.value or "" for each in browser.cookies.jar}
    return {name: value for name, value in kept.items() if name.endswith("-device")}


def told(house: House, role: Role) -> int:
    """How often they were told of a new device."""
    asked = text("SELECT count(*) FROM notifications WHERE user_id = :id AND news = 'new_device'")
    with house.database.transaction(house.agency_id) as session:
        return session.scalar(asked, {"id": house.who(role).actor_id}) or 0


def test_only_a_second_browser_is_news_and_only_once(console_app: FastAPI, house: House) -> None:
    """Not the first ever, not the same again; another person at a known browser is told too."""
    first = sign_in(console_app, house, Role.TRIAGE, {})
    sign_in(console_app, house, Role.TRIAGE, first)
    assert told(house, Role.TRIAGE) == 0

    second = sign_in(console_app, house, Role.TRIAGE, {})
    sign_in(console_app, house, Role.TRIAGE, second)
    assert told(house, Role.TRIAGE) == 1

    sign_in(console_app, house, Role.DRAFTER, {})
    sign_in(console_app, house, Role.DRAFTER, first)
    assert told(house, Role.DRAFTER) == 1
    with house.database.transaction(house.agency_id) as session:
        digests = session.scalars(text("SELECT token_sha256 FROM known_devices")).all()
        assert len(set(digests)) == 4
