"""What a social network tells about a comment, in one shape for every network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from moderation.vocabulary import CommentVerb

__all__ = ["CommentEvent", "PostRef", "UnreadableEvent"]


@dataclass(frozen=True, slots=True)
class PostRef:
    """The post under which a comment stands, as far as the network told."""

    external_id: str
    text: str | None = None
    permalink: str | None = None
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CommentEvent:
    """One change of one comment. All times are aware.

    `text` is the author's, untouched but for NUL and lone surrogates, which no database takes; it
    is None where the network sends none (a deletion, a sticker). `occurred_at` is the version that
    orders edits: a later one wins, whatever the order of arrival. `page_external_id` is told by a
    network that delivers for several pages at one address.
    """

    verb: CommentVerb
    external_id: str
    text: str | None = None
    created_at: datetime | None = None
    occurred_at: datetime | None = None
    post: PostRef | None = None
    parent_external_id: str | None = None
    author_external_id: str | None = None
    author_name: str | None = None
    permalink: str | None = None
    page_external_id: str | None = None


@dataclass(frozen=True, slots=True)
class UnreadableEvent:
    """An event of a batch that can't be read; its siblings are read all the same.

    `position` counts from 0 within the body; `message` is a Vietnamese sentence.
    """

    position: int
    code: str
    message: str
