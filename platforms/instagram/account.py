"""An Instagram account: what stands under its media, and what is done there in its name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from moderation.vocabulary import PublishKind
from platforms import walk
from platforms.events import PostRef
from platforms.facebook.graph import Graph, Reading
from platforms.instagram.reading import COMMENT_FIELDS, POST_FIELDS, comment_words, posts_of
from platforms.ports import Capabilities, Listing
from platforms.refusals import not_supported
from platforms.wire import Egress, segment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from platforms.outcomes import Outcome
    from platforms.ports import Account, Target, Usage, Word

__all__ = ["CAPABILITIES", "InstagramAccount", "connect"]

CAPABILITIES = Capabilities(
    acts=frozenset({PublishKind.REPLY, PublishKind.HIDE, PublishKind.UNHIDE, PublishKind.DELETE}),
    max_reply_length=300,
    tells_changes=False,
    tells_all=False,
    check_every=timedelta(hours=2),
)

_COMMENTS = 50
_POSTS = 25
_ONE = f"{COMMENT_FIELDS},media{{{POST_FIELDS}}}"
_THREAD = f"{COMMENT_FIELDS},replies{{{COMMENT_FIELDS}}}"


def connect(account: Account, egress: Egress | None = None) -> InstagramAccount:
    """A way to the account. Raises BadInputError where its host is not allowed."""
    return InstagramAccount(account.external_id, Graph(account, egress or Egress()))


class InstagramAccount:
    """Source and Publisher of one account."""

    def __init__(self, account_id: str, graph: Graph) -> None:
        self._account_id = account_id
        self._graph = graph

    @property
    def usage(self) -> Usage:
        return self._graph.usage

    def posts(
        self, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[PostRef]:
        found = self._graph.fetch(
            f"{segment(self._account_id)}/media",
            fields=POST_FIELDS,
            limit=str(_POSTS),
            after=cursor,
        )
        return walk.young(posts_of(found.items), since, found.next_cursor)

    def post(self, post_id: str) -> PostRef | None:
        found = self._graph.find(segment(post_id), fields=POST_FIELDS)
        return None if found is None else next(iter(posts_of([found.data])), None)

    def comments(
        self, post_id: str, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[Word]:
        """Goes on below old comments too: a new reply may stand under any of them."""
        listing = f"limit({_COMMENTS})" + (f".after({cursor})" if cursor is not None else "")
        fields = f"{POST_FIELDS},comments.{listing}{{{_THREAD}}}"
        whole, found = self._graph.fetch_with(segment(post_id), "comments", fields=fields)
        post = next(iter(posts_of([{**whole.data, "id": post_id}])), PostRef(post_id))
        words, _ = walk.since_then(self._words(found, post), since)
        return Listing(words, found.next_cursor)

    def replies(self, target: Target, *, cursor: str | None = None) -> Listing[Word]:
        found = self._graph.fetch(
            f"{segment(target.comment_id)}/replies",
            fields=COMMENT_FIELDS,
            limit=str(_COMMENTS),
            after=cursor,
        )
        words = self._words(found, None, above=target.comment_id)
        return Listing(words, found.next_cursor)

    def check(self, targets: Sequence[Target]) -> Listing[Word]:
        """One call each; and one for the account before a comment is called gone."""
        words: list[Word] = []
        cost = 0
        for comment_id in (target.comment_id for target in targets):
            cost += 1
            found = self._graph.find(segment(comment_id), fields=_ONE)
            if found is None:
                cost += 1
                words.append(self._graph.gone(comment_id, page_id=self._account_id))
            else:
                words.extend(self._words(Reading({"data": [found.data]}, found.as_of), None))
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
        path = f"{segment(target.comment_id)}/replies"
        return self._graph.act("POST", path, id_name="id", message=text)

    def private_reply(self, target: Target, text: str) -> Outcome:
        del target, text
        return not_supported("nhắn riêng")

    def hide(self, target: Target) -> Outcome:
        return self._graph.act("POST", segment(target.comment_id), hide="true")

    def unhide(self, target: Target) -> Outcome:
        return self._graph.act("POST", segment(target.comment_id), hide="false")

    def edit(self, target: Target, text: str) -> Outcome:
        del target, text
        return not_supported("sửa câu trả lời")

    def delete(self, target: Target) -> Outcome:
        return self._graph.act("DELETE", segment(target.comment_id))

    def _words(
        self, found: Reading, post: PostRef | None, *, above: str | None = None
    ) -> list[Word]:
        return list(
            comment_words(
                found.items,
                account_id=self._account_id,
                post=post,
                above=above,
                as_of=found.as_of,
            )
        )
