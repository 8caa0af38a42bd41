"""What is done on a Facebook page, on the emulated network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from moderation.vocabulary import CommentVerb, Platform, PublishKind
from platforms import (
    CAPABILITIES,
    Account,
    CommentEvent,
    Egress,
    FetchError,
    Need,
    Published,
    Refused,
    Target,
    Unknown,
    facebook,
    publish,
)
from platforms.facebook import FacebookPage
from tests.platforms.conftest import LOCAL, Place

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DAY = 24 * 3600


def connected(place: Place) -> FacebookPage:
    """A way to the page."""
    return facebook.connect(place.account, LOCAL)


def answered(status: int, error: dict[str, object] | None, **more: object) -> object:
    """What becomes of a reply that is answered like this."""
    body = {"error": error} if error else dict(more)
    response = httpx2.Response(status, json=body)
    transport = httpx2.MockTransport(lambda _: response)
    return facebook.connect(Account("1", "t"), Egress(transport=transport)).reply(Target("1"), "Dạ")


def test_a_reply_stands_below_its_comment_once(facebook_place: Place) -> None:
    """What the citizen sees, what the ledger says and what came back agree."""
    target = facebook_place.target()
    outcome = publish(connected(facebook_place), PublishKind.REPLY, target, "Dạ, 17 giờ ạ.")
    (entry,) = facebook_place.accepted()
    assert outcome == Published(entry["remote_id"])
    assert (entry["act"], entry["comment_id"]) == ("reply", target.comment_id)
    shown = facebook_place.emulator.look("facebook", facebook_place.page_id)
    assert shown.count("Dạ, 17 giờ ạ.") == 1


def test_a_reply_is_found_again_below_its_comment(facebook_place: Place) -> None:
    """Where its fate is unknown, this is how it is known after all."""
    target, page = facebook_place.target(), connected(facebook_place)
    facebook_place.emulator.do("set_faults", queue=["accept_then_drop"])
    assert isinstance(page.reply(target, "Dạ có ạ."), Unknown)
    (own, _) = page.replies(target).items
    assert isinstance(own, CommentEvent)
    assert own.text == "Dạ có ạ."
    assert own.parent_external_id == target.comment_id
    assert own.author_external_id == facebook_place.page_id


def test_hiding_and_showing_again(facebook_place: Place) -> None:
    """A check tells which of the two holds."""
    target, page = facebook_place.target(), connected(facebook_place)
    for act, verb in (
        (PublishKind.HIDE, CommentVerb.HIDDEN),
        (PublishKind.UNHIDE, CommentVerb.UNHIDDEN),
    ):
        assert publish(page, act, target) == Published()
        told = page.check([target]).items[-1]
        assert isinstance(told, CommentEvent)
        assert told.verb is verb


def test_a_private_reply_goes_out_once_and_within_a_week(facebook_place: Place) -> None:
    """A second one, or a late one, is surely not sent."""
    page, target = connected(facebook_place), facebook_place.target()
    assert isinstance(page.private_reply(target, "Mời bác nhắn địa chỉ."), Published)
    again = page.private_reply(target, "Mời bác nhắn địa chỉ.")
    assert isinstance(again, Refused)
    assert (again.code, again.may_retry) == ("already_replied", False)
    late = page.private_reply(facebook_place.target(age_seconds=8 * DAY), "Chào bác.")
    assert isinstance(late, Refused)
    assert (late.code, late.needs) == ("window_closed", Need.NOTHING)
    assert CAPABILITIES[Platform.FACEBOOK].private_reply_window == timedelta(days=7)


def test_the_pages_own_reply_is_edited_and_deleted(facebook_place: Place) -> None:
    """Both are acts of their own in the ledger."""
    page = connected(facebook_place)
    outcome = page.reply(facebook_place.target(), "Dạ, 7 giờ.")
    assert isinstance(outcome, Published)
    own = Target(outcome.remote_id or "")
    assert page.edit(own, "Dạ, 17 giờ.") == Published()
    assert page.delete(own) == Published()
    assert [entry["act"] for entry in facebook_place.accepted()] == ["reply", "edit", "delete"]


def test_a_comment_that_is_gone_can_not_be_answered(facebook_place: Place) -> None:
    """Nothing is tried again; a check tells that it is gone."""
    target, page = facebook_place.target(), connected(facebook_place)
    facebook_place.do("remove_comment", comment_id=target.comment_id)
    outcome = page.reply(target, "Dạ.")
    assert isinstance(outcome, Refused)
    assert (outcome.needs, outcome.code) == (Need.NOTHING, "gone")
    (told,) = page.check([target]).items
    assert isinstance(told, CommentEvent)
    assert told.verb is CommentVerb.DELETED


def test_nothing_is_called_gone_when_the_page_itself_can_not_be_seen() -> None:
    """Graph says the same of what is gone and of what the token may not see."""
    error = {"code": 100, "error_subcode": 33, "message": "x"}
    response = httpx2.Response(400, json={"error": error})
    egress = Egress(transport=httpx2.MockTransport(lambda _: response))
    with pytest.raises(FetchError):
        facebook.connect(Account("1", "t"), egress).check([Target("1_2")])


def test_an_expired_token_pauses_the_page(facebook_place: Place) -> None:
    """Nothing is lost: the same acts pass once the page is connected anew."""
    target, page = facebook_place.target(), connected(facebook_place)
    facebook_place.do("set_page", expired=True)
    outcome = page.reply(target, "Dạ.")
    assert isinstance(outcome, Refused)
    assert (outcome.needs, outcome.network_code) == (Need.TOKEN, "190/463")
    assert outcome.may_retry
    with pytest.raises(FetchError) as caught:
        page.posts()
    assert caught.value.refused.needs is Need.TOKEN
    facebook_place.do("set_page", expired=False)
    assert isinstance(page.reply(target, "Dạ."), Published)
    assert len(facebook_place.accepted()) == 1


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        ("rate_limited", timedelta(minutes=1)),
        ("page_limited", timedelta(minutes=5)),
        ("blocked", timedelta(hours=1)),
    ],
)
def test_limits_say_how_long_to_rest(facebook_place: Place, fault: str, wait: timedelta) -> None:
    """The page is paused, and the time is the one that Facebook gives."""
    target = facebook_place.target()
    facebook_place.emulator.do("set_faults", queue=[fault])
    outcome = connected(facebook_place).reply(target, "Dạ.")
    assert isinstance(outcome, Refused)
    assert (outcome.needs, outcome.retry_after) == (Need.PACE, wait)
    assert facebook_place.accepted() == []


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [
        ("accept_then_drop", 1),
        ("accept_then_500", 1),
        ("accept_then_cut", 1),
        ("server_error", 0),
        ("drop", 0),
    ],
)
def test_what_can_not_be_known_is_unknown(facebook_place: Place, fault: str, accepted: int) -> None:
    """The caller sees the same whether or not it was done, and must not guess."""
    target = facebook_place.target()
    facebook_place.emulator.do("set_faults", queue=[fault])
    assert isinstance(connected(facebook_place).reply(target, "Dạ."), Unknown)
    assert len(facebook_place.accepted()) == accepted


def test_a_slow_answer_is_waited_for(facebook_place: Place) -> None:
    """Slow is not lost."""
    target = facebook_place.target()
    facebook_place.emulator.do("set_faults", queue=["slow"], slow_seconds=0.3)
    assert isinstance(connected(facebook_place).reply(target, "Dạ."), Published)


@pytest.mark.parametrize(
    ("status", "error", "needs"),
    [
        (400, {"code": 102}, Need.TOKEN),
        (500, {"code": 190}, Need.TOKEN),
        (400, {"code": 10}, Need.PERMISSION),
        (400, {"code": 200}, Need.PERMISSION),
        (400, {"code": 299}, Need.PERMISSION),
        *[(400, {"code": code}, Need.PACE) for code in (4, 17, 32, 341, 368, 613, 80001)],
        (500, {"code": 368}, Need.PACE),
        (200, {"code": 613}, Need.PACE),
        (400, {"code": 100}, Need.TEXT),
        (400, {"code": 1500}, Need.TEXT),
        (400, {"code": 506}, Need.PERSON),
        (400, {"code": 1705}, Need.PERSON),
        (403, {"message": "no code"}, Need.PERSON),
    ],
)
def test_the_code_decides_and_not_the_status(
    status: int, error: dict[str, object], needs: Need
) -> None:
    """Facebook answers most errors with 400, and some with 500."""
    outcome = answered(status, error)
    assert isinstance(outcome, Refused)
    assert outcome.needs is needs


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, {"code": 2}), (400, {"code": 1}), (200, {"code": 2}), (500, {"code": 999999})],
)
def test_an_error_of_the_service_is_unknown(status: int, error: dict[str, object]) -> None:
    """Posts have been published by calls that ended in such an error."""
    assert isinstance(answered(status, error), Unknown)


def test_success_without_an_identifier_is_unknown() -> None:
    """What can't be named can't be found again."""
    assert answered(200, None, success=True) == Unknown("no_id")
    assert answered(200, None, id=5) == Unknown("no_id")
    assert answered(200, None, id="9_9") == Published("9_9")


def test_an_app_may_want_each_call_proved(facebook_place: Place) -> None:
    """Meta's setting "Require App Secret"."""
    target = facebook_place.target()
    facebook_place.do("set_page", options={"wants_proof": True})
    assert isinstance(connected(facebook_place).reply(target, "Dạ."), Refused)
    known = facebook_place.account
    secret = f"secret-{facebook_place.page_id}"
    proving = Account(known.external_id, known.token, secret, known.base_url)
    assert isinstance(facebook.connect(proving, LOCAL).reply(target, "Dạ."), Published)
