"""The door of the console: who gets in, how, and what another site can't make them do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from api.console.answers import local_path
from moderation.models import User
from moderation.queries.people import user_by_username
from moderation.vocabulary import Role
from tests.api.seats import take_seat
from tests.factories import PASSWORD, House


@pytest.fixture
def browser(console_app: FastAPI) -> Iterator[TestClient]:
    """A browser that nobody has signed in with."""
    with TestClient(console_app, follow_redirects=False) as made:
        yield made


def knock(
    browser: TestClient, username: str, password: str, next_path: str = "/", **headers: str
) -> Response:
    """Send the form of the door."""
    form = {"username": username, "password": password, "next": next_path}
    return browser.post("/sign-in", data=form, headers=headers)


def user_of(house: House, role: Role) -> User:
    """A person's row."""
    with house.database.transaction(house.agency_id) as session:
        found = user_by_username(house.agency_id, session, house.usernames[role])
        assert found is not None
        return found


def test_whoever_knows_the_password_gets_a_cookie_that_scripts_cannot_read(
    house: House, browser: TestClient
) -> None:
    """A new session each time, for this host and path alone."""
    first = knock(browser, house.usernames[Role.TRIAGE], PASSWORD)
    cookie = first.headers["set-cookie"]
    again = knock(TestClient(browser.app), house.usernames[Role.TRIAGE], PASSWORD)

    assert first.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert again.cookies.get("phanhoi") != browser.cookies.get("phanhoi")
    assert browser.get("/queues").status_code == 303


def test_a_wrong_name_and_a_wrong_password_get_one_answer(
    house: House, browser: TestClient
) -> None:
    """What was typed stays, but for the password."""
    name = house.usernames[Role.TRIAGE]
    wrong_password = knock(browser, name, "khong-phai-mat-khau")
    wrong_name = knock(browser, "khong-ai-ten-nay", PASSWORD)

    assert wrong_password.status_code == wrong_name.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong_password.text
    assert wrong_password.text.replace(name, "") == wrong_name.text.replace("khong-ai-ten-nay", "")
    assert f'value="{name}"' in wrong_password.text
    assert "set-cookie" not in wrong_password.headers


def test_failures_are_counted_and_then_make_the_next_attempt_wait(
    house: House, browser: TestClient
) -> None:
    """The count is kept although the attempt was refused; the wait is told in seconds."""
    name = house.usernames[Role.DRAFTER]
    for _ in range(5):
        knock(browser, name, "sai-mat-khau-roi")
    with house.database.transaction(house.agency_id) as session:
        person = user_by_username(house.agency_id, session, name)
        assert person is not None
        assert person.failed_sign_ins == 5
        assert person.sign_in_after is not None
        person.sign_in_after += timedelta(hours=1)  # two seconds may be over before the next
    refused = knock(browser, name, PASSWORD)

    assert refused.status_code == 401
    assert re.search(r"thử lại sau \d+ giây", refused.text)


@pytest.mark.parametrize(
    "name", ["", "a\x00b", "' OR 1=1 --", "x" * 100_000, "\u202eevil", "<script>alert(1)</script>"]
)
def test_no_name_breaks_the_door(browser: TestClient, name: str) -> None:
    """Each is simply a name that nobody has."""
    answer = knock(browser, name, "mot-mat-khau-nao-do")

    assert answer.status_code == 401
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("given", "led"),
    [
        ("/queues/all?q=a", "/queues/all?q=a"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nset-cookie: x=1", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_way_on_never_leads_to_another_site(given: str, led: str) -> None:
    """A link to the door can't be bait."""
    assert local_path(given) == led


def test_after_the_door_one_is_where_one_wanted_to_go(house: House, browser: TestClient) -> None:
    """The link in a message works for whoever has to sign in first."""
    asked = browser.get("/queues/all?due=late")
    assert asked.headers["location"] == "/sign-in?next=%2Fqueues%2Fall%3Fdue%3Dlate"

    form = browser.get(asked.headers["location"]).text
    assert 'name="next" value="/queues/all?due=late"' in form
    answer = knock(browser, house.usernames[Role.TRIAGE], PASSWORD, "/queues/all?due=late")
    assert answer.headers["location"] == "/queues/all?due=late"


def test_signing_out_ends_the_session_and_not_only_the_cookie(
    house: House, console_app: FastAPI
) -> None:
    """The token opens nothing any more, wherever it was copied to."""
    desk = take_seat(TestClient(console_app, follow_redirects=False), house, Role.TRIAGE)
    assert desk.get("/queues/all").status_code == 200

    assert desk.post("/sign-out").headers["location"] == "/sign-in"

    assert desk.get("/queues/all").headers["location"].startswith("/sign-in")


def test_a_part_asked_for_without_a_session_sends_the_whole_page_to_the_door(
    browser: TestClient,
) -> None:
    """A form within a list would be odd."""
    answer = browser.get("/queues/all", headers={"hx-request": "true", "hx-target": "list"})

    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in"


@pytest.mark.parametrize(
    "headers",
    [
        {"x-csrf-token": ""},
        {"x-csrf-token": "0" * 64},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
    ],
    ids=["no token", "wrong token", "cross-site", "sibling", "foreign origin"],
)
def test_what_another_site_sends_in_a_persons_name_is_refused(
    house: House, console_app: FastAPI, headers: dict[str, str]
) -> None:
    """The cookie alone does nothing."""
    desk = take_seat(TestClient(console_app, follow_redirects=False), house, Role.TRIAGE)

    answer = desk.post("/sign-out", headers=headers)

    assert answer.status_code == 403
    assert desk.get("/queues/all").status_code == 200


def test_the_door_itself_takes_nothing_from_another_site(house: House, browser: TestClient) -> None:
    """Nobody is signed in to somebody else's account by a foreign form."""
    answer = knock(
        browser, house.usernames[Role.TRIAGE], PASSWORD, **{"sec-fetch-site": "cross-site"}
    )

    assert answer.status_code == 403


def test_the_language_is_kept_and_leads_back(house: House, console_app: FastAPI) -> None:
    """One is where one was, in the other language."""
    desk = take_seat(TestClient(console_app, follow_redirects=False), house, Role.TRIAGE)

    answer = desk.post("/language", {"locale": "en", "next": "/queues/all"})

    assert answer.headers["location"] == "/queues/all"
    assert answer.headers["set-cookie"].startswith("language=en")


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.TRIAGE, "/queues"),
        (Role.SPOKESPERSON, "/queues"),
        (Role.MANAGER, "/dashboard"),
        (Role.OPERATOR, None),
    ],
)
def test_everybody_begins_where_their_work_is(
    house: House, console_app: FastAPI, role: Role, place: str | None
) -> None:
    """Managers begin with figures; who may read nothing is told so."""
    desk = take_seat(TestClient(console_app, follow_redirects=False), house, role)

    answer = desk.get("/")

    assert answer.headers.get("location") == place
    assert (answer.status_code == 403) == (place is None)
