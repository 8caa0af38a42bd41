"""What Zalo delivers: who may, and what is read of it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest

from moderation.errors import BadInputError, VerificationError
from moderation.vocabulary import CommentVerb
from platforms import (
    CommentEvent,
    UnreadableEvent,
    zalo,
)

APP = "360846524940903967"
SECRET = "oa-secret"
BODY = b'{"app_id":"360846524940903967","event_name":"user_send_text","timestamp":"1792563186000"}'
MAC = "c5d29cb22369fda6e8d78699c9d24ce623e4b8baafbebddbbaf6ec3976339f5b"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
OA, CITIZEN = "388613280878808645", "246845883529197922"


def event(name: str = "user_send_text", **message: object) -> bytes:
    """A body of Zalo."""
    sender, recipient = (OA, CITIZEN) if name.startswith("oa_") else (CITIZEN, OA)
    return json.dumps(
        {
            "app_id": APP,
            "event_name": name,
            "timestamp": "1795320011000",
            "sender": {"id": sender},
            "recipient": {"id": recipient},
            "message": {"msg_id": "96d3cdf3af150460909", **message},
        }
    ).encode()


@pytest.mark.parametrize("signature", [MAC, f"mac={MAC}", f"mac={MAC.upper()}", f" {MAC} "])
def test_the_documented_signature_is_accepted_in_every_dress(signature: str) -> None:
    """A plain SHA-256 over application, body, time and secret; with a prefix or without."""
    assert zalo.verify(["khác", SECRET], {"X-ZEvent-Signature": signature}, BODY, NOW)


def test_the_time_may_stand_in_a_header() -> None:
    """Where the body has none."""
    body = b'{"app_id":"1","event_name":"follow"}'
    mac = hashlib.sha256(b"1" + body + b"1795320011000" + SECRET.encode()).hexdigest()
    headers = {"x-zevent-signature": f"mac={mac}", "x-zevent-timestamp": "1795320011000"}
    assert zalo.verify([SECRET], headers, body, NOW)


@pytest.mark.parametrize(
    ("secrets", "headers", "body"),
    [
        ([SECRET], {}, BODY),
        ([SECRET], {"x-zevent-signature": "mac="}, BODY),
        ([SECRET], {"x-zevent-signature": MAC[:-1] + "0"}, BODY),
        ([""], {"x-zevent-signature": MAC}, BODY),
        ([], {"x-zevent-signature": MAC}, BODY),
        ([SECRET], {"x-zevent-signature": MAC}, BODY.replace(b"text", b"link")),
        ([SECRET], {"x-zevent-signature": MAC}, b"{"),
        ([SECRET], {"x-zevent-signature": MAC}, b"[]"),
        ([SECRET], {"x-zevent-signature": "mac=ố"}, BODY),
    ],
)
def test_anything_else_is_refused(secrets: list[str], headers: dict[str, str], body: bytes) -> None:
    """By the same kind of refusal, before anything of the body is believed."""
    with pytest.raises(VerificationError):
        zalo.verify(secrets, headers, body, NOW)


def test_the_message_is_the_deliverys_identifier() -> None:
    """Another body about the same message is the same delivery again."""
    ids = set()
    for body in (event(text="Chào"), event(text="Chào ") + b" "):
        mac = hashlib.sha256(APP.encode() + body + b"1795320011000" + SECRET.encode()).hexdigest()
        ids.add(zalo.verify([SECRET], {"x-zevent-signature": mac}, body, NOW))
    assert len(ids) == 1


def test_registering_an_address_is_a_probe() -> None:
    """An empty POST without a signature must get a 200; a signed one never is a probe."""
    assert zalo.is_probe({}, b"")
    assert zalo.is_probe({"content-type": "application/json"}, b"{}")
    assert not zalo.is_probe({}, BODY)
    assert not zalo.is_probe({"x-zevent-signature": "x"}, b"")
    assert zalo.greet([], {}) == "ok"


def test_a_citizens_message_is_a_comment_without_a_post() -> None:
    """Its author is whom a reply goes to."""
    assert zalo.read(event(text="Cho em hỏi lịch tiếp dân tuần này ạ")) == [
        CommentEvent(
            verb=CommentVerb.CREATED,
            external_id="96d3cdf3af150460909",
            text="Cho em hỏi lịch tiếp dân tuần này ạ",
            created_at=datetime.fromtimestamp(1795320011, UTC),
            occurred_at=datetime.fromtimestamp(1795320011, UTC),
            author_external_id=CITIZEN,
            page_external_id=OA,
        )
    ]


@pytest.mark.parametrize(
    "name", ["user_send_image", "user_send_sticker", "user_send_location", "anonymous_send_text"]
)
def test_a_message_without_text_is_a_comment_too(name: str) -> None:
    """Somebody has to look at the picture."""
    (told,) = zalo.read(event(name))
    assert isinstance(told, CommentEvent)
    assert told.text is None


@pytest.mark.parametrize(
    "name", ["oa_send_text", "user_seen_message", "follow", "unfollow", "user_reacted_message"]
)
def test_what_nobody_has_to_answer_is_passed_over(name: str) -> None:
    """Echoes of the account's own messages above all."""
    assert zalo.read(event(name, text="x")) == []


def test_an_echo_that_quotes_shows_what_became_of_a_reply() -> None:
    """It is the account's own words below the message that they answer."""
    (told,) = zalo.read(event("oa_send_text", text="Dạ", quote_msg_id="m1"))
    assert isinstance(told, CommentEvent)
    assert (told.author_external_id, told.parent_external_id) == (OA, "m1")
    assert told.page_external_id == OA


def test_an_event_that_is_not_known_is_set_aside() -> None:
    """Zalo may be newer than we are."""
    for body in (event("brand_new"), b'{"event_name":5}', event("user_send_text", msg_id=None)):
        (told,) = zalo.read(body)
        assert isinstance(told, UnreadableEvent)
    with pytest.raises(BadInputError):
        zalo.read(b"[]")
