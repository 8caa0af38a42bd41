"""What the invented citizens and the page wrote, and when: from the data files to events.

Times are told from one moment backwards, so that the demo is three weeks old on whatever day it is
started. The page's replies come after so many office minutes, as real ones do.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from commands.demo.cast import PAGES
from moderation.timing.calendar import VIETNAM, OfficeCalendar
from moderation.vocabulary import CommentVerb, Label
from platforms import CommentEvent, PostRef

__all__ = [
    "Invented",
    "InventedPost",
    "Reply",
    "Told",
    "arrivals",
    "backlog",
    "happened",
    "posts",
    "posts_at",
    "tell",
]

_DATA = Path(__file__).parent / "data"
_AFTER_THE_POST = timedelta(minutes=5)
_SEARCHED = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class When:
    """A moment before another: a day and an hour, so many minutes, or so many office minutes."""

    days_ago: int | None = None
    clock: str = ""
    minutes_ago: int | None = None
    office_minutes_ago: int | None = None

    def before(self, now: datetime, calendar: OfficeCalendar) -> datetime:
        """The moment that is meant."""
        if self.days_ago is not None:
            day = now.astimezone(VIETNAM).date() - timedelta(days=self.days_ago)
            return datetime.combine(day, time.fromisoformat(self.clock), VIETNAM)
        if self.office_minutes_ago is not None:
            return _office_minutes_before(now, self.office_minutes_ago, calendar)
        return now - timedelta(minutes=self.minutes_ago or 0)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the page answered, so many office minutes (or plain minutes) later."""

    text: str
    office_minutes: int | None = None
    minutes: int = 0

    def after(self, at: datetime, calendar: OfficeCalendar) -> datetime:
        """When it was written."""
        if self.office_minutes is None:
            return at + timedelta(minutes=self.minutes)
        return calendar.after_working_minutes(at, self.office_minutes)


@dataclass(frozen=True, slots=True)
class InventedPost:
    """A post of one of the pages."""

    key: str
    page: str
    text: str
    when: When


@dataclass(frozen=True, slots=True)
class Invented:
    """A comment with what became of it. `expected` is its author's own label.

    `dismissed` says that the page administrator had closed it without a reply.
    """

    id: str
    post: str
    by: str
    text: str
    expected: Label
    when: When
    under: str | None = None
    reply: Reply | None = None
    edited: tuple[int, str] | None = None
    deleted_after: int | None = None
    hidden_after: int | None = None
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """An event with the key of the page that it happened on."""

    page: str
    event: CommentEvent

    @property
    def at(self) -> datetime:
        """When it happened."""
        at = self.event.occurred_at
        assert at is not None  # noqa: S101 - every event here is made below, with its time
        return at


def posts() -> dict[str, InventedPost]:
    """The posts by key."""
    return {
        row["key"]: InventedPost(row["key"], row["page"], row["text"], _when(row))
        for row in _rows("posts.jsonl")
    }


def backlog() -> list[Invented]:
    """The comments of the last three weeks."""
    return [_invented(row) for row in _rows("backlog.jsonl")]


def arrivals() -> list[Invented]:
    """The comments that are still to come."""
    return [_invented(row) for row in _rows("arrivals.jsonl")]


def tell(
    comment: Invented,
    external_id: str,
    *,
    at: datetime,
    post: PostRef,
    page: str,
    calendar: OfficeCalendar,
) -> Iterator[Told]:
    """Everything that happens to a comment which is written at `at`, not sorted by time."""

    def event(verb: CommentVerb, minutes: int, text: str | None = None) -> Told:
        later = at + timedelta(minutes=minutes)
        return Told(
            page,
            CommentEvent(
                verb=verb,
                external_id=external_id,
                text=text,
                created_at=at if verb is CommentVerb.CREATED else None,
                occurred_at=later,
                post=post,
                parent_external_id=comment.under,
                author_external_id=_author_id(comment.by),
                author_name=comment.by,
            ),
        )

    yield event(CommentVerb.CREATED, 0, comment.text)
    if comment.edited:
        yield event(CommentVerb.EDITED, *comment.edited)
    if comment.deleted_after is not None:
        yield event(CommentVerb.DELETED, comment.deleted_after)
    if comment.hidden_after is not None:
        yield event(CommentVerb.HIDDEN, comment.hidden_after)
    if comment.reply:
        replied_at = comment.reply.after(at, calendar)
        yield _own(comment.reply, external_id, at=replied_at, post=post, page=page)


def posts_at(now: datetime, calendar: OfficeCalendar) -> list[tuple[InventedPost, datetime]]:
    """The posts, with when each was written."""
    return [(post, post.when.before(now, calendar)) for post in posts().values()]


def happened(now: datetime, calendar: OfficeCalendar) -> list[Told]:
    """The backlog as it stood at `now`, in the order in which it happened."""
    known = posts()
    told: list[Told] = []
    for comment in backlog():
        post = known[comment.post]
        posted_at = post.when.before(now, calendar)
        at = max(comment.when.before(now, calendar), posted_at + _AFTER_THE_POST)
        at = min(at.replace(second=zlib.crc32(comment.id.encode()) % 60, microsecond=0), now)
        place = PostRef(post.key, post.text, posted_at=posted_at)
        told += tell(comment, comment.id, at=at, post=place, page=post.page, calendar=calendar)
    return sorted((one for one in told if one.at <= now), key=lambda one: one.at)


def _own(reply: Reply, parent: str, *, at: datetime, post: PostRef, page: str) -> Told:
    author_id, name = PAGES[page]
    event = CommentEvent(
        verb=CommentVerb.CREATED,
        external_id=f"{parent}-tra-loi",
        text=reply.text,
        created_at=at,
        occurred_at=at,
        post=post,
        parent_external_id=parent,
        author_external_id=author_id,
        author_name=name,
    )
    return Told(page, event)


def _office_minutes_before(now: datetime, minutes: int, calendar: OfficeCalendar) -> datetime:
    """The latest minute from which so many office minutes have passed until now."""
    early, late = 0, int(_SEARCHED.total_seconds() // 60)
    while early < late:
        middle = (early + late) // 2
        passed = calendar.working_minutes_between(now - timedelta(minutes=middle), now)
        early, late = (early, middle) if passed >= minutes else (middle + 1, late)
    return now - timedelta(minutes=early)


def _author_id(name: str) -> str:
    return "dan-" + hashlib.sha256(name.encode()).hexdigest()[:10]


def _invented(row: dict[str, Any]) -> Invented:
    reply, edited = row.get("reply"), row.get("edited")
    return Invented(
        id=row["id"],
        post=row["post"],
        by=row["by"],
        text=row["text"],
        expected=Label(row["expected"]),
        when=_when(row),
        under=row.get("under"),
        reply=Reply(**reply) if reply else None,
        edited=(edited["minutes"], edited["text"]) if edited else None,
        deleted_after=row.get("deleted_after_minutes"),
        hidden_after=row.get("hidden_after_minutes"),
        dismissed=row.get("dismissed", False),
    )


def _when(row: dict[str, Any]) -> When:
    return When(
        days_ago=row.get("days_ago"),
        clock=row.get("clock", ""),
        minutes_ago=row.get("minutes_ago"),
        office_minutes_ago=row.get("office_minutes_ago"),
    )


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (_DATA / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
