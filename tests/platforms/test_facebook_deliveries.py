"""What Facebook delivers: who may, and what is read of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from moderation.errors import BadInputError, TooLargeError, VerificationError
from moderation.vocabulary import CommentVerb
from platforms import CommentEvent, PostRef, UnreadableEvent, facebook

SECRET = "app-secret"
BODY = b'{"entry":[{"id":"1","time":1}],"object":"page"}'
MAC = "1bec628fc9fa1533aee61fd75f6801df396204f80436bbc4cfcef39bf2922b3c"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PAGE = "102030405060708"
POST = f"{PAGE}_122110"
TOLD_AT = 1795320011
WRITTEN_AT = 1795320009


def delivered(*values: object, time: object = TOLD_AT, field: str = "feed") -> bytes:
    """A body with these changes of one page."""
    changes = [{"field": field, "value": value} for value in values]
    return json.dumps(
        {"object": "page", "entry": [{"id": PAGE, "time": time, "changes": changes}]}
    ).encode()


def value(**more: object) -> dict[str, object]:
    """A comment at the top; None takes a field away."""
    usual = {
        "item": "comment",
        "verb": "add",
        "comment_id": "122110_988001",
        "post_id": POST,
        "parent_id": POST,
        "from": {"id": "7001", "name": "Nguyễn Văn A"},
        "message": "Cho hỏi thủ tục làm lại căn cước?",
        "created_time": WRITTEN_AT,
    }
    return {k: v for k, v in (usual | more).items() if v is not None}


def one(**more: object) -> CommentEvent:
    """The only event of a body with one change."""
    (event,) = facebook.read(delivered(value(**more)))
    assert isinstance(event, CommentEvent)
    return event


def test_the_documented_signature_is_accepted() -> None:
    """HMAC-SHA256 with the app's secret over the raw bytes."""
    assert facebook.verify([SECRET], {"X-Hub-Signature-256": f"sha256={MAC}"}, BODY, NOW)


def test_the_same_body_has_the_same_identifier() -> None:
    """Meta gives deliveries no identifier, and sends them again until they are taken."""
    headers = {"x-hub-signature-256": f"sha256={MAC}"}
    first = facebook.verify([SECRET, "new"], headers, BODY, NOW)
    assert first == facebook.verify(["new", SECRET], headers, BODY, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature-256": ""},
        {"x-hub-signature-256": MAC},
        {"x-hub-signature-256": f"sha1={MAC}"},
        {"x-hub-signature-256": f"sha256={MAC[:-1]}0"},
        {"x-hub-signature-256": "sha256="},
        {"x-hub-signature-256": "sha256=ố\ud800"},
    ],
)
def test_any_other_signature_is_refused(headers: dict[str, str]) -> None:
    """Missing, cut, or of another kind: the same refusal."""
    with pytest.raises(VerificationError):
        facebook.verify([SECRET], headers, BODY, NOW)


@pytest.mark.parametrize("secrets", [[], [""], ["other"]])
def test_an_empty_or_other_secret_opens_to_nobody(secrets: list[str]) -> None:
    """An empty key would let anybody sign."""
    with pytest.raises(VerificationError):
        facebook.verify(secrets, {"x-hub-signature-256": f"sha256={MAC}"}, BODY, NOW)


def test_a_changed_byte_is_noticed() -> None:
    """Even where the JSON would mean the same."""
    with pytest.raises(VerificationError):
        facebook.verify([SECRET], {"x-hub-signature-256": f"sha256={MAC}"}, BODY + b" ", NOW)


def test_the_handshake_gives_the_challenge_back() -> None:
    """And nothing else, so that it can be sent as plain text."""
    query = {
        "hub.mode": "subscribe",
        "hub.challenge": "1158201444",
        "hub.verify_token": "mã-xác-minh",
    }
    assert facebook.greet(["cũ", "mã-xác-minh"], query) == "1158201444"
    for name, wrong in (("hub.mode", "x"), ("hub.verify_token", "y"), ("hub.verify_token", "")):
        with pytest.raises(VerificationError):
            facebook.greet(["mã-xác-minh", ""], query | {name: wrong})


def test_a_comment_at_the_top_is_read_whole() -> None:
    """Its parent is the post, so it has no parent comment."""
    assert one(permalink_url="https://www.facebook.com/988001") == CommentEvent(
        verb=CommentVerb.CREATED,
        external_id="122110_988001",
        text="Cho hỏi thủ tục làm lại căn cước?",
        created_at=datetime.fromtimestamp(WRITTEN_AT, UTC),
        occurred_at=datetime.fromtimestamp(WRITTEN_AT, UTC),
        post=PostRef(POST),
        author_external_id="7001",
        author_name="Nguyễn Văn A",
        permalink="https://www.facebook.com/988001",
        page_external_id=PAGE,
    )


def test_a_reply_names_the_comment_above() -> None:
    """`parent_id` is a comment where it is not the post."""
    assert one(parent_id="122110_988000").parent_external_id == "122110_988000"


def test_a_post_is_known_from_the_parent_alone() -> None:
    """`post_id` may be missing; a parent that begins with the page's id is the post."""
    event = one(post_id=None)
    assert event.post == PostRef(POST)
    assert event.parent_external_id is None


@pytest.mark.parametrize(
    ("verb", "meant"),
    [
        ("add", CommentVerb.CREATED),
        ("edit", CommentVerb.EDITED),
        ("edited", CommentVerb.EDITED),
        ("update", CommentVerb.EDITED),
        ("remove", CommentVerb.DELETED),
        ("delete", CommentVerb.DELETED),
        ("hide", CommentVerb.HIDDEN),
        ("unhide", CommentVerb.UNHIDDEN),
    ],
)
def test_every_verb_in_either_spelling(verb: str, meant: CommentVerb) -> None:
    """Facebook writes the same thing in two ways."""
    assert one(verb=verb).verb is meant


def test_what_comes_after_the_comment_is_dated_by_the_delivery() -> None:
    """`created_time` is the comment's; an edit dated by it would not win over the comment."""
    event = one(verb="edited")
    assert event.occurred_at == datetime.fromtimestamp(TOLD_AT, UTC)
    assert event.created_at is None


def test_a_removal_needs_no_more_than_the_identifier() -> None:
    """It comes without text, often without author, and may come before the comment."""
    (event,) = facebook.read(
        delivered({"item": "comment", "verb": "remove", "comment_id": "122110_988001"})
    )
    assert isinstance(event, CommentEvent)
    assert (event.verb, event.text, event.author_external_id) == (CommentVerb.DELETED, None, None)


@pytest.mark.parametrize("name", ["from", "message", "created_time", "parent_id", "post_id"])
def test_any_field_may_be_missing(name: str) -> None:
    """None is guaranteed but the comment's own identifier."""
    assert one(**{name: None}).external_id == "122110_988001"


def test_the_pages_own_reply_can_be_known() -> None:
    """Its author is the page."""
    event = one(**{"from": {"id": PAGE, "name": "UBND"}})
    assert event.author_external_id == event.page_external_id == PAGE


def test_a_batch_of_several_pages_keeps_them_apart() -> None:
    """One app delivers for every page at one address."""
    entries = [
        {"id": page, "time": TOLD_AT, "changes": [{"field": "feed", "value": value()}] * 2}
        for page in ("1", "2")
    ]
    events = facebook.read(json.dumps({"object": "page", "entry": entries}).encode())
    assert [e.page_external_id for e in events if isinstance(e, CommentEvent)] == [
        "1",
        "1",
        "2",
        "2",
    ]


@pytest.mark.parametrize("item", ["post", "reaction", "photo", "share", "timeline cover"])
def test_what_is_no_comment_is_passed_over(item: str) -> None:
    """A feed tells much that nobody has to answer."""
    assert facebook.read(delivered(value(item=item))) == []
    assert facebook.read(delivered(value(), field="ratings")) == []


@pytest.mark.parametrize("more", [{"verb": "boost"}, {"item": "remark"}, {"verb": 5}])
def test_what_is_not_known_is_set_aside(more: dict[str, object]) -> None:
    """Facebook may be newer than we are."""
    (event,) = facebook.read(delivered(value(**more)))
    assert isinstance(event, UnreadableEvent)
    assert event.code == "unhandled"


def test_one_bad_change_does_not_sink_its_siblings() -> None:
    """Each change of a batch stands for itself; the bad ones are told by their positions."""
    bad: list[object] = [None, 5, [], value(comment_id=None), value(message=7)]
    bad.append(value(created_time="hôm qua"))
    events = facebook.read(delivered(value(), *bad, value()))
    assert [isinstance(event, CommentEvent) for event in events] == [True, *[False] * 6, True]
    assert [e.position for e in events if isinstance(e, UnreadableEvent)] == [1, 2, 3, 4, 5, 6]


def test_escaped_text_is_the_citizens() -> None:
    """Meta writes every letter with an accent as an escape, and slashes too."""
    text = "Đường ở tổ 5 ngập/úng 😢"
    body = delivered(value(message=text)).replace(b"/", b"\\/")
    assert b"\\u0110" in body
    (event,) = facebook.read(body)
    assert isinstance(event, CommentEvent)
    assert event.text == text


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"entry":{}}', b"", b"{", b"\xff"])
def test_what_is_no_delivery_is_refused(body: bytes) -> None:
    """The sender is told in one sentence."""
    with pytest.raises(BadInputError):
        facebook.read(body)


def test_a_thousand_changes_are_one_delivery() -> None:
    """Meta sends up to a thousand at once."""
    assert len(facebook.read(delivered(*[value()] * 1000))) == 1000
    with pytest.raises(TooLargeError):
        facebook.read(delivered(*[value()] * 20_000))
