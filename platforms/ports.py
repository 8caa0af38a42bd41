"""What a social network offers here, and what it is asked: the ports that its module fills."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from moderation.vocabulary import PublishKind
from platforms.events import CommentEvent, PostRef, UnreadableEvent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from platforms.outcomes import Outcome
    from platforms.tokens import Tokens
    from platforms.wire import Egress

__all__ = [
    "Account",
    "Capabilities",
    "Handshake",
    "Listing",
    "Publisher",
    "Receiver",
    "Refresher",
    "Source",
    "Target",
    "Usage",
    "Word",
]

Word = CommentEvent | UnreadableEvent
"""One thing that a network says of a comment."""

_T = TypeVar("_T")
_BUSY_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a network can do; the console offers nothing else.

    `acts` are those that exist; `irreversible` can't be taken back by anybody. A window runs from
    the comment's time. `tells_changes` is false where an edit or a removal is found only by looking
    again, and `tells_all` where a delivery holds only a part of the comment and `Source.check` must
    fetch the rest. `look_every` and `check_every` say how often what is new, and what became of one
    comment, is asked for, at most `most_checks` comments at once. Where calls are counted by the
    day, `daily_quota` is what an account has, in `quota_zone`'s day.
    """

    acts: frozenset[PublishKind]
    max_reply_length: int
    irreversible: frozenset[PublishKind] = frozenset({PublishKind.DELETE})
    private_reply_window: timedelta | None = None
    reply_window: timedelta | None = None
    tells_changes: bool = True
    tells_all: bool = True
    look_every: timedelta = timedelta(minutes=30)
    check_every: timedelta = timedelta(hours=24)
    most_checks: int = 20
    daily_quota: int | None = None
    quota_zone: ZoneInfo = field(default=ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Account:
    """A page as its network knows it, and the key to act for it.

    `app_secret` is given where the network wants each call proved by it. `base_url` replaces the
    network's own address (a test, a gateway); its host must be allowed by `Egress`.
    """

    external_id: str
    token: str = field(repr=False)
    app_secret: str | None = field(default=None, repr=False)
    base_url: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The comment to act on, as far as it is known: networks ask for different parts of it."""

    comment_id: str
    post_id: str | None = None
    author_id: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a limit is used. `units` counts the quota spent by this client since it began."""

    units: int = 0
    percent: int = 0
    regain: timedelta | None = None

    @property
    def should_rest(self) -> bool:
        return self.percent >= _BUSY_PERCENT or self.regain is not None


@dataclass(frozen=True, slots=True)
class Listing(Generic[_T]):
    """One answer of a network: what it held, where to go on, and what it cost in quota units."""

    items: list[_T]
    next_cursor: str | None = None
    cost: int = 1


class Receiver(Protocol):
    """What every network's module offers to take its deliveries in."""

    def verify(
        self,
        secrets: Sequence[str],
        headers: Mapping[str, str],
        body: bytes,
        now: datetime,
    ) -> str:
        """Check who sent `body` with any of the live secrets; the delivery's own id.

        Raises VerificationError.
        """

    def read(self, body: bytes) -> list[Word]:
        """The events of a verified body, in its order. Raises BadInputError for no JSON at all."""


class Handshake(Protocol):
    """How a network makes sure that an address is ours before it delivers there."""

    def greet(self, tokens: Sequence[str], query: Mapping[str, str]) -> str:
        """The plain text that answers a GET with this query. Raises VerificationError."""

    def is_probe(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether an unsigned POST is only a knock: answered 200, and nothing kept."""


class Refresher(Protocol):
    """How an account's key is renewed. Keep what comes back before anything else is done."""

    def __call__(
        self,
        *,
        app_id: str,
        app_secret: str,
        refresh_token: str,
        base_url: str | None = None,
        egress: Egress | None = None,
    ) -> Tokens:
        """Raises FetchError; needing a token, the page must be connected anew."""


class Source(Protocol):
    """What can be read of a page. One method is one step; it goes on from its cursor.

    Every method raises FetchError, with what it waits for.
    """

    @property
    def usage(self) -> Usage: ...

    def posts(
        self, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[PostRef]:
        """The page's posts, newest first."""

    def post(self, post_id: str) -> PostRef | None:
        """One post with its words; None where it is gone."""

    def comments(
        self, post_id: str, *, since: datetime | None = None, cursor: str | None = None
    ) -> Listing[Word]:
        """The comments of a post with their replies, newest first where the network can."""

    def replies(self, target: Target, *, cursor: str | None = None) -> Listing[Word]:
        """What stands below a comment: where a reply of unknown fate would be seen."""

    def check(self, targets: Sequence[Target]) -> Listing[Word]:
        """These comments as they stand now; a DELETED event for each that is gone."""

    def recent(
        self,
        *,
        since: datetime,
        posts_since: datetime | None = None,
        cursor: str | None = None,
    ) -> Listing[Word]:
        """What was said on the page since a time, a step at a time, until no cursor comes back.

        `posts_since` says how old a post may be whose comments are looked at (default: `since`).
        """


class Publisher(Protocol):
    """What can be done on a page. Nothing is ever sent twice by itself.

    Every method returns an outcome whatever the network or the wire did; it raises BadInputError
    for an identifier that can't be one, before anything is sent.
    """

    @property
    def usage(self) -> Usage: ...

    def reply(self, target: Target, text: str) -> Outcome:
        """Answer below the comment, for everybody to see (on Zalo: to the person who wrote)."""

    def private_reply(self, target: Target, text: str) -> Outcome:
        """Answer the comment's author alone."""

    def hide(self, target: Target) -> Outcome: ...

    def unhide(self, target: Target) -> Outcome: ...

    def edit(self, target: Target, text: str) -> Outcome:
        """Replace the text of the page's own reply."""

    def delete(self, target: Target) -> Outcome:
        """Remove for good; keep the evidence first."""
