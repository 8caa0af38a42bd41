"""What a Zalo Official Account sends, on the emulated network, and how its keys turn over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from moderation.vocabulary import Platform
from platforms import (
    CAPABILITIES,
    Account,
    Egress,
    FetchError,
    Need,
    Published,
    Refused,
    Target,
    Tokens,
    Unknown,
    zalo,
)
from tests.platforms.conftest import LOCAL, Place

APP = "360846524940903967"
SECRET = "oa-secret"
BODY = b'{"app_id":"360846524940903967","event_name":"user_send_text","timestamp":"1792563186000"}'
MAC = "c5d29cb22369fda6e8d78699c9d24ce623e4b8baafbebddbbaf6ec3976339f5b"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
OA, CITIZEN = "388613280878808645", "246845883529197922"


def sent(answer: object, status: int = 200) -> object:
    """What becomes of a message that is answered like this."""
    response = httpx2.Response(status, json=answer)
    account = zalo.connect(
        Account(OA, "t"), Egress(transport=httpx2.MockTransport(lambda _: response))
    )
    return account.reply(Target("m1", author_id=CITIZEN), "Dạ")


def refused(handler: Callable[[httpx2.Request], httpx2.Response]) -> Need:
    """What a refresh that is answered like this waits for."""
    egress = Egress(transport=httpx2.MockTransport(handler))
    with pytest.raises(FetchError) as caught:
        zalo.refresh(app_id=APP, app_secret="s", refresh_token="r", egress=egress)
    return caught.value.refused.needs


def test_a_reply_reaches_the_citizen_once(zalo_place: Place) -> None:
    """The ledger, the page and the outcome agree."""
    target = zalo_place.target()
    outcome = zalo.connect(zalo_place.account, LOCAL).reply(target, "Dạ thứ Năm ạ.")
    (entry,) = zalo_place.accepted()
    assert outcome == Published(entry["remote_id"])
    assert zalo_place.emulator.look("zalo", zalo_place.page_id).count("Dạ thứ Năm ạ.") == 1


def test_after_48_hours_zalo_refuses(zalo_place: Place) -> None:
    """The clock that the console shows is the network's own rule."""
    assert CAPABILITIES[Platform.ZALO].reply_window == timedelta(hours=48)
    late = zalo_place.target(age_seconds=49 * 3600)
    outcome = zalo.connect(zalo_place.account, LOCAL).reply(late, "Dạ.")
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.may_retry) == ("window_closed", False)
    assert zalo_place.accepted() == []


@pytest.mark.parametrize(
    ("answer", "needs"),
    [
        ({"error": -216, "message": "x"}, Need.TOKEN),
        ({"error": -32}, Need.PACE),
        ({"error": -201}, Need.TEXT),
        ({"error": -230}, Need.NOTHING),
    ],
)
def test_errors_inside_a_success_are_refusals(answer: object, needs: Need) -> None:
    """HTTP says 200 whatever happens."""
    outcome = sent(answer)
    assert isinstance(outcome, Refused)
    assert outcome.needs is needs


@pytest.mark.parametrize(
    "answer", [{"error": -1}, {"error": 0}, {"error": 0, "data": {}}, {}, [], {"error": False}]
)
def test_an_answer_that_does_not_say_is_unknown(answer: object) -> None:
    """A number that is not documented may stand for a fault after sending."""
    assert isinstance(sent(answer), Unknown)


def test_a_message_to_nobody_is_refused_before_it_is_sent() -> None:
    """An anonymous message can't be answered."""
    account = zalo.connect(Account(OA, "t"), Egress())
    outcome = account.reply(Target("m1"), "Dạ")
    assert isinstance(outcome, Refused)
    assert outcome.code == "no_author"


def test_a_refresh_token_works_once(zalo_place: Place) -> None:
    """Both new tokens come together, and the old ones are spent."""
    zalo_place.do("set_page", refresh_token="r1", expired=True)
    secret, url = f"secret-{zalo_place.page_id}", f"{zalo_place.emulator.url}/zalo-oauth"

    def turn(refresh_token: str) -> Tokens:
        return zalo.refresh(
            app_id=APP, app_secret=secret, refresh_token=refresh_token, base_url=url, egress=LOCAL
        )

    first = turn("r1")
    assert timedelta(hours=24) < first.expires_at - datetime.now(UTC) < timedelta(hours=26)
    with pytest.raises(FetchError) as caught:
        turn("r1")
    assert caught.value.refused.needs is Need.TOKEN
    assert first.refresh_token is not None
    second = turn(first.refresh_token)
    account = replace(zalo_place.account, token=second.access_token)
    assert isinstance(zalo.connect(account, LOCAL).reply(zalo_place.target(), "Dạ"), Published)


@pytest.mark.parametrize(
    "body", [b"{", b"{}", b'{"access_token":"a","expires_in":"90000"}', b'{"error":-14014}']
)
def test_a_refresh_without_both_tokens_needs_the_page_connected_anew(body: bytes) -> None:
    """The old token is spent and the new one never came."""
    assert refused(lambda _: httpx2.Response(200, content=body)) is Need.TOKEN


@pytest.mark.parametrize("error", [httpx2.ConnectError("no"), httpx2.ReadTimeout("lost")])
def test_a_refresh_without_an_answer_may_be_tried_again(error: Exception) -> None:
    """Either the token was not spent, or the next answer says that it was."""

    def fail(request: httpx2.Request) -> httpx2.Response:
        raise error

    assert refused(fail) is Need.TIME
    assert refused(lambda _: httpx2.Response(503)) is Need.TIME
