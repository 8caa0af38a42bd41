"""A Facebook page: what stands under its posts, and what is done there in its name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from moderation.vocabulary import PublishKind
from platforms import walk
from platforms.events import PostRef
from platforms.facebook.comments import (
    COMMENT_FIELDS,
    POST_FIELDS,
    comment_words,
    posts_of,
)
from platforms.facebook.graph import Graph, Reading
from platforms.ports import Capabilities, Listing
from platforms.wire import Egress, segment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from platforms.outcomes import Outcome
    from platforms.ports import Account, Target, Usage, Word

__all__ = ["CAPABILITIES", "FacebookPage", "connect"]

CAPABILITIES = Capabilities(
    acts=frozenset(PublishKind),
    max_reply_length=8000,
    irreversible=frozenset({PublishKind.DELETE, PublishKind.PRIVATE_REPLY}),
    private_reply_window=timedelta(days=7),
)

_COMMENTS = 100
_POSTS = 25


def connect(account: Account, egress: Egress | None = None) -> FacebookPage:
    """A way to the page. Raises BadInputError where its host is not allowed."""
    return FacebookPage(account.external_id, Graph(account, egress or Egress()))


class FacebookPage:
    """Source and Publisher of one page."""

    def __init__(self, page_id: str, graph: Graph) -> None:
        self._page_id = page_id
        self._graph = graph

    @property
    def usage(self) -> Usage:
        return self._graph.usage

    def posts(
        self, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[PostRef]:
        found = self._graph.fetch(
            f"{segment(self._page_id)}/posts",
            fields=POST_FIELDS,
            limit=str(_POSTS),
            since=None if since is None else str(int(since.timestamp())),
            after=cursor,
        )
        return Listing(posts_of(found.items), found.next_cursor)

    def post(self, post_id: str) -> PostRef | None:
        found = self._graph.find(segment(post_id), fields=POST_FIELDS)
        return None if found is None else next(iter(posts_of([found.data])), None)

    def comments(
        self, post_id: str, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[Word]:
        """The first call brings the post itself along."""
        listing = f"filter(stream).order(reverse_chronological).limit({_COMMENTS})"
        if cursor is not None:
            listing += f".after({cursor})"
        fields = f"{POST_FIELDS},comments.{listing}{{{COMMENT_FIELDS}}}"
        whole, found = self._graph.fetch_with(segment(post_id), "comments", fields=fields)
        post = next(iter(posts_of([{**whole.data, "id": post_id}])), PostRef(post_id))
        return self._words(found, post=post, since=since)

    def replies(self, target: Target, *, cursor: str | None = None) -> Listing[Word]:
        found = self._graph.fetch(
            f"{segment(target.comment_id)}/comments",
            fields=COMMENT_FIELDS,
            order="reverse_chronological",
            limit=str(_COMMENTS),
            after=cursor,
        )
        return self._words(found, post=None, since=None)

    def check(self, targets: Sequence[Target]) -> Listing[Word]:
        """One call each; and one for the page before a comment is called gone."""
        words: list[Word] = []
        cost = 0
        for comment_id in (target.comment_id for target in targets):
            cost += 1
            found = self._graph.find(segment(comment_id), fields=COMMENT_FIELDS)
            if found is None:
                cost += 1
                words.append(self._graph.gone(comment_id, page_id=self._page_id))
            else:
                words.extend(self._words(Reading({"data": [found.data]}, found.as_of)).items)
        return Listing(words, cost=cost)

    def recent(
        self,
        *,
        since: datetime,
        posts_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Listing[Word]:
        return walk.step(self, since=since, posts_since=posts_since, cursor=cursor)

    def reply(self, target: Target, text: str) -> Outcome:
        path = f"{segment(target.comment_id)}/comments"
        return self._graph.act("POST", path, id_name="id", message=text)

    def private_reply(self, target: Target, text: str) -> Outcome:
        """Once for a comment, within seven days of it."""
        body = {"recipient": {"comment_id": target.comment_id}, "message": {"text": text}}
        path = f"{segment(self._page_id)}/messages"
        return self._graph.act("POST", path, json=body, id_name="message_id")

    def hide(self, target: Target) -> Outcome:
        """Its author and their friends still see it."""
        return self._graph.act("POST", segment(target.comment_id), is_hidden="true")

    def unhide(self, target: Target) -> Outcome:
        return self._graph.act("POST", segment(target.comment_id), is_hidden="false")

    def edit(self, target: Target, text: str) -> Outcome:
        return self._graph.act("POST", segment(target.comment_id), message=text)

    def delete(self, target: Target) -> Outcome:
        return self._graph.act("DELETE", segment(target.comment_id))

    def _words(
        self,
        found: Reading,
        *,
        post: PostRef | None = None,
        since: datetime | None = None,
    ) -> Listing[Word]:
        """The words of a listing; it ends where the comments are older than `since`."""
        words, ends = walk.since_then(
            list(comment_words(found.items, page_id=self._page_id, post=post, as_of=found.as_of)),
            since,
        )
        return Listing(words, None if ends else found.next_cursor)
