"""What stands on a Facebook page, listed on the emulated network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from moderation.vocabulary import CommentVerb
from platforms import (
    Account,
    CommentEvent,
    Egress,
    FetchError,
    Need,
    Target,
    UnreadableEvent,
    Word,
    facebook,
)
from platforms.facebook import FacebookPage
from tests.platforms.conftest import LOCAL, Place

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DAY = 24 * 3600


def connected(place: Place) -> FacebookPage:
    """A way to the page."""
    return facebook.connect(place.account, LOCAL)


def written(words: list[Word]) -> list[str | None]:
    """The texts that were told."""
    verbs = {CommentVerb.CREATED, CommentVerb.EDITED}
    return [w.text for w in words if isinstance(w, CommentEvent) and w.verb in verbs]


def test_usage_headers_say_when_to_rest(facebook_place: Place) -> None:
    """From eighty percent on."""
    page = connected(facebook_place)
    page.posts()
    assert not page.usage.should_rest
    facebook_place.emulator.do("set_usage", percent=85)
    page.posts()
    assert (page.usage.percent, page.usage.units) == (85, 2)
    assert page.usage.should_rest


def test_a_listing_is_paged_to_its_end(facebook_place: Place) -> None:
    """Two hundred and fifty comments are three pages, newest first, each comment once."""
    post_id = facebook_place.post("Góp ý quy hoạch")
    for number in range(250):
        facebook_place.comment(f"Ý kiến {number}", post_id=post_id, age_seconds=1000 - number)
    page, cursor, texts, calls = connected(facebook_place), None, [], 0
    while calls == 0 or cursor is not None:
        found = page.comments(post_id, cursor=cursor)
        texts += written(found.items)
        cursor, calls = found.next_cursor, calls + 1
    assert calls == 3
    assert texts == [f"Ý kiến {number}" for number in reversed(range(250))]


def test_a_listing_ends_where_comments_get_too_old(facebook_place: Place) -> None:
    """Filling a gap does not read the whole history."""
    post_id = facebook_place.post(age_seconds=9 * DAY)
    for age in (8 * DAY, 7 * DAY, 3600, 60):
        facebook_place.comment(f"{age}", post_id=post_id, age_seconds=age)
    since = datetime.now(UTC) - timedelta(days=1)
    found = connected(facebook_place).comments(post_id, since=since)
    assert written(found.items) == ["60", "3600"]
    assert found.next_cursor is None


def test_an_old_post_does_not_keep_newer_ones_waiting(facebook_place: Place) -> None:
    """Each post in turn gives a page; the long one goes on afterwards."""
    long, short = facebook_place.post(age_seconds=10), facebook_place.post(age_seconds=20)
    for number in range(250):
        facebook_place.comment(f"dài {number}", post_id=long)
    facebook_place.comment("ngắn", post_id=short)
    page, cursor = connected(facebook_place), None
    turns: list[list[str | None]] = []
    while not turns or cursor is not None:
        found = page.recent(since=LONG_AGO, cursor=cursor)
        cursor = found.next_cursor
        turns.append(written(found.items))
    assert [len(turn) for turn in turns] == [0, 100, 1, 100, 50]
    assert turns[2] == ["ngắn"]


def test_a_post_that_went_away_does_not_stop_the_walk(facebook_place: Place) -> None:
    """It has nothing left to say."""
    post_id = facebook_place.post()
    facebook_place.comment(post_id=post_id)
    page = connected(facebook_place)
    cursor = page.recent(since=LONG_AGO).next_cursor
    facebook_place.do("set_page", posts={})
    found = page.recent(since=LONG_AGO, cursor=cursor)
    assert (found.items, found.next_cursor) == ([], None)


def test_a_failed_step_can_be_taken_again(facebook_place: Place) -> None:
    """The cursor still holds after an error."""
    post_id = facebook_place.post()
    facebook_place.comment("Có ai không?", post_id=post_id)
    page = connected(facebook_place)
    cursor = page.recent(since=LONG_AGO).next_cursor
    facebook_place.emulator.do("set_faults", read={"drop": 1.0})
    with pytest.raises(FetchError) as caught:
        page.recent(since=LONG_AGO, cursor=cursor)
    assert caught.value.refused.needs is Need.TIME
    facebook_place.emulator.do("set_faults")
    assert written(page.recent(since=LONG_AGO, cursor=cursor).items) == ["Có ai không?"]


def test_a_comment_without_text_or_author_is_listed(facebook_place: Place) -> None:
    """A sticker, by somebody whom the token may not see."""
    post_id = facebook_place.post()
    facebook_place.comment(None, post_id=post_id, omitted=["from"])
    told = connected(facebook_place).comments(post_id).items[0]
    assert isinstance(told, CommentEvent)
    assert (told.verb, told.text, told.author_name) == (CommentVerb.CREATED, None, None)


def test_one_unreadable_comment_does_not_sink_a_listing() -> None:
    """It is told by its position."""
    items: list[object] = [{"id": "1", "message": "Chào"}, 5, {"message": "x"}]
    response = httpx2.Response(200, json={"data": items})
    egress = Egress(transport=httpx2.MockTransport(lambda _: response))
    found = facebook.connect(Account("1", "t"), egress).replies(Target("1"))
    assert [type(item) for item in found.items] == [CommentEvent, UnreadableEvent, UnreadableEvent]


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"data":'])
def test_a_listing_that_can_not_be_read_says_so(body: bytes) -> None:
    """An empty listing and an unreadable one are not the same."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, content=body))
    page = facebook.connect(Account("1", "t"), Egress(transport=transport))
    with pytest.raises(FetchError):
        page.posts()
