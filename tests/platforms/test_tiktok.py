"""A TikTok business account in and out, on the emulated network."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from moderation.errors import BadInputError, VerificationError
from moderation.vocabulary import CommentVerb
from platforms import (
    Account,
    CommentEvent,
    Egress,
    FetchError,
    Need,
    Published,
    Refused,
    Target,
    Unknown,
    UnreadableEvent,
    tiktok,
)
from tests.platforms.conftest import LOCAL, Place

SECRET = "client-secret"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def signature(body: bytes, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    """The header that TikTok documents."""
    stamp = str(int(at.timestamp()))
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"TikTok-Signature": f"t={stamp},s={mac}"}


def event(action: str = "insert", **more: object) -> bytes:
    """A comment's event; its content is JSON in a text."""
    content = {"comment_id": "7590", "video_id": "v1", "comment_action": action, **more}
    return json.dumps(
        {
            "event": "comment.update",
            "create_time": 1795320011,
            "user_openid": "biz",
            "content": json.dumps(content),
        }
    ).encode()


def answered(answer: object, status: int = 200) -> object:
    """What becomes of a reply that is answered like this."""
    response = httpx2.Response(status, json=answer)
    egress = Egress(transport=httpx2.MockTransport(lambda _: response))
    return tiktok.connect(Account("biz", "t"), egress).reply(Target("7590", "v1"), "Dạ")


def test_a_signed_body_is_accepted() -> None:
    """HMAC over time and body, up to the end of TikTok's repetitions."""
    body = event()
    assert tiktok.verify(["old", SECRET], signature(body), body, NOW)
    assert tiktok.verify([SECRET], signature(body, NOW - timedelta(hours=72)), body, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"tiktok-signature": ""},
        {"tiktok-signature": "t=1"},
        {"tiktok-signature": "t=x,s=y"},
        {"tiktok-signature": "t=1795320000,s=00"},
        signature(b"other"),
        signature(event(), NOW - timedelta(hours=74)),
        signature(event(), secret="other"),
    ],
)
def test_anything_else_is_refused(headers: dict[str, str]) -> None:
    """Missing, old, or by somebody else."""
    with pytest.raises(VerificationError):
        tiktok.verify([SECRET, ""], headers, event(), NOW)


@pytest.mark.parametrize(
    ("action", "verb"),
    [
        ("insert", CommentVerb.CREATED),
        ("delete", CommentVerb.DELETED),
        ("set_to_hidden", CommentVerb.HIDDEN),
        ("set_to_public", CommentVerb.UNHIDDEN),
    ],
)
def test_every_action_is_read(action: str, verb: CommentVerb) -> None:
    """From the text inside the text."""
    (told,) = tiktok.read(event(action, text="Ở đâu vậy ạ?", unique_identifier="u1"))
    assert isinstance(told, CommentEvent)
    assert (told.verb, told.external_id, told.page_external_id) == (verb, "7590", "biz")


def test_other_events_are_passed_over_and_odd_ones_told() -> None:
    """A video that was published is nobody's comment."""
    assert tiktok.read(b'{"event":"video.publish.completed"}') == []
    for body in (event("blessed"), b'{"event":"comment.update","content":"{"}', event(text=5)):
        (told,) = tiktok.read(body)
        assert isinstance(told, UnreadableEvent)
    with pytest.raises(BadInputError):
        tiktok.read(b"[]")


def test_a_reply_stands_below_its_comment_once(tiktok_place: Place) -> None:
    """The ledger, the page and the outcome agree."""
    target = tiktok_place.target()
    account = tiktok.connect(tiktok_place.account, LOCAL)
    outcome = account.reply(target, "Dạ, ở nhà văn hóa ạ.")
    (entry,) = tiktok_place.accepted()
    assert outcome == Published(entry["remote_id"])
    (told,) = account.replies(target).items
    assert isinstance(told, CommentEvent)
    assert (told.text, told.author_external_id) == ("Dạ, ở nhà văn hóa ạ.", tiktok_place.page_id)


def test_hide_show_and_delete(tiktok_place: Place) -> None:
    """Each shows in the ledger once."""
    target, account = tiktok_place.target(), tiktok.connect(tiktok_place.account, LOCAL)
    for outcome in (account.hide(target), account.unhide(target), account.delete(target)):
        assert outcome == Published()
    assert [entry["act"] for entry in tiktok_place.accepted()] == ["hide", "unhide", "delete"]
    (told,) = account.check([target]).items
    assert isinstance(told, CommentEvent)
    assert told.verb is CommentVerb.DELETED


def test_a_target_without_its_video_is_refused_before_anything_is_sent() -> None:
    """TikTok asks for both."""
    with pytest.raises(BadInputError, match="video"):
        tiktok.connect(Account("biz", "t")).reply(Target("7590"), "Dạ")


def test_recent_comments_come_with_their_replies(tiktok_place: Place) -> None:
    """Video by video, page by page."""
    post_id = tiktok_place.post("Phiên chợ quê")
    for number in range(35):
        root = tiktok_place.comment(f"hỏi {number}", post_id=post_id, age_seconds=100 - number)
    tiktok_place.comment("tôi cũng hỏi", post_id=post_id, parent_id=root)
    account, cursor, said, calls = tiktok.connect(tiktok_place.account, LOCAL), None, set(), 0
    while calls == 0 or cursor is not None:
        found = account.recent(since=LONG_AGO, cursor=cursor)
        said |= {word.text for word in found.items if isinstance(word, CommentEvent)}
        cursor, calls = found.next_cursor, calls + 1
    assert said == {"tôi cũng hỏi", *(f"hỏi {number}" for number in range(35))}
    assert calls == 3


@pytest.mark.parametrize(
    ("code", "needs"),
    [
        (40105, Need.TOKEN),
        (40100, Need.PACE),
        (40001, Need.PERMISSION),
        (40002, Need.TEXT),
        (40999, Need.PERSON),
    ],
)
def test_codes_inside_a_success_are_refusals(code: int, needs: Need) -> None:
    """HTTP says 200 whatever happens."""
    outcome = answered({"code": code, "message": "x", "data": {}})
    assert isinstance(outcome, Refused)
    assert outcome.needs is needs


@pytest.mark.parametrize(
    "answer", [{"code": 50000}, {"code": 0}, {"code": 0, "data": {}}, {}, {"code": True}]
)
def test_an_answer_that_does_not_say_is_unknown(answer: object) -> None:
    """And one of the service's own faults as well."""
    assert isinstance(answered(answer), Unknown)


def test_a_refused_listing_is_told(tiktok_place: Place) -> None:
    """With what it waits for."""
    tiktok_place.do("set_page", expired=True)
    with pytest.raises(FetchError) as caught:
        tiktok.connect(tiktok_place.account, LOCAL).posts()
    assert caught.value.refused.needs is Need.TOKEN
