"""What becomes known of a post, and what the machine then reads anew.

Most networks tell of a comment without the words it stands under. Those are asked for afterwards,
and the same comment may mean something else below them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from moderation.jobs import enqueue
from moderation.models import Post
from moderation.queries.unread import unread_again
from moderation.vocabulary import Job

__all__ = ["IncomingPost", "learn_of"]


class IncomingPost(Protocol):
    """What a source says of a post."""

    @property
    def external_id(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def permalink(self) -> str | None: ...
    @property
    def posted_at(self) -> datetime | None: ...


def learn_of(agency_id: int, session: Session, post: Post, said: IncomingPost) -> None:
    """Keep what is said of a post, without ever forgetting what was known.

    Its first words send what was read without them back to the machine, but for cases that a
    person has begun on. The caller holds the lock of the page.
    """
    was_wordless = not post.text
    post.text = said.text or post.text
    post.permalink = said.permalink or post.permalink
    post.posted_at = said.posted_at or post.posted_at
    if was_wordless and post.text and post.id is not None:
        session.flush()
        again = unread_again(agency_id, session, post.page_id, post.id)
        enqueue(agency_id, session, Job.CLASSIFY_COMMENTS, again)
