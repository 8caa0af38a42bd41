"""A TikTok business account: comments under its videos, replies, hiding."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb, PublishKind
from platforms import walk
from platforms.events import CommentEvent, PostRef
from platforms.outcomes import Published, Unknown
from platforms.ports import Capabilities, Listing, Usage
from platforms.refusals import not_supported
from platforms.tiktok.errors import judge
from platforms.tiktok.reading import comment_words, posts_of
from platforms.wire import Answer, Egress, Wire, unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from platforms.outcomes import Outcome, Refused
    from platforms.ports import Account, Target, Word

__all__ = ["CAPABILITIES", "TikTokAccount", "connect"]

CAPABILITIES = Capabilities(
    acts=frozenset({PublishKind.REPLY, PublishKind.HIDE, PublishKind.UNHIDE, PublishKind.DELETE}),
    max_reply_length=150,
    tells_changes=False,
    tells_all=False,
    look_every=timedelta(minutes=10),
    check_every=timedelta(hours=2),
    most_checks=300,
)

_HOST = "business-api.tiktok.com"
_VERSION = "v1.3"
_COMMENTS = 30
_VIDEOS = 20
_MOST_LISTINGS = 5
_VIDEO_FIELDS = '["item_id","caption","share_url","create_time"]'


def connect(account: Account, egress: Egress | None = None) -> TikTokAccount:
    """A way to the account. Raises BadInputError where its host is not allowed."""
    base_url, version = account.base_url or f"https://{_HOST}", account.version or _VERSION
    wire = Wire(
        f"{base_url}/open_api/{version}/business/",
        hosts=frozenset({_HOST}),
        egress=egress or Egress(),
        headers={"access-token": account.token},
    )
    return TikTokAccount(account.external_id, wire)


class TikTokAccount:
    """Source and Publisher of one account."""

    def __init__(self, business_id: str, wire: Wire) -> None:
        self._business_id = business_id
        self._wire = wire
        self.usage = Usage()

    def posts(
        self, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[PostRef]:
        data = self._fetch(
            "video/list/", fields=_VIDEO_FIELDS, max_count=str(_VIDEOS), cursor=cursor
        )
        return walk.young(posts_of(data.get("videos")), since, _next(data))

    def post(self, post_id: str) -> PostRef | None:
        """Looked for among the latest videos: TikTok tells of none by itself."""
        cursor = None
        for _ in range(_MOST_LISTINGS):
            listing = self.posts(cursor=cursor)
            for each in listing.items:
                if each.external_id == post_id:
                    return each
            cursor = listing.next_cursor
            if cursor is None:
                break
        return None

    def comments(
        self, post_id: str, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[Word]:
        """Newest first; goes on below old comments too, for a new reply may stand there."""
        data = self._fetch(
            "comment/list/",
            video_id=post_id,
            sort_field="create_time",
            sort_order="desc",
            include_replies="true",
            max_count=str(_COMMENTS),
            cursor=cursor,
        )
        words, _ = walk.since_then(self._words(data, video_id=post_id), since)
        return Listing(words, _next(data))

    def replies(self, target: Target, *, cursor: str | None = None) -> Listing[Word]:
        data = self._fetch(
            "comment/reply/list/",
            video_id=_video(target),
            comment_id=target.comment_id,
            max_count=str(_COMMENTS),
            cursor=cursor,
        )
        words = self._words(data, video_id=target.post_id, above=target.comment_id)
        return Listing(words, _next(data))

    def check(self, targets: Sequence[Target]) -> Listing[Word]:
        """Thirty of a video in one call; what its answer does not hold is gone."""
        by_video: dict[str, list[str]] = {}
        for target in targets:
            by_video.setdefault(_video(target), []).append(target.comment_id)
        words: list[Word] = []
        calls = 0
        for video_id, asked in by_video.items():
            for start in range(0, len(asked), _COMMENTS):
                words += self._check(video_id, asked[start : start + _COMMENTS])
                calls += 1
        return Listing(words, cost=calls)

    def recent(
        self,
        *,
        since: datetime,
        posts_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Listing[Word]:
        return walk.step(self, since=since, posts_since=posts_since, cursor=cursor)

    def reply(self, target: Target, text: str) -> Outcome:
        body = {"video_id": _video(target), "comment_id": target.comment_id, "text": text}
        answer = self._act("comment/reply/create/", body)
        if not isinstance(answer, Answer):
            return answer
        data = answer.data.get("data")
        remote_id = data.get("comment_id") if isinstance(data, dict) else None
        done = isinstance(remote_id, str) and bool(remote_id)
        return Published(str(remote_id)) if done else Unknown("no_id")

    def private_reply(self, target: Target, text: str) -> Outcome:
        del target, text
        return not_supported("nhắn riêng")

    def hide(self, target: Target) -> Outcome:
        return self._set_hidden(target, "HIDE")

    def unhide(self, target: Target) -> Outcome:
        return self._set_hidden(target, "UNHIDE")

    def edit(self, target: Target, text: str) -> Outcome:
        del target, text
        return not_supported("sửa câu trả lời")

    def delete(self, target: Target) -> Outcome:
        answer = self._act("comment/delete/", {"comment_id": target.comment_id})
        return Published() if isinstance(answer, Answer) else answer

    def _check(self, video_id: str, asked: list[str]) -> list[Word]:
        data = self._fetch(
            "comment/list/",
            video_id=video_id,
            comment_ids=json.dumps(asked),
            max_count=str(_COMMENTS),
        )
        found = self._words(data, video_id=video_id)
        seen = {word.external_id for word in found if isinstance(word, CommentEvent)}
        return found + [self._gone(each) for each in asked if each not in seen]

    def _set_hidden(self, target: Target, action: str) -> Outcome:
        body = {"video_id": _video(target), "comment_id": target.comment_id, "action": action}
        answer = self._act("comment/hide/", body)
        return Published() if isinstance(answer, Answer) else answer

    def _act(self, path: str, body: dict[str, str]) -> Answer | Refused | Unknown:
        self.usage = Usage(self.usage.units + 1)
        answer = self._wire.send("POST", path, json={"business_id": self._business_id, **body})
        return (judge(answer) or answer) if isinstance(answer, Answer) else answer

    def _fetch(self, path: str, **params: str | None) -> dict[str, object]:
        given = {name: value for name, value in params.items() if value is not None}
        self.usage = Usage(self.usage.units + 1)
        answer = self._wire.send("GET", path, params={"business_id": self._business_id, **given})
        fault = judge(answer) if isinstance(answer, Answer) else answer
        if fault is not None:
            raise unreachable(fault)
        data = answer.data.get("data") if isinstance(answer, Answer) else None
        if not isinstance(data, dict):
            raise unreachable(Unknown("unreadable"))
        return data

    def _words(
        self, data: dict[str, object], *, video_id: str | None, above: str | None = None
    ) -> list[Word]:
        return list(
            comment_words(
                data.get("comments"),
                business_id=self._business_id,
                post=PostRef(video_id) if video_id else None,
                above=above,
            )
        )

    def _gone(self, comment_id: str) -> CommentEvent:
        return CommentEvent(
            CommentVerb.DELETED,
            comment_id,
            occurred_at=datetime.now(UTC),
            page_external_id=self._business_id,
        )


def _video(target: Target) -> str:
    if target.post_id is None:
        raise BadInputError("TikTok cần biết bình luận thuộc video nào. Chưa có gì được gửi đi.")
    return target.post_id


def _next(data: dict[str, object]) -> str | None:
    """The cursor is a number; there is one with the last page too."""
    cursor = data.get("cursor")
    return str(cursor) if data.get("has_more") is True and cursor is not None else None
