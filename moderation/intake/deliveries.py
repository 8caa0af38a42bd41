"""What a source says happened to comments becomes rows: once, in order, late or early.

A source may tell a thing twice, tell an edit before the comment, or a removal before either.
Each comment keeps the time of the latest word about it; an older word never wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from moderation.authors import Written, keep_authors
from moderation.casework.answers import answered_at_source
from moderation.events import EventRow, record_all
from moderation.intake.posts import IncomingPost, learn_of
from moderation.jobs import enqueue
from moderation.models import Comment, Page, Post
from moderation.policy import Who
from moderation.queries import intake as queries
from moderation.queries.work import lock_page
from moderation.replies.approvals import void_for_comments
from moderation.replies.reconciling import settle_by_echo, settle_by_own_words
from moderation.text import fold
from moderation.vocabulary import Actor, CommentVerb, EventKind, Job, WorkState

__all__ = ["IncomingComment", "IncomingPost", "Taken", "Told", "take_deliveries", "take_events"]


class IncomingComment(Protocol):
    """One thing that happened to one comment at its source, in no network's own words."""

    @property
    def verb(self) -> CommentVerb: ...
    @property
    def external_id(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def created_at(self) -> datetime | None: ...
    @property
    def occurred_at(self) -> datetime | None: ...
    @property
    def post(self) -> IncomingPost | None: ...
    @property
    def parent_external_id(self) -> str | None: ...
    @property
    def author_external_id(self) -> str | None: ...
    @property
    def author_name(self) -> str | None: ...
    @property
    def permalink(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivery: comments seen for the first time, and those known before."""

    new: int
    known: int


@dataclass(frozen=True, slots=True)
class Told:
    """What one delivery tells of a page's comments."""

    events: Sequence[IncomingComment]
    received_at: datetime
    delivery_id: int | None = None


def take_events(
    agency_id: int,
    session: Session,
    page: Page,
    events: Sequence[IncomingComment],
    *,
    received_at: datetime,
) -> Taken:
    """Carry events into comments, and ask for those to be read that need it."""
    [taken] = take_deliveries(agency_id, session, page, [Told(events, received_at)])
    return taken


def take_deliveries(
    agency_id: int, session: Session, page: Page, told: Sequence[Told]
) -> list[Taken]:
    """The same for several deliveries in the order in which they came, by as many statements."""
    lock_page(agency_id, session, page.id)
    events = [event for each in told for event in each.events]
    posts = _posts(agency_id, session, page, events)
    known = queries.comments_by_external_id(
        agency_id, session, page.id, list({event.external_id for event in events})
    )
    taken = _counted(told, set(known))
    # What was erased stays erased, whatever its source still tells.
    events = [event for event in events if not _is_erased(known.get(event.external_id))]
    authors = keep_authors(agency_id, session, page.id, _written(page, events, known))
    happened: list[tuple[Comment, EventKind]] = []
    first: list[Comment] = []
    for one, event in [(each, event) for each in told for event in each.events]:
        comment = known.get(event.external_id)
        if _is_erased(comment):
            continue
        if comment is None:
            comment = _first_word(agency_id, page, event, one.received_at)
            comment.delivery_id = one.delivery_id
            known[event.external_id] = comment
            first.append(comment)
            kind: EventKind | None = EventKind.COMMENT_RECEIVED
        else:
            kind = _later_word(comment, page, event, one.received_at)
        if event.external_id in authors:
            comment.author_id = authors[event.external_id]
        if event.post is not None and comment.post_id is None:
            comment.post_id = posts[event.post.external_id].id
        if kind is not None:
            happened.append((comment, kind))
    queries.put_comments(session, first)
    _remember(agency_id, session, happened)
    own = [comment for comment, _ in happened if comment.is_own and not comment.deleted_at]
    settle_by_own_words(agency_id, session, own)
    settle_by_echo(agency_id, session, page.id, happened)
    answered_at_source(agency_id, session, own)
    latest = max((each.received_at for each in told), default=page.heard_at)
    if page.heard_at is None or (latest is not None and page.heard_at < latest):
        page.heard_at = latest
    return taken


def _counted(told: Sequence[Told], seen: set[str]) -> list[Taken]:
    """How many comments each is the first to tell of, where `seen` are known before."""
    counted = []
    for one in told:
        names = {event.external_id for event in one.events}
        counted.append(Taken(new=len(names - seen), known=len(names & seen)))
        seen |= names
    return counted


def _remember(agency_id: int, session: Session, happened: list[tuple[Comment, EventKind]]) -> None:
    rows: list[EventRow] = [
        {"kind": kind, "comment_id": comment.id, "case_id": comment.case_id}
        for comment, kind in happened
    ]
    source = Who(agency_id, Actor.SOURCE, None, "Nguồn", ())
    record_all(session, source, rows)
    gone = {EventKind.COMMENT_EDITED, EventKind.COMMENT_DELETED}
    changed = [c for c, kind in happened if kind in gone and c.case_id]
    if changed:
        void_for_comments(session, source, changed)
    texts = {EventKind.COMMENT_RECEIVED, EventKind.COMMENT_EDITED}
    queries.set_search(
        agency_id,
        session,
        {
            comment.id: fold(comment.text)
            for comment, kind in happened
            if kind in texts and comment.text
        },
    )
    unread = {c.id for c, _ in happened if c.state == WorkState.RECEIVED}
    enqueue(agency_id, session, Job.CLASSIFY_COMMENTS, sorted(unread))


def _first_word(
    agency_id: int, page: Page, event: IncomingComment, received_at: datetime
) -> Comment:
    posted_at = min(event.created_at or event.occurred_at or received_at, received_at)
    comment = Comment(
        agency_id=agency_id,
        page_id=page.id,
        external_id=event.external_id,
        text=None,
        posted_at=posted_at,
        received_at=received_at,
        version_at=event.occurred_at or posted_at,
        text_version=1,
        state=WorkState.DONE,
        attempts=0,
        is_own=False,
    )
    _fill(comment, page, event)
    match event.verb:
        case CommentVerb.DELETED:
            comment.deleted_at = event.occurred_at or received_at
        case CommentVerb.HIDDEN:
            comment.hidden_at = event.occurred_at or received_at
    if event.verb is not CommentVerb.DELETED and (
        event.text is not None or event.verb is CommentVerb.CREATED
    ):
        comment.text = event.text or ""
        comment.state = WorkState.DONE if comment.is_own else WorkState.RECEIVED
    return comment


def _later_word(
    comment: Comment, page: Page, event: IncomingComment, received_at: datetime
) -> EventKind | None:
    """Apply a word about a known comment; None where it says nothing new."""
    at = event.occurred_at or event.created_at or received_at
    _fill(comment, page, event)
    if event.verb is CommentVerb.CREATED and event.created_at is not None:
        comment.posted_at = min(comment.posted_at, event.created_at)
    newer = at >= comment.version_at
    comment.version_at = max(comment.version_at, at)
    match event.verb:
        case CommentVerb.CREATED | CommentVerb.EDITED:
            return _new_text(comment, event, at, newer=newer)
        case CommentVerb.DELETED if comment.deleted_at is None and newer:
            comment.deleted_at = at
            return EventKind.COMMENT_DELETED
        case CommentVerb.HIDDEN if comment.hidden_at is None and newer:
            comment.hidden_at = at
            return EventKind.COMMENT_HIDDEN
        case CommentVerb.UNHIDDEN if comment.hidden_at is not None and newer:
            comment.hidden_at = None
            return EventKind.COMMENT_UNHIDDEN
    return None


def _new_text(
    comment: Comment, event: IncomingComment, at: datetime, *, newer: bool
) -> EventKind | None:
    if comment.deleted_at is not None or event.text is None or event.text == comment.text:
        return None
    if comment.text is None:
        # A hide or another early word came first; this is the text it was about.
        comment.text = event.text
        comment.state = WorkState.DONE if comment.is_own else WorkState.RECEIVED
        return EventKind.COMMENT_RECEIVED
    created_again = event.verb is CommentVerb.CREATED and comment.edited_at is not None
    if not newer or created_again:
        return None
    comment.text = event.text
    comment.text_version += 1
    comment.edited_at = at
    if not comment.is_own:
        comment.state, comment.attempts, comment.next_attempt_at = WorkState.RECEIVED, 0, at
        comment.lease_token = comment.lease_until = None
    return EventKind.COMMENT_EDITED


def _fill(comment: Comment, page: Page, event: IncomingComment) -> None:
    """Keep what a word says beside the text, without ever forgetting what was known."""
    comment.parent_external_id = comment.parent_external_id or event.parent_external_id
    comment.permalink = event.permalink or comment.permalink
    if event.author_external_id is not None:
        comment.is_own = event.author_external_id == page.external_id


def _written(
    page: Page, events: Iterable[IncomingComment], known: Mapping[str, Comment]
) -> list[Written]:
    """Who wrote what, but for the page itself, the last word of each comment.

    A word that names nobody by id adds nothing to a comment whose author is known.
    """
    return [
        Written(event.external_id, event.author_external_id, event.author_name)
        for event in events
        if event.author_external_id != page.external_id
        and (
            event.author_external_id is not None
            or (event.author_name and _is_unknown(known.get(event.external_id)))
        )
    ]


def _is_erased(comment: Comment | None) -> bool:
    return comment is not None and comment.erased_at is not None


def _is_unknown(comment: Comment | None) -> bool:
    return comment is None or (comment.author_id is None and not comment.is_own)


def _posts(
    agency_id: int, session: Session, page: Page, events: Iterable[IncomingComment]
) -> dict[str, Post]:
    mentioned = {event.post.external_id: event.post for event in events if event.post is not None}
    posts = queries.posts_by_external_id(agency_id, session, page.id, list(mentioned))
    for external_id, said in mentioned.items():
        post = posts.get(external_id)
        if post is None:
            post = Post(agency_id=agency_id, page_id=page.id, external_id=external_id, text="")
            session.add(post)
            posts[external_id] = post
        learn_of(agency_id, session, post, said)
    session.flush()
    return posts
