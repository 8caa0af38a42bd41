"""Whatever a stranger sends becomes events or refusals of the house, in bounded time."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.errors import BadInputError, VerificationError
from moderation.vocabulary import Platform
from platforms import HANDSHAKES, RECEIVERS, CommentEvent, UnreadableEvent
from tests.platforms.spoiling import spoilings

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
NETWORKS = sorted(RECEIVERS)
WORDS = [
    "object", "entry", "changes", "field", "value", "feed", "comments", "item", "comment", "verb",
    "add", "edited", "remove", "comment_id", "post_id", "parent_id", "from", "id", "name",
    "message", "created_time", "time", "post", "media", "text", "username", "app_id",
    "event_name", "user_send_text", "oa_send_text", "timestamp", "sender", "recipient", "msg_id",
    "quote_msg_id", "event", "comment.update", "content", "comment_action", "insert", "messaging",
    "permalink_url", "self_ig_scoped_id", "user_openid", "type", "data", "author", "1795320011",
]  # fmt: skip
KEYS = st.sampled_from(WORDS) | st.text(max_size=8)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(WORDS)
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)  # fmt: skip
_COMMENT = {
    "item": "comment", "verb": "add", "comment_id": "1_2", "post_id": "9_1", "parent_id": "9_1",
    "from": {"id": "7", "name": "A"}, "message": "Chào", "created_time": 1795320009,
    "permalink_url": "https://xa.example", "post": {"id": "9_1", "permalink_url": "https://a.b"},
}  # fmt: skip
_IG_COMMENT = {
    "id": "1", "text": "x", "from": {"id": "2", "username": "a", "self_ig_scoped_id": "9"},
    "media": {"id": "3"}, "parent_id": "4",
}  # fmt: skip


def _meta(field: str, value: object) -> dict[str, object]:
    change: dict[str, object] = {"field": field, "value": value}
    head: dict[str, object] = {"id": "9", "time": 1795320011}
    return {"object": "page", "entry": [{**head, "changes": [change]}, {**head, **change}]}


ZALO = {
    "app_id": "1", "event_name": "user_send_text", "timestamp": "1795320011000",
    "sender": {"id": "1"}, "recipient": {"id": "2"},
    "message": {"msg_id": "m", "text": "x", "quote_msg_id": "n"},
}  # fmt: skip
_TIKTOK_CONTENT = {
    "comment_id": "1", "video_id": "2", "comment_action": "insert", "text": "x",
    "timestamp": 1795320011, "unique_identifier": "u", "parent_comment_id": "3",
}  # fmt: skip
_TIKTOK = {
    "event": "comment.update", "create_time": 1, "content": _TIKTOK_CONTENT, "user_openid": "b",
}  # fmt: skip
_STANDARD = {
    "type": "comment.created", "timestamp": "2026-11-22T04:00:09Z",
    "data": {
        "comment_id": "1", "text": "x", "author": {"id": "1", "name": "a"}, "post_id": "2",
        "post": {"text": "p", "permalink": "https://a.b", "created_at": 1795320011},
        "parent_id": "3", "created_at": 1795320011, "permalink": "https://a.b",
    },
}  # fmt: skip
SAMPLES: list[tuple[Platform, object]] = [
    (Platform.FACEBOOK, _meta("feed", _COMMENT)),
    (Platform.FACEBOOK, _meta("feed", {**_COMMENT, "verb": "remove", "post_id": None})),
    (Platform.INSTAGRAM, _meta("comments", _IG_COMMENT)),
    (Platform.ZALO, ZALO),
    (Platform.ZALO, {**ZALO, "event_name": "oa_send_text"}),
    (Platform.TIKTOK, _TIKTOK),
    (Platform.TIKTOK, {**_TIKTOK, "content": json.dumps(_TIKTOK_CONTENT)}),
    (Platform.STANDARD, _STANDARD),
    (Platform.STANDARD, [_STANDARD]),
]
HOSTILE = [
    b"[" * 200_000,
    b'{"entry":' * 50_000,
    b'{"entry":[' + b"{}," * 90_000 + b"{}]}",
    b'{"entry":[{"changes":[' + b"{}," * 90_000 + b"{}]}]}",
    b'{"entry":[{"id":"' + b"9" * 2_000_000 + b'","changes":[{"field":"feed"}]}]}',
    b'{"event_name":"' + b"\\u0000" * 300_000 + b'"}',
    b'{"event":"comment.update","content":"' + b"[" * 500_000 + b'"}',
    b'{"event":"comment.update","content":"' + b'{\\"a\\":' * 100_000 + b'"}',
    b'{"entry":' + b"9" * 1_000_000 + b"}",
    b'{"entry":[{"time":1e400,"changes":[{"field":"feed","value":{"item":"comment"}}]}]}',
    b'{"' + b'\\"' * 1_000_000,
    b"\xff\xfe" * 1000,
    b"\x00" * 1000,
]


def read(network: Platform, body: bytes) -> None:
    """Read; nothing but the house's own refusals may leave."""
    with contextlib.suppress(BadInputError):
        for event in RECEIVERS[network].read(body):
            assert isinstance(event, CommentEvent | UnreadableEvent)
            if isinstance(event, CommentEvent):
                held = f"{event.external_id}{event.text}{event.author_name}{event.permalink}"
                assert "\0" not in held
                held.encode()
                assert len(event.external_id) <= 512


def knock(network: Platform, headers: Mapping[str, str], body: bytes) -> None:
    """Nobody without the secret gets in, and nothing but a refusal comes out."""
    with pytest.raises(VerificationError):
        RECEIVERS[network].verify(["bí-mật", ""], headers, body, NOW)
    if network in HANDSHAKES:
        HANDSHAKES[network].is_probe(headers, body)


@pytest.mark.parametrize(("network", "sample"), SAMPLES, ids=range(len(SAMPLES)))
def test_a_delivery_spoiled_anywhere_is_read_or_refused(network: Platform, sample: object) -> None:
    """At every place, by everything that can't be there."""
    (event, *_) = RECEIVERS[network].read(json.dumps(sample).encode())
    assert isinstance(event, CommentEvent)
    for value in spoilings(sample):
        body = json.dumps(value).encode()
        read(network, body)
        knock(network, {"x-zevent-signature": "mac=00"}, body)


@pytest.mark.parametrize("network", NETWORKS)
@settings(max_examples=150)
@given(value=JSON)
def test_any_json_is_read_or_refused(network: Platform, value: object) -> None:
    """With the networks' own words in it, at any place."""
    read(network, json.dumps(value).encode())


@pytest.mark.parametrize("network", NETWORKS)
@given(body=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(network: Platform, body: bytes) -> None:
    """Not even JSON."""
    read(network, body)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_body_is_read_or_refused_soon(network: Platform, body: bytes) -> None:
    """Deep, long, repeated, or made of what no database takes."""
    read(network, body)
    knock(network, {}, body)


HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "x-hub-signature-256", "X-ZEvent-Signature", "x-zevent-timestamp", "tiktok-signature",
            "webhook-id", "webhook-timestamp", "webhook-signature",
        ]
    ),
    st.text(max_size=80) | st.sampled_from(["sha256=00", "mac=00", "t=1795320000,s=00", "v1,AA=="]),
)  # fmt: skip


@pytest.mark.parametrize("network", NETWORKS)
@given(
    headers=HEADERS,
    body=st.binary(max_size=80) | JSON.map(lambda value: json.dumps(value).encode()),
)
def test_nobody_gets_in_without_the_secret(
    network: Platform, headers: dict[str, str], body: bytes
) -> None:
    """Whatever the headers hold, in any alphabet."""
    knock(network, headers, body)


@pytest.mark.parametrize("network", sorted(HANDSHAKES))
@given(query=st.dictionaries(
    st.sampled_from(["hub.mode", "hub.challenge", "hub.verify_token"]),
    st.text(max_size=600) | st.just("subscribe"),
))  # fmt: skip
def test_a_handshake_is_answered_or_refused(network: Platform, query: dict[str, str]) -> None:
    """Nothing of the query comes back unless the token is right."""
    with contextlib.suppress(VerificationError):
        assert HANDSHAKES[network].greet(["bí-mật"], query) == "ok"
