"""Signing in at the province's identity provider, emulated over HTTP, with its lies."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from api import identity
from moderation.vocabulary import Role
from tests.api.seats import Seat, edition
from tests.emulators.identity import CLIENT, SECRET, Provider
from tests.emulators.server import Served
from tests.factories import PASSWORD, House

TakeSeat = Callable[..., Seat]


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that listens on this machine."""
    made = Provider()
    with Served(made.app()) as served:
        made.url = served.url
        yield made


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser at our door, which also goes to the provider and back."""

    client: TestClient
    house: House

    def go(self, path: str) -> Response:
        """Follow a link of ours to the provider and what it answers back to us."""
        away = self.client.get(path)
        assert away.status_code == 303, away.text
        there = httpx2.get(
            away.headers["location"], follow_redirects=False, trust_env=False, verify=False
        )
        _, _, back = there.headers["location"].partition("/sign-in/back")
        return self.client.get(f"/sign-in/back{back}")


@pytest.fixture
def browser(console_app: FastAPI, house: House, provider: Provider) -> Iterator[Browser]:
    """A browser, with an installation that allows the provider."""
    kept = console_app.state.phanhoi
    settings = kept.settings.model_copy(update={"identity_issuers": provider.url})
    console_app.state.phanhoi = replace(kept, settings=settings)
    identity._known.clear()
    provider.subject = f"cb-{house.agency_id}"
    with TestClient(console_app, follow_redirects=False) as client:
        yield Browser(client, house)
    console_app.state.phanhoi = kept


def set_up(house: House, seat: TakeSeat, provider: Provider, **more: str) -> Response:
    """Choose the provider as an administrator does."""
    form = {
        "issuer": provider.url, "name": "Tài khoản tỉnh", "client_id": CLIENT, "secret": SECRET,
        "password_allowed": "1", "enabled": "1", **more,
    }  # fmt: skip
    desk = seat(house, Role.ADMINISTRATOR)
    form = edition(desk, "/people/identity") | {name: text for name, text in form.items() if text}
    return desk.post("/people/identity", form)


def way_in(house: House, **more: str) -> str:
    """The address of the provider's button."""
    asked = "&".join(f"{name}={value}" for name, value in more.items())
    return f"/sign-in/with/phuong-{house.agency_id}?{asked}"


def test_somebody_linked_comes_in_by_their_subject(
    browser: Browser, house: House, provider: Provider, seat: TakeSeat
) -> None:
    """Linked once after a fresh proof; then name and address may change, the subject may not."""
    assert set_up(house, seat, provider).status_code == 200
    assert "Tài khoản tỉnh" in browser.client.get("/sign-in").text
    drafter = seat(house, Role.DRAFTER)
    browser.client.cookies.set("phanhoi", drafter.token)
    linked = browser.go(way_in(house, purpose="link", next="/account"))
    assert linked.headers["location"] == "/account"
    assert provider.url in drafter.get("/account").text
    browser.client.cookies.clear()
    provider.claims = {"email": "nguoi.khac@vi.du", "name": "Người Khác"}

    entered = browser.go(way_in(house, next="/queues"))

    assert entered.headers["location"] == "/queues"
    assert "Chị drafter" in browser.client.get("/account").text
    asked = provider.asked[-1]
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 40
    assert asked["scope"] == "openid profile"


def test_a_stranger_is_let_in_only_where_the_agency_says_as_what(
    browser: Browser, house: House, neighbour: House, provider: Provider, seat: TakeSeat
) -> None:
    """Nobody by default; else with the one role that is named, which is never administering."""
    set_up(house, seat, provider)
    refused = browser.go(way_in(house))
    assert refused.status_code == 401
    assert "chưa nối" in refused.text
    assert set_up(house, seat, provider, new_role="administrator").status_code == 422
    set_up(house, seat, provider, new_role="viewer")
    provider.claims = {"preferred_username": f"mai-{house.agency_id}", "name": "Trần Thị Mai"}

    assert browser.go(way_in(house)).status_code == 303

    shown = browser.client.get("/account").text
    assert "Trần Thị Mai" in shown
    assert "Người xem" in shown
    assert browser.client.get(f"/sign-in/with/phuong-{neighbour.agency_id}").status_code == 404


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://noi-khac.vi.du"},
        {"aud": "ung-dung-khac"},
        {"aud": [CLIENT, "ung-dung-khac"], "azp": "ung-dung-khac"},
        {"nonce": "cu"},
        {"exp": 1_700_000_000},
        {"iat": int(time.time()) + 3_600},
        {"at_hash": "sai"},
        {"alg": "none"},
        {"wrong_key": True},
        {"answers_iss": "https://noi-khac.vi.du"},
    ],
    ids=",".join,
)
def test_a_token_with_anything_wrong_lets_nobody_in(
    browser: Browser, house: House, provider: Provider, seat: TakeSeat, lie: dict[str, object]
) -> None:
    """Issuer, audience, party, nonce, time, hash, algorithm, key, and who answers."""
    set_up(house, seat, provider, new_role="viewer")
    provider.wrong_key = bool(lie.pop("wrong_key", False))
    provider.answers_iss = str(lie.pop("answers_iss", ""))
    provider.lie = lie

    answer = browser.go(way_in(house))

    assert answer.status_code == 401
    assert "phanhoi" not in answer.cookies
    with house.database.transaction(house.agency_id) as session:
        assert session.scalar(text("SELECT count(*) FROM linked_identities")) == 0


def test_an_answer_is_taken_once_and_only_by_who_asked(
    browser: Browser, house: House, provider: Provider, seat: TakeSeat
) -> None:
    """Another browser's answer, a changed state, none at all, and the same one again."""
    set_up(house, seat, provider, new_role="viewer")
    away = browser.client.get(way_in(house)).headers["location"]
    there = httpx2.get(away, follow_redirects=False, trust_env=False, verify=False).headers[
        "location"
    ]
    back = "/sign-in/back" + there.partition("/sign-in/back")[2]
    cookie = dict(browser.client.cookies)
    browser.client.cookies.clear()
    assert browser.client.get(back).status_code == 401
    browser.client.cookies.update(cookie)
    assert browser.client.get(back.replace("state=", "state=x")).status_code == 401
    assert provider.token_calls == 0
    browser.client.cookies.update(cookie)
    assert browser.client.get(back).status_code == 303
    browser.client.cookies.clear()
    browser.client.cookies.update(cookie)
    assert browser.client.get(back).status_code == 401
    assert browser.client.get("/sign-in/back?error=access_denied").status_code == 401


def test_the_providers_words_count_as_a_second_factor_only_where_named(
    browser: Browser, house: House, provider: Provider, seat: TakeSeat
) -> None:
    """`amr` of the provider is taken for two factors by the agency's own list."""
    set_up(house, seat, provider, new_role="spokesperson", strong_words="mfa hwk")
    seat(house, Role.ADMINISTRATOR).post("/sign-in-rule", {"required": "yes"})
    browser.go(way_in(house))
    assert browser.client.get("/approvals").status_code == 403
    browser.client.cookies.clear()
    provider.claims = {"amr": ["pwd", "mfa"]}

    browser.go(way_in(house))

    assert browser.client.get("/approvals").status_code == 200


def test_a_proof_asks_the_provider_to_ask_again(
    browser: Browser, house: House, provider: Provider, seat: TakeSeat
) -> None:
    """An old sign-in there proves nothing now; somebody else's proves nothing for me."""
    set_up(house, seat, provider, new_role="auditor")
    browser.go(way_in(house))
    with house.database.transaction(house.agency_id) as session:
        session.execute(text("UPDATE sign_in_sessions SET fresh_at = now() - interval '1 hour'"))
    assert browser.client.get("/audit/export").headers["location"].startswith("/account/prove")
    assert "purpose=prove" in browser.client.get("/account/prove").text
    provider.lie = {"auth_time": int(time.time()) - 4_000}
    assert browser.go(way_in(house, purpose="prove", next="/audit")).status_code == 401
    provider.lie, provider.subject = {}, "cb-another"
    assert browser.go(way_in(house, purpose="prove", next="/audit")).status_code == 401
    provider.subject = f"cb-{house.agency_id}"

    proved = browser.go(way_in(house, purpose="prove", next="/audit"))

    assert provider.asked[-1]["prompt"] == "login"
    assert provider.asked[-1]["max_age"] == "0"
    assert proved.headers["location"] == "/audit"
    assert browser.client.get("/audit/export").status_code == 200


def test_an_agency_may_leave_passwords_to_its_administrators(
    browser: Browser, house: House, provider: Provider, seat: TakeSeat
) -> None:
    """The way that stays open when the provider is away."""
    set_up(house, seat, provider, password_allowed="")
    form = {"password": PASSWORD}

    drafter = browser.client.post(
        "/sign-in", data={**form, "username": house.usernames[Role.DRAFTER]}
    )
    admin = browser.client.post(
        "/sign-in", data={**form, "username": house.usernames[Role.ADMINISTRATOR]}
    )

    assert drafter.status_code == 401
    assert "tài khoản định danh" in drafter.text
    assert admin.status_code == 303


def test_only_issuers_of_the_installation_are_ever_called(
    browser: Browser, house: House, provider: Provider, seat: TakeSeat
) -> None:
    """An administrator can't make the server call an address of their choice."""
    for address in ("http://169.254.169.254", "https://noi-khac.vi.du", f"{provider.url}/x"):
        answer = set_up(house, seat, provider, issuer=address)
        assert answer.status_code == 422
        assert "PHANHOI_IDENTITY_ISSUERS" in answer.text
    assert SECRET not in seat(house, Role.ADMINISTRATOR).get("/people/identity").text
