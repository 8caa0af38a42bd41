"""Whatever a network answers becomes a listing, an outcome, or a refusal of the house."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.vocabulary import Platform, PublishKind
from platforms import (
    PUBLISHERS,
    SOURCES,
    Account,
    CommentEvent,
    Egress,
    FetchError,
    Published,
    Refused,
    Target,
    Unknown,
    UnreadableEvent,
    publish,
)
from tests.platforms.spoiling import spoilings

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TARGET = Target("1_2", "v1", "7001")
WORDS = [
    "data", "paging", "cursors", "after", "next", "id", "message", "from", "name", "created_time",
    "parent", "is_hidden", "comments", "error", "code", "error_subcode", "success", "text",
    "timestamp", "replies", "media", "hidden", "items", "snippet", "topLevelComment",
    "totalReplyCount", "publishedAt", "updatedAt", "nextPageToken", "errors", "reason",
    "authorChannelId", "value", "moderationStatus", "videoId", "comment_id", "create_time",
    "cursor", "has_more", "videos", "item_id", "message_id", "reply_list", "owner",
]  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers(-300, 60_000) | st.floats() | st.text(max_size=8)
    | st.sampled_from([*WORDS, "2026-11-22T04:00:09+0000", "1795320011", "quotaExceeded"])
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6)
    ),
    max_leaves=30,
)
_GRAPH_COMMENT = {
    "id": "1_2", "message": "x", "text": "x", "from": {"id": "1", "name": "a", "username": "b"},
    "created_time": "2026-11-22T04:00:09+0000", "timestamp": "2026-11-22T04:00:09+0000",
    "parent": {"id": "1"}, "parent_id": "1", "is_hidden": True, "hidden": False,
    "permalink_url": "https://a.b", "media": {"id": "3", "caption": "c"},
    "replies": {"data": [{"id": "5", "text": "y"}]},
}  # fmt: skip
_GRAPH_PAGE = {
    "data": [_GRAPH_COMMENT],
    "paging": {"cursors": {"after": "x"}, "next": "https://a.b"},
}
_SNIPPET = {
    "videoId": "v", "textOriginal": "x", "textDisplay": "y", "authorDisplayName": "a",
    "authorChannelId": {"value": "UC2"}, "publishedAt": "2026-11-22T04:00:09Z",
    "updatedAt": "2026-11-22T04:00:09Z", "parentId": "p", "moderationStatus": "published",
    "title": "t", "resourceId": {"videoId": "v"}, "totalReplyCount": 9,
    "topLevelComment": {"id": "c", "snippet": {"textOriginal": "x"}},
}  # fmt: skip
_TIKTOK_COMMENT = {
    "comment_id": "1", "video_id": "2", "text": "x", "create_time": "1795320011", "owner": True,
    "unique_identifier": "u", "display_name": "d", "reply_list": [{"comment_id": "2"}],
}  # fmt: skip
_META = (Platform.FACEBOOK, Platform.INSTAGRAM)
SAMPLES: list[tuple[Platform, object]] = [
    *((network, sample) for network in _META for sample in (
        _GRAPH_PAGE,
        {**_GRAPH_COMMENT, "comments": _GRAPH_PAGE},
        {"error": {"code": 190, "error_subcode": 463, "message": "x"}},
        {"success": True},
    )),
    (Platform.YOUTUBE, {"items": [{"id": "1", "snippet": _SNIPPET, "replies": {"comments": [
        {"id": "c.1", "snippet": {"textOriginal": "y"}}
    ]}}], "nextPageToken": "5"}),
    (Platform.YOUTUBE, {"error": {"code": 403, "errors": [{"reason": "quotaExceeded"}]}}),
    (Platform.TIKTOK, {"code": 0, "data": {
        "comments": [_TIKTOK_COMMENT], "comment_id": "1", "cursor": 3, "has_more": True,
    }}),
    (Platform.TIKTOK, {"code": 0, "data": {"videos": [
        {"item_id": "1", "caption": "c", "create_time": 1795320011}
    ]}}),
    (Platform.ZALO, {"error": 0, "data": {"message_id": "1"}}),
    (Platform.ZALO, {"error": -216}),
]  # fmt: skip
ANSWERS = st.builds(
    httpx2.Response,
    st.sampled_from([200, 200, 200, 204, 301, 400, 401, 403, 404, 429, 500, 503]),
    content=JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40),
    headers=st.dictionaries(
        st.sampled_from(["retry-after", "x-app-usage", "x-business-use-case-usage", "date"]),
        st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=30)
        | st.sampled_from(['{"call_count":90}', '{"1":[{"total_time":"x"}]}', "[[[", "120"]),
    ),
)


class Network:
    """A network whose every answer is the one that was put here last."""

    def __init__(self, network: Platform) -> None:
        self.answer = httpx2.Response(200)
        egress = Egress(transport=httpx2.MockTransport(self._handle))
        account = Account("UC1", "t")
        self.source = SOURCES[network](account, egress) if network in SOURCES else None
        self.publisher = PUBLISHERS[network](account, egress)

    def read_all(self) -> None:
        """Every step of reading; nothing but a refusal of the house may leave."""
        source = self.source
        assert source is not None
        for step in (
            lambda: source.posts(since=LONG_AGO),
            lambda: source.comments("1_2", since=LONG_AGO),
            lambda: source.replies(TARGET),
            lambda: source.check([TARGET]),
            lambda: source.recent(since=LONG_AGO),
        ):
            with contextlib.suppress(FetchError):
                for item in step().items:
                    if isinstance(item, CommentEvent):
                        assert "\0" not in f"{item.external_id}{item.text}"
                    else:
                        assert isinstance(item, UnreadableEvent) or item.external_id
        assert source.usage.units > 0

    def act_all(self) -> None:
        """Every act; each ends in an outcome that keeps its promise."""
        for kind in PublishKind:
            outcome = publish(self.publisher, kind, TARGET, "Dạ")
            assert isinstance(outcome, Published | Refused | Unknown)
            if isinstance(outcome, Published):
                assert 200 <= self.answer.status_code < 300
                assert outcome.remote_id or kind is not PublishKind.REPLY
            if isinstance(outcome, Unknown):
                assert outcome.why
            if isinstance(outcome, Refused):
                assert outcome.message.endswith(".")

    def _handle(self, _: httpx2.Request) -> httpx2.Response:
        given = self.answer
        return httpx2.Response(given.status_code, content=given.content, headers=given.headers)


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(("network", "sample"), SAMPLES, ids=range(len(SAMPLES)))
def test_an_answer_spoiled_anywhere_is_read_or_refused(
    network: Platform, sample: object, status: int
) -> None:
    """At every place, by everything that can't be there."""
    there = Network(network)
    for value in spoilings(sample):
        there.answer = httpx2.Response(status, content=json.dumps(value).encode())
        if there.source is not None and status == 200:
            there.read_all()
        there.act_all()


@pytest.mark.parametrize("network", sorted(SOURCES))
@settings(max_examples=100)
@given(answer=ANSWERS)
def test_any_answer_is_a_listing_or_a_refusal(network: Platform, answer: httpx2.Response) -> None:
    """With the networks' own words in it, at any place."""
    there = Network(network)
    there.answer = answer
    there.read_all()


@pytest.mark.parametrize("network", sorted(PUBLISHERS))
@settings(max_examples=100)
@given(answer=ANSWERS)
def test_any_answer_is_an_outcome(network: Platform, answer: httpx2.Response) -> None:
    """A publish never ends in an error, and a reply without its identifier is never published."""
    there = Network(network)
    there.answer = answer
    there.act_all()
