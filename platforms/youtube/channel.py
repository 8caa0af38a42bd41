"""A YouTube channel: the threads under its videos, and what is done there in its name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb, PublishKind
from platforms import walk
from platforms.events import CommentEvent
from platforms.ports import Capabilities, Listing
from platforms.refusals import not_supported
from platforms.tokens import tokens_in
from platforms.wire import Egress, Wire
from platforms.youtube.client import READ_COST, Client
from platforms.youtube.errors import PACIFIC
from platforms.youtube.reading import comment_words, posts_of
from platforms.youtube.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from platforms.events import PostRef
    from platforms.outcomes import Outcome
    from platforms.ports import Account, Target, Usage, Word
    from platforms.tokens import Tokens

__all__ = ["CAPABILITIES", "YouTubeChannel", "connect", "refresh"]

CAPABILITIES = Capabilities(
    acts=frozenset(
        {
            PublishKind.REPLY,
            PublishKind.HIDE,
            PublishKind.UNHIDE,
            PublishKind.EDIT,
            PublishKind.DELETE,
        }
    ),
    max_reply_length=10_000,
    tells_changes=False,
    look_every=timedelta(minutes=3),
    check_every=timedelta(hours=1),
    most_checks=500,
    daily_quota=10_000,
    quota_zone=PACIFIC,
)

_OAUTH_HOST = "oauth2.googleapis.com"
_MAX_IDS = 50
_COMMENTS = "100"
_VIDEOS = "50"
# What hides a comment until somebody decides otherwise. The third word, which removes it for good
# and its replies with it, is never sent from here.
_HIDDEN, _SHOWN = "heldForReview", "published"


def connect(account: Account, egress: Egress | None = None) -> YouTubeChannel:
    """A way to the channel. Raises BadInputError where its host is not allowed."""
    return YouTubeChannel(account.external_id, Client(account, egress or Egress()))


def refresh(
    *,
    app_id: str,
    app_secret: str,
    refresh_token: str,
    base_url: str | None = None,
    egress: Egress | None = None,
) -> Tokens:
    """An access token for the next hour; the refresh token stays good. Raises FetchError."""
    wire = Wire(
        base_url or f"https://{_OAUTH_HOST}",
        hosts=frozenset({_OAUTH_HOST}),
        egress=egress or Egress(),
    )
    form = {
        "client_id": app_id,
        "client_secret": app_secret,
        "refresh_token": refresh_token,
        "grant_type": "refresh_token",
    }
    return tokens_in(wire.send("POST", "token", form=form), single_use=False)


class YouTubeChannel:
    """Source and Publisher of one channel."""

    def __init__(self, channel_id: str, client: Client) -> None:
        self._channel_id = channel_id
        self._client = client

    @property
    def usage(self) -> Usage:
        return self._client.usage

    def posts(
        self, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[PostRef]:
        """From the playlist of uploads, which costs a hundredth of a search."""
        found = self._client.fetch(
            "playlistItems",
            part="snippet",
            playlistId=f"UU{self._channel_id.removeprefix('UC')}",
            maxResults=_VIDEOS,
            pageToken=cursor,
        )
        return walk.young(posts_of(found.items), since, found.next_cursor)

    def post(self, post_id: str) -> PostRef | None:
        found = self._client.fetch("videos", part="snippet", id=post_id)
        return next(iter(posts_of(found.items)), None)

    def comments(
        self, post_id: str, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[Word]:
        return self._threads({"videoId": post_id}, since, None).step(cursor)

    def replies(self, target: Target, *, cursor: str | None = None) -> Listing[Word]:
        found = self._client.fetch(
            "comments",
            part="snippet",
            parentId=_root(target.comment_id),
            maxResults=_COMMENTS,
            textFormat="plainText",
            pageToken=cursor,
        )
        words = list(comment_words(found.items, as_of=found.as_of, video_id=target.post_id))
        return Listing(words, found.next_cursor)

    def check(self, targets: Sequence[Target]) -> Listing[Word]:
        """Fifty a unit. One that is held for review may not be listed: do not ask after those."""
        words: list[Word] = []
        calls = 0
        for start in range(0, len(targets), _MAX_IDS):
            asked = targets[start : start + _MAX_IDS]
            found = self._client.fetch(
                "comments",
                part="snippet",
                id=",".join(target.comment_id for target in asked),
                textFormat="plainText",
            )
            calls += 1
            told = list(comment_words(found.items, as_of=found.as_of))
            seen = {word.external_id for word in told if isinstance(word, CommentEvent)}
            words += told
            words += [
                CommentEvent(CommentVerb.DELETED, target.comment_id, occurred_at=found.as_of)
                for target in asked
                if target.comment_id not in seen and found.next_cursor is None
            ]
        return Listing(words, cost=calls * READ_COST)

    def recent(
        self,
        *,
        since: datetime,
        posts_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Listing[Word]:
        """Threads of all videos, newest first; `posts_since` is how old a thread may be."""
        scope = {"allThreadsRelatedToChannelId": self._channel_id}
        return self._threads(scope, since, posts_since or since).step(cursor)

    def reply(self, target: Target, text: str) -> Outcome:
        """YouTube's threads have one level: an answer to a reply goes below the thread's root."""
        body = {"snippet": {"parentId": _root(target.comment_id), "textOriginal": text}}
        return self._client.act("POST", "comments", json=body, gives_id=True, part="snippet")

    def private_reply(self, target: Target, text: str) -> Outcome:
        del target, text
        return not_supported("nhắn riêng")

    def hide(self, target: Target) -> Outcome:
        return self.moderate([target], hidden=True)

    def unhide(self, target: Target) -> Outcome:
        return self.moderate([target], hidden=False)

    def moderate(self, targets: Sequence[Target], *, hidden: bool) -> Outcome:
        """Hide or show up to fifty comments for the price of one."""
        if not 0 < len(targets) <= _MAX_IDS:
            raise BadInputError("Mỗi lần chỉ ẩn hoặc hiện được từ 1 đến 50 bình luận.")
        return self._client.act(
            "POST",
            "comments/setModerationStatus",
            id=",".join(target.comment_id for target in targets),
            moderationStatus=_HIDDEN if hidden else _SHOWN,
        )

    def edit(self, target: Target, text: str) -> Outcome:
        body = {"id": target.comment_id, "snippet": {"textOriginal": text}}
        return self._client.act("PUT", "comments", json=body, gives_id=True, part="snippet")

    def delete(self, target: Target) -> Outcome:
        """Only what the channel wrote itself."""
        return self._client.act("DELETE", "comments", id=target.comment_id)

    def _threads(
        self, scope: dict[str, str], since: datetime | None, threads_since: datetime | None
    ) -> Threads:
        return Threads(self._client, scope, since, threads_since)


def _root(comment_id: str) -> str:
    """A reply's identifier begins with its root's."""
    return comment_id.partition(".")[0]
