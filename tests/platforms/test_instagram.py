"""An Instagram account in and out, on the emulated network."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb
from platforms import CommentEvent, PostRef, Published, Refused, Target, UnreadableEvent, instagram
from tests.platforms.conftest import LOCAL, Place

ACCOUNT = "17841400000000001"
MEDIA = "18172143000000001"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
VALUE = {
    "id": "17919697000000001",
    "text": "Xã mình bao giờ có nước sạch?",
    "from": {"id": "2105722000000001", "username": "dan_xa"},
    "media": {"id": MEDIA, "media_product_type": "FEED"},
}


def delivered(change: dict[str, object], *, flat: bool = False) -> bytes:
    """A body in either of the two shapes."""
    entry: dict[str, object] = {"id": ACCOUNT, "time": 1795320011}
    entry |= change if flat else {"changes": [change]}
    return json.dumps({"object": "instagram", "entry": [entry]}).encode()


@pytest.mark.parametrize("flat", [False, True])
def test_both_shapes_of_the_payload_are_read(flat: bool) -> None:  # noqa: FBT001
    """With `changes`, or with the change directly in its entry."""
    assert instagram.read(delivered({"field": "comments", "value": VALUE}, flat=flat)) == [
        CommentEvent(
            verb=CommentVerb.CREATED,
            external_id="17919697000000001",
            text="Xã mình bao giờ có nước sạch?",
            occurred_at=datetime.fromtimestamp(1795320011, UTC),
            post=PostRef(MEDIA),
            author_external_id="2105722000000001",
            author_name="dan_xa",
            page_external_id=ACCOUNT,
        )
    ]


def test_the_limits_of_the_webhook_are_declared() -> None:
    """It tells neither the time nor edits and removals: somebody must fetch and look again."""
    assert not instagram.CAPABILITIES.tells_all
    assert not instagram.CAPABILITIES.tells_changes


def test_a_live_comment_is_a_comment_and_a_mention_is_not() -> None:
    """A mention stands on somebody else's page."""
    assert instagram.read(delivered({"field": "live_comments", "value": VALUE}))
    assert instagram.read(delivered({"field": "mentions", "value": VALUE})) == []


def test_the_accounts_own_reply_can_be_known() -> None:
    """It is written under another identifier, and the account's own is told beside it."""
    author = {"id": "99", "username": "ubnd", "self_ig_scoped_id": ACCOUNT}
    (event,) = instagram.read(delivered({"field": "comments", "value": {**VALUE, "from": author}}))
    assert isinstance(event, CommentEvent)
    assert event.author_external_id == ACCOUNT


@pytest.mark.parametrize("value", [None, [], {"text": "x"}, {**VALUE, "text": 5}])
def test_a_bad_value_is_told(value: object) -> None:
    """Its siblings would be read all the same."""
    (event,) = instagram.read(delivered({"field": "comments", "value": value}))
    assert isinstance(event, UnreadableEvent)


def test_what_is_no_delivery_is_refused() -> None:
    """In one sentence."""
    with pytest.raises(BadInputError):
        instagram.read(b'{"object":"instagram"}')


def test_a_check_fetches_what_the_webhook_left_out(instagram_place: Place) -> None:
    """When it was written, and under which words of ours."""
    post_id = instagram_place.post("Nước sạch về xã")
    comment_id = instagram_place.comment("Bao giờ ạ?", post_id=post_id, age_seconds=300)
    account = instagram.connect(instagram_place.account, LOCAL)
    told = account.check([Target(comment_id)]).items[0]
    assert isinstance(told, CommentEvent)
    assert told.created_at is not None
    assert timedelta(minutes=4) < datetime.now(UTC) - told.created_at < timedelta(minutes=6)
    assert told.post is not None
    assert told.post.text == "Nước sạch về xã"


def test_a_removal_is_found_by_looking_again(instagram_place: Place) -> None:
    """Instagram never tells of it."""
    target = instagram_place.target()
    instagram_place.do("remove_comment", comment_id=target.comment_id)
    (told,) = instagram.connect(instagram_place.account, LOCAL).check([target]).items
    assert isinstance(told, CommentEvent)
    assert told.verb is CommentVerb.DELETED


def test_reply_hide_and_delete(instagram_place: Place) -> None:
    """Each shows in the ledger once."""
    target, account = instagram_place.target(), instagram.connect(instagram_place.account, LOCAL)
    reply = account.reply(target, "Dạ tháng sau ạ.")
    assert isinstance(reply, Published)
    assert account.hide(target) == Published()
    assert account.unhide(target) == Published()
    assert account.delete(Target(reply.remote_id or "")) == Published()
    acts = [entry["act"] for entry in instagram_place.accepted()]
    assert acts == ["reply", "hide", "unhide", "delete"]


def test_what_instagram_can_not_do_is_refused_before_it_is_sent(instagram_place: Place) -> None:
    """And never tried again."""
    target, account = instagram_place.target(), instagram.connect(instagram_place.account, LOCAL)
    for outcome in (account.private_reply(target, "x"), account.edit(target, "x")):
        assert isinstance(outcome, Refused)
        assert (outcome.code, outcome.may_retry) == ("not_supported", False)
    assert instagram_place.accepted() == []


def test_a_new_reply_below_an_old_comment_is_found(instagram_place: Place) -> None:
    """A listing is by the age of what stands at the top, so it is read to its end."""
    post_id = instagram_place.post(age_seconds=99_000)
    root = instagram_place.comment("cũ", post_id=post_id, age_seconds=90_000)
    instagram_place.comment("mới", post_id=post_id, parent_id=root, age_seconds=60)
    account = instagram.connect(instagram_place.account, LOCAL)
    since = datetime.now(UTC) - timedelta(hours=1)
    cursor = account.recent(since=since, posts_since=LONG_AGO).next_cursor
    found = account.recent(since=since, posts_since=LONG_AGO, cursor=cursor)
    texts = [(w.text, w.parent_external_id) for w in found.items
             if isinstance(w, CommentEvent) and w.verb is CommentVerb.CREATED]  # fmt: skip
    assert texts == [("mới", root)]


def test_the_replies_of_a_comment_name_it(instagram_place: Place) -> None:
    """Where a reply of unknown fate would be seen."""
    target, account = instagram_place.target(), instagram.connect(instagram_place.account, LOCAL)
    account.reply(target, "Dạ.")
    told = account.replies(target).items[0]
    assert isinstance(told, CommentEvent)
    assert (told.text, told.parent_external_id) == ("Dạ.", target.comment_id)
    assert told.author_external_id == instagram_place.page_id
