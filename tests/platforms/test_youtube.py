"""What stands on a YouTube channel, polled on the emulated network, and its quota."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb
from platforms import (
    Account,
    CommentEvent,
    Egress,
    FetchError,
    Need,
    Refused,
    Word,
    youtube,
)
from platforms.youtube import YouTubeChannel
from platforms.youtube.errors import until_new_quota
from tests.platforms.conftest import LOCAL, Place

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def connected(place: Place) -> YouTubeChannel:
    """A way to the channel."""
    return youtube.connect(place.account, LOCAL)


def texts(words: list[Word]) -> list[str | None]:
    """What was said."""
    return [word.text for word in words if isinstance(word, CommentEvent) and word.text]


def test_threads_are_polled_with_the_titles_of_their_videos(youtube_place: Place) -> None:
    """One unit for the threads, one for the titles."""
    post_id = youtube_place.post("Họp dân tháng 11")
    youtube_place.comment("Bao giờ họp tiếp?", post_id=post_id, author_name="@dan")
    channel = connected(youtube_place)
    found = channel.recent(since=LONG_AGO)
    (told,) = found.items
    assert isinstance(told, CommentEvent)
    assert (told.verb, told.text, told.author_name) == (
        CommentVerb.CREATED, "Bao giờ họp tiếp?", "@dan",
    )  # fmt: skip
    assert told.post is not None
    assert told.post.text == "Họp dân tháng 11"
    assert told.permalink == f"https://www.youtube.com/watch?v={post_id}&lc={told.external_id}"
    assert (found.next_cursor, found.cost, channel.usage.units) == (None, 2, 2)


def test_a_quiet_poll_costs_one_unit(youtube_place: Place) -> None:
    """Titles are asked for only where something was said."""
    youtube_place.comment(post_id=youtube_place.post(), age_seconds=9000)
    channel = connected(youtube_place)
    found = channel.recent(since=datetime.now(UTC) - timedelta(minutes=5))
    assert (found.items, found.next_cursor, channel.usage.units) == ([], None, 1)


def test_an_edit_is_known_by_its_time(youtube_place: Place) -> None:
    """It is ordered by when it was updated."""
    target = youtube_place.target(age_seconds=600)
    youtube_place.do("edit_comment", comment_id=target.comment_id, text="Mấy giờ có điện ạ?")
    channel = connected(youtube_place)
    (told,) = channel.recent(
        since=datetime.now(UTC) - timedelta(minutes=1), posts_since=LONG_AGO
    ).items
    assert isinstance(told, CommentEvent)
    assert (told.verb, told.text) == (CommentVerb.EDITED, "Mấy giờ có điện ạ?")
    assert told.created_at is not None
    assert told.occurred_at is not None
    assert told.occurred_at > told.created_at


def test_more_replies_than_come_along_are_fetched(youtube_place: Place) -> None:
    """A thread brings five; the rest follow by the cursor."""
    post_id = youtube_place.post()
    root = youtube_place.comment("gốc", post_id=post_id, age_seconds=500)
    for number in range(120):
        youtube_place.comment(
            f"đáp {number}", post_id=post_id, parent_id=root, age_seconds=400 - number
        )
    channel, cursor, said, calls = connected(youtube_place), None, set[str | None](), 0
    while calls == 0 or cursor is not None:
        found = channel.recent(since=LONG_AGO, cursor=cursor)
        said |= set(texts(found.items))
        cursor, calls = found.next_cursor, calls + 1
    assert said == {"gốc", *(f"đáp {number}" for number in range(120))}
    assert calls == 3


def test_a_comment_that_is_not_listed_is_gone(youtube_place: Place) -> None:
    """YouTube never tells of a removal; fifty are checked for one unit."""
    targets = [youtube_place.target() for _ in range(60)]
    youtube_place.do("remove_comment", comment_id=targets[7].comment_id)
    found = connected(youtube_place).check(targets)
    gone = [w.external_id for w in found.items
            if isinstance(w, CommentEvent) and w.verb is CommentVerb.DELETED]  # fmt: skip
    assert gone == [targets[7].comment_id]
    assert found.cost == 2


def test_a_spent_quota_rests_until_midnight_in_california(youtube_place: Place) -> None:
    """Nothing was sent, and everything passes the next day."""
    target, channel = youtube_place.target(), connected(youtube_place)
    youtube_place.do("set_page", quota_used=9_990)
    outcome = channel.reply(target, "Dạ.")
    assert isinstance(outcome, Refused)
    assert (outcome.needs, outcome.code) == (Need.PACE, "quota")
    assert outcome.retry_after is not None
    assert timedelta() < outcome.retry_after <= timedelta(hours=25)
    assert channel.usage.should_rest
    assert youtube_place.accepted() == []


def test_the_new_quota_begins_at_midnight_pacific_in_summer_and_winter() -> None:
    """15:00 in Vietnam in winter, 14:00 in summer."""
    winter = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    summer = datetime(2026, 7, 22, 4, 0, tzinfo=UTC)
    assert winter + until_new_quota(winter) == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert summer + until_new_quota(summer) == datetime(2026, 7, 22, 7, 0, tzinfo=UTC)


def test_posts_come_from_the_uploads(youtube_place: Place) -> None:
    """Newest first, for one unit a page, until they get too old."""
    youtube_place.post("cũ", age_seconds=90_000)
    youtube_place.post("mới")
    channel = connected(youtube_place)
    assert [post.text for post in channel.posts().items] == ["mới", "cũ"]
    since = datetime.now(UTC) - timedelta(hours=1)
    assert [post.text for post in channel.posts(since=since).items] == ["mới"]
    assert channel.usage.units == 2


def test_an_expired_token_says_so(youtube_place: Place) -> None:
    """For reading as for writing."""
    youtube_place.do("set_page", expired=True)
    with pytest.raises(FetchError) as caught:
        connected(youtube_place).recent(since=LONG_AGO)
    assert caught.value.refused.needs is Need.TOKEN


def test_an_access_token_is_refreshed_for_an_hour() -> None:
    """The refresh token stays good, so none comes back."""
    answer = httpx2.Response(200, json={"access_token": "a", "expires_in": 3599})
    egress = Egress(transport=httpx2.MockTransport(lambda _: answer))
    tokens = youtube.refresh(app_id="c", app_secret="s", refresh_token="r", egress=egress)
    assert (tokens.access_token, tokens.refresh_token) == ("a", None)


@pytest.mark.parametrize("cursor", ["{", "[]", '{"line":[1],"page":null}', "x"])
def test_a_broken_cursor_is_told(cursor: str) -> None:
    """Reading begins anew."""
    with pytest.raises(BadInputError):
        youtube.connect(Account("UC1", "t")).recent(since=LONG_AGO, cursor=cursor)
