"""Posts, comments as citizens wrote them, and what the machine read in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from moderation.models.base import AgencyOwned, Base, Json, agency_key, created_at, owned_by, words
from moderation.models.intake import Worked
from moderation.vocabulary import Label

__all__ = ["Comment", "CommentSearch", "Post", "Prediction"]


class Post(AgencyOwned, Base):
    """What the agency posted and people comment on.

    A delivery seldom holds its words; `fetched_at` is when the network was asked for them.
    """

    __tablename__ = "posts"
    __table_args__ = (
        owned_by("pages", "page_id"),
        UniqueConstraint("agency_id", "page_id", "external_id"),
        Index(
            "ix_posts_wordless",
            "agency_id",
            "page_id",
            postgresql_where=text("text = '' AND fetched_at IS NULL"),
        ),
    )

    page_id: Mapped[int]
    external_id: Mapped[str]
    text: Mapped[str] = mapped_column(server_default="")
    permalink: Mapped[str | None]
    posted_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]


class Comment(Worked, AgencyOwned, Base):
    """One comment. Its text is the citizen's, never changed by us.

    `version_at` orders what the source says of it: an older event never overwrites a newer one.
    `is_own` marks what the page itself wrote: it never becomes a case, and as a reply it answers.
    A removal that comes before the comment itself leaves a row without text, the tombstone.
    `checked_at` is when its network was last asked how it stands.
    Who wrote it stands sealed in `authors`; the two columns in the clear are of rows from before
    that, and are emptied as those are sealed. `restricted_at`: kept, and used for nothing, because
    its author asked so; `erased_at`: the words are gone for good, whatever the source says later.
    """

    __tablename__ = "comments"
    __table_args__ = (
        owned_by("pages", "page_id"),
        owned_by("posts", "post_id"),
        owned_by("cases", "case_id"),
        owned_by("authors", "author_id"),
        UniqueConstraint("agency_id", "page_id", "external_id"),
        Index("ix_comments_case", "agency_id", "case_id"),
        Index("ix_comments_posted", "agency_id", "posted_at"),
        Index("ix_comments_author", "agency_id", "author_id"),
        Index(
            "ix_comments_unsealed",
            "agency_id",
            "id",
            postgresql_where=text("author_external_id IS NOT NULL OR author_name IS NOT NULL"),
        ),
        Index(
            "ix_comments_waiting",
            "next_attempt_at",
            postgresql_where=text("state IN ('received', 'running')"),
        ),
        Index(
            "ix_comments_fresh",
            "agency_id",
            "id",
            postgresql_where=text("state = 'received' AND attempts = 0"),
        ),
        Index(
            "ix_comments_troubled",
            "agency_id",
            "id",
            postgresql_where=text("state = 'dead'"),
        ),
        Index(
            "ix_comments_own_replies",
            "agency_id",
            "page_id",
            "parent_external_id",
            postgresql_where=text("is_own"),
        ),
    )

    page_id: Mapped[int]
    post_id: Mapped[int | None]
    case_id: Mapped[int | None]
    delivery_id: Mapped[int | None]
    external_id: Mapped[str]
    parent_external_id: Mapped[str | None]
    author_id: Mapped[int | None]
    clear_author_id: Mapped[str | None] = mapped_column("author_external_id")
    clear_author_name: Mapped[str | None] = mapped_column("author_name")
    text: Mapped[str | None]
    permalink: Mapped[str | None]
    posted_at: Mapped[datetime]
    received_at: Mapped[datetime] = created_at()
    version_at: Mapped[datetime]
    text_version: Mapped[int] = mapped_column(server_default="1")
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    restricted_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    is_own: Mapped[bool] = mapped_column(server_default="false")


class CommentSearch(Base):
    """The folded words of a comment, apart so that the pipeline's updates leave the index alone."""

    __tablename__ = "comment_search"
    __table_args__ = (
        owned_by("comments", "comment_id"),
        Index(
            "ix_comment_search_folded",
            "agency_id",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
    )

    agency_id: Mapped[int] = agency_key()
    comment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    folded: Mapped[str]


class Prediction(Base):
    """What the machine read in one version of a comment's text."""

    __tablename__ = "predictions"
    __table_args__ = (owned_by("comments", "comment_id"),)

    agency_id: Mapped[int] = agency_key()
    comment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text_version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    model_version: Mapped[str]
    label: Mapped[Label] = mapped_column(words(Label))
    probabilities: Mapped[Json]
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text))
    spans: Mapped[list[list[int | str]]] = mapped_column(JSONB)
    needs_human: Mapped[bool]
    created_at: Mapped[datetime] = created_at()
