"""What is done on a YouTube channel, on the emulated network."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2
import pytest

from moderation.errors import BadInputError
from platforms import (
    Account,
    CommentEvent,
    Egress,
    Need,
    Published,
    Refused,
    Target,
    Unknown,
    Word,
    youtube,
)
from platforms.youtube import YouTubeChannel
from tests.platforms.conftest import LOCAL, Place

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def connected(place: Place) -> YouTubeChannel:
    """A way to the channel."""
    return youtube.connect(place.account, LOCAL)


def texts(words: list[Word]) -> list[str | None]:
    """What was said."""
    return [word.text for word in words if isinstance(word, CommentEvent) and word.text]


def answered(status: int, reason: str) -> object:
    """What becomes of a reply that is answered with this reason."""
    errors = {"error": {"code": status, "errors": [{"reason": reason}]}}
    response = httpx2.Response(status, json=errors)
    egress = Egress(transport=httpx2.MockTransport(lambda _: response))
    return youtube.connect(Account("UC1", "t"), egress).reply(Target("Ugx1"), "Dạ")


def test_a_reply_goes_below_the_root_of_its_thread(youtube_place: Place) -> None:
    """Threads have one level: an answer to a reply can't stand below that reply."""
    root = youtube_place.target()
    reply = youtube_place.comment("Tôi cũng hỏi", post_id=root.post_id, parent_id=root.comment_id)
    channel = connected(youtube_place)
    outcome = channel.reply(Target(reply, root.post_id), "Dạ, thứ Hai ạ.")
    (entry,) = youtube_place.accepted()
    assert outcome == Published(entry["remote_id"])
    assert entry["comment_id"] == root.comment_id
    assert channel.usage.units == 50
    own = next(w for w in channel.replies(Target(reply, root.post_id)).items
               if isinstance(w, CommentEvent) and w.text == "Dạ, thứ Hai ạ.")  # fmt: skip
    assert own.author_external_id == youtube_place.page_id
    assert own.parent_external_id == root.comment_id


def test_hiding_can_be_taken_back(youtube_place: Place) -> None:
    """It is held for review, and published again."""
    target, channel = youtube_place.target(), connected(youtube_place)
    assert channel.hide(target) == Published()
    assert texts(channel.recent(since=LONG_AGO).items) == []
    assert channel.unhide(target) == Published()
    assert texts(channel.recent(since=LONG_AGO).items) == ["Mấy giờ có nước ạ?"]
    assert [entry["act"] for entry in youtube_place.accepted()] == ["hide", "unhide"]


def test_fifty_are_hidden_at_once_and_no_more(youtube_place: Place) -> None:
    """For the price of one."""
    targets = [youtube_place.target() for _ in range(50)]
    channel = connected(youtube_place)
    assert channel.moderate(targets, hidden=True) == Published()
    assert channel.usage.units == 50
    for wrong in ([], [*targets, Target("Ugx0")]):
        with pytest.raises(BadInputError):
            channel.moderate(wrong, hidden=True)


def test_the_word_that_removes_for_good_is_never_sent() -> None:
    """Neither hiding nor anything else sends `rejected`."""
    sent: list[httpx2.Request] = []

    def keep(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(204)

    channel = youtube.connect(Account("UC1", "t"), Egress(transport=httpx2.MockTransport(keep)))
    target = Target("Ugx1", "v1")
    for outcome in (channel.hide(target), channel.unhide(target), channel.delete(target)):
        assert outcome == Published()
    assert sent
    assert not any("rejected" in str(request.url) for request in sent)


def test_own_replies_are_edited_and_deleted_and_nobody_elses(youtube_place: Place) -> None:
    """Deleting what somebody else wrote is not YouTube's to allow."""
    target, channel = youtube_place.target(), connected(youtube_place)
    outcome = channel.reply(target, "Dạ, 7 giờ.")
    assert isinstance(outcome, Published)
    own = Target(outcome.remote_id or "")
    assert isinstance(channel.edit(own, "Dạ, 17 giờ."), Published)
    assert channel.delete(own) == Published()
    refused = channel.delete(target)
    assert isinstance(refused, Refused)
    assert refused.needs is Need.PERMISSION


@pytest.mark.parametrize(
    ("status", "reason", "needs"),
    [
        (401, "authError", Need.TOKEN),
        (403, "forbidden", Need.PERMISSION),
        (403, "commentsDisabled", Need.NOTHING),
        (403, "rateLimitExceeded", Need.PACE),
        (404, "parentCommentNotFound", Need.NOTHING),
        (400, "commentTextTooLong", Need.TEXT),
        (400, "processingFailure", Need.PERSON),
        (403, "something new", Need.PERMISSION),
    ],
)
def test_the_reason_decides(status: int, reason: str, needs: Need) -> None:
    """And the status where the reason is not known."""
    outcome = answered(status, reason)
    assert isinstance(outcome, Refused)
    assert outcome.needs is needs


def test_a_fault_of_the_service_is_unknown() -> None:
    """Whatever reason comes with it."""
    assert isinstance(answered(503, "quotaExceeded"), Unknown)
    assert isinstance(answered(500, "backendError"), Unknown)
