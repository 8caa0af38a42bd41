"""The Standard Webhooks receiver: who may deliver, and what a delivery may say."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from moderation.errors import BadInputError, TooLargeError, VerificationError
from moderation.vocabulary import CommentVerb, Platform
from platforms import RECEIVERS, CommentEvent, PostRef, UnreadableEvent, standard

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_dGhpcyBpcyBhbm90aGVyIHNlY3JldCBrZXk="
BODY = b'{"test": 2432232314}'
NOW = datetime.fromtimestamp(1614265330, tz=UTC)
VECTOR = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def signed(body: bytes, secret: str = SECRET, now: datetime = NOW) -> dict[str, str]:
    """The headers that the standardwebhooks library would send."""
    signature = Webhook(secret).sign("msg_1", now, body.decode())
    stamp = str(int(now.timestamp()))
    return {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}


def one(**data: object) -> CommentEvent | UnreadableEvent:
    """The event of a created comment with these fields."""
    body = {"type": "comment.created", "data": {"comment_id": "c1", "text": "Xin hỏi"} | data}
    (event,) = standard.read(json.dumps(body).encode())
    return event


def test_the_published_test_vector_is_accepted() -> None:
    """The vector of the specification verifies and gives the delivery's id."""
    assert standard.verify([SECRET], VECTOR, BODY, NOW) == VECTOR["webhook-id"]


def test_what_the_library_signs_is_accepted() -> None:
    """Any sender that uses the standardwebhooks library is understood."""
    body = '{"text":"Đường ngập"}'.encode()
    assert standard.verify([SECRET], signed(body), body, NOW) == "msg_1"


def test_header_names_match_in_any_case() -> None:
    """Proxies change the case of header names."""
    headers = {name.title(): value for name, value in VECTOR.items()}
    assert standard.verify([SECRET], headers, BODY, NOW)


@pytest.mark.parametrize("secrets", [[SECRET, OTHER], [OTHER, SECRET]])
def test_both_secrets_live_during_a_rotation(secrets: list[str]) -> None:
    """A delivery signed with either of two secrets is accepted."""
    assert standard.verify(secrets, signed(BODY), BODY, NOW)
    assert standard.verify(secrets, signed(BODY, OTHER), BODY, NOW)


def test_one_good_signature_among_several_is_enough() -> None:
    """A sender in rotation signs with both keys; v1a and unknown versions are passed over."""
    headers = VECTOR | {
        "webhook-signature": f"v1a,AAAA v1,bm90IHRoaXM= junk {VECTOR['webhook-signature']}"
    }
    assert standard.verify([SECRET], headers, BODY, NOW)


def test_a_changed_body_is_refused() -> None:
    """One byte more and the signature no longer holds."""
    with pytest.raises(VerificationError, match="Chữ ký"):
        standard.verify([SECRET], VECTOR, BODY + b" ", NOW)


def test_a_body_that_is_not_text_is_refused_and_not_a_crash() -> None:
    """The signature is over bytes, whatever they are."""
    with pytest.raises(VerificationError):
        standard.verify([SECRET], VECTOR, b"\xff\xfe\x00", NOW)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_delivery_more_than_five_minutes_off_is_refused(minutes: int) -> None:
    """An old delivery may be a replay, a future one a wrong clock."""
    with pytest.raises(VerificationError, match="5 phút"):
        standard.verify([SECRET], VECTOR, BODY, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("minutes", [-4.9, 4.9])
def test_a_delivery_within_five_minutes_is_accepted(minutes: float) -> None:
    """Clocks differ a little."""
    assert standard.verify([SECRET], VECTOR, BODY, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("name", list(VECTOR))
@pytest.mark.parametrize("value", [None, "", "\udcff", "x" * 300])
def test_a_missing_or_broken_header_is_refused(name: str, value: str | None) -> None:
    """Every malformed header ends in the same kind of refusal."""
    headers = {key: text for key, text in VECTOR.items() if key != name}
    if value is not None:
        headers[name] = value
    with pytest.raises(VerificationError):
        standard.verify([SECRET], headers, BODY, NOW)


@pytest.mark.parametrize("secrets", [[], [""], ["whsec_"], ["whsec_%%%"]])
def test_an_empty_or_broken_secret_opens_to_nobody(secrets: list[str]) -> None:
    """An empty key would let anybody sign."""
    with pytest.raises(VerificationError):
        standard.verify(secrets, VECTOR, BODY, NOW)


def test_a_created_comment_is_read_whole() -> None:
    """Every field of the documented body arrives."""
    body = {
        "type": "comment.created",
        "timestamp": "2026-11-22T04:00:10Z",
        "data": {
            "platform": "standard",
            "page_id": "trang-1",
            "post_id": "bai-7",
            "post": {"text": "Lịch tiếp dân", "permalink": "https://xa.example/7"},
            "comment_id": "bl-1",
            "parent_id": "bl-0",
            "author": {"id": "u1", "name": "Trần Thị B"},
            "text": "Chiều thứ bảy có tiếp không ạ?",
            "created_at": "2026-11-22T11:00:09+07:00",
            "permalink": "https://xa.example/7#bl-1",
        },
    }
    assert standard.read(json.dumps(body).encode()) == [
        CommentEvent(
            verb=CommentVerb.CREATED,
            external_id="bl-1",
            text="Chiều thứ bảy có tiếp không ạ?",
            created_at=datetime(2026, 11, 22, 4, 0, 9, tzinfo=UTC),
            occurred_at=datetime(2026, 11, 22, 4, 0, 10, tzinfo=UTC),
            post=PostRef("bai-7", "Lịch tiếp dân", "https://xa.example/7"),
            parent_external_id="bl-0",
            author_external_id="u1",
            author_name="Trần Thị B",
            permalink="https://xa.example/7#bl-1",
        )
    ]


@pytest.mark.parametrize("verb", list(CommentVerb))
def test_every_verb_is_read(verb: CommentVerb) -> None:
    """Edited, deleted, hidden and unhidden come like created."""
    body = {"type": f"comment.{verb}", "data": {"comment_id": "c1"}}
    (event,) = standard.read(json.dumps(body).encode())
    assert isinstance(event, CommentEvent)
    assert event.verb is verb


def test_an_unknown_type_is_set_aside_as_unhandled() -> None:
    """A sender may be newer than we are."""
    (event,) = standard.read(b'{"type":"comment.liked","data":{"comment_id":"c1"}}')
    assert isinstance(event, UnreadableEvent)
    assert event.code == "unhandled"


def test_unknown_fields_do_no_harm() -> None:
    """What is not known is passed over."""
    assert isinstance(one(mood="vui", nested={"a": [1, 2.5, None]}), CommentEvent)


def test_one_bad_event_does_not_sink_its_siblings() -> None:
    """Each event of a batch stands for itself; the bad one is told by its position."""
    good = {"type": "comment.created", "data": {"comment_id": "c1", "text": "được"}}
    bad = [{"type": "comment.created", "data": {}}, 5, None, "x", {**good, "timestamp": "hôm qua"}]
    events = standard.read(json.dumps([good, *bad, good]).encode())
    assert [isinstance(event, CommentEvent) for event in events] == [True, *[False] * 5, True]
    assert [e.position for e in events if isinstance(e, UnreadableEvent)] == [1, 2, 3, 4, 5]


def test_not_a_number_and_a_repeated_key_cost_their_own_event_only() -> None:
    """What strict JSON does not have is refused where it stands."""
    good = b'{"type":"comment.created","data":{"comment_id":"c1"}}'
    nan = b'{"type":"comment.created","data":{"comment_id":"c1","likes":NaN}}'
    infinite = b'{"type":"comment.created","data":{"comment_id":"c1","likes":1e999}}'
    repeated = b'{"type":"comment.created","data":{"comment_id":"c1","comment_id":"c2"}}'
    events = standard.read(b"[" + b",".join([nan, good, infinite, repeated]) + b"]")
    assert [isinstance(event, CommentEvent) for event in events] == [False, True, False, False]


def test_a_long_comment_is_taken_and_a_giant_one_is_told() -> None:
    """100,000 characters pass; over 200,000 is an event that can't be read."""
    long = one(text="dài " * 25_000)
    assert isinstance(long, CommentEvent)
    assert len(long.text or "") == 100_000
    giant = one(text="d" * 200_001)
    assert isinstance(giant, UnreadableEvent)
    assert giant.code == "text_too_long"


def test_nul_and_lone_surrogates_never_reach_the_database() -> None:
    """PostgreSQL refuses both; the rest of the text is kept."""
    (event,) = standard.read(
        b'{"type":"comment.created","data":{"comment_id":"c1",'
        b'"text":"a\\u0000b\\ud83dc \\ud83d\\ude4f"}}'
    )
    assert isinstance(event, CommentEvent)
    assert event.text == "ab\ufffdc 🙏"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_a_link_that_is_not_of_the_web_is_left_out(link: str) -> None:
    """A link is shown to staff to click on."""
    event = one(permalink=link)
    assert isinstance(event, CommentEvent)
    assert event.permalink is None


def test_numeric_ids_keep_every_digit() -> None:
    """A sender may write an id as a number, of any length."""
    (event,) = standard.read(
        b'{"type":"comment.created","data":{"comment_id":17841400000000001,'
        b'"post_id":123456789012345678901234567890}}'
    )
    assert isinstance(event, CommentEvent)
    assert event.external_id == "17841400000000001"
    assert event.post == PostRef("123456789012345678901234567890")


@pytest.mark.parametrize("value", [True, 1.5, [], {}, "x" * 513])
def test_an_id_of_another_kind_is_refused(value: object) -> None:
    """An id is a string or a whole number of bounded length."""
    assert isinstance(one(comment_id=value), UnreadableEvent)


@pytest.mark.parametrize("body", [b"", b"{", b"xin chao", b"\xff\xfe", b'{"a":1} {"b":2}'])
def test_what_is_not_json_is_refused_in_vietnamese(body: bytes) -> None:
    """The sender is told what is wrong and that nothing was written."""
    with pytest.raises(BadInputError, match="Chưa có gì được ghi"):
        standard.read(body)


def test_a_batch_over_the_limit_is_refused() -> None:
    """100,000 values are some 4,000 events."""
    with pytest.raises(TooLargeError):
        standard.read(b"[" + b"1," * 100_001 + b"1]")


def test_a_batch_of_four_thousand_events_passes() -> None:
    """What `dump` promises to an import."""
    event = CommentEvent(
        CommentVerb.CREATED, "c", "t", NOW, NOW, PostRef("p", "x", "https://a.example", NOW), "q",
        "u", "n", "https://b.example",
    )  # fmt: skip
    assert standard.read(standard.dump([event] * 4000)) == [event] * 4000


def test_the_module_is_a_receiver_of_its_platform() -> None:
    """The web side finds the receiver by the page's platform."""
    assert RECEIVERS[Platform.STANDARD].verify([SECRET], VECTOR, BODY, NOW)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50)
IDS = TEXTS.filter(bool)
TIMES = st.datetimes(
    datetime(1990, 1, 2), datetime(2099, 12, 30), timezones=st.sampled_from(  # noqa: DTZ001
        [UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-5, minutes=-30))]
    ),
)  # fmt: skip
LINKS = st.builds("https://xa.example/{}".format, st.integers())
POSTS = st.builds(PostRef, IDS, st.none() | TEXTS, st.none() | LINKS, st.none() | TIMES)
EVENTS = st.builds(
    CommentEvent, st.sampled_from(CommentVerb), IDS, st.none() | TEXTS, st.none() | TIMES,
    st.none() | TIMES, st.none() | POSTS, st.none() | IDS, st.none() | IDS, st.none() | TEXTS,
    st.none() | LINKS,
)  # fmt: skip


@given(st.lists(EVENTS, max_size=5))
def test_reading_what_was_dumped_gives_the_same_events(events: list[CommentEvent]) -> None:
    """An import travels the same road as a webhook and loses nothing on it."""
    assert standard.read(standard.dump(events)) == events


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["type", "data", "comment_id", "text", "author", "post", "timestamp"])
        | st.text(), inner,
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_any_json_is_read_without_a_crash(value: object) -> None:
    """Whatever a stranger sends becomes events or refusals."""
    for event in standard.read(json.dumps(value).encode()):
        assert isinstance(event, CommentEvent | UnreadableEvent)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """No other error than the house's own leaves the reader."""
    with contextlib.suppress(BadInputError):
        standard.read(body)
