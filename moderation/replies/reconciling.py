"""What became of an act whose outcome nobody could say: the network's own showing tells.

It is asked after 10 seconds, a minute, five and fifteen minutes. What it then does not show goes
back to a person. Nothing is ever sent again from here.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from moderation.errors import ConflictError, NotFoundError
from moderation.models import Comment, Connection, Page, PublishIntent
from moderation.policy import Permission, Who
from moderation.queries import attempts
from moderation.queries import cases as case_queries
from moderation.queries import connections as connection_queries
from moderation.queries import replies as queries
from moderation.queries.work import lock_page
from moderation.replies import connections
from moderation.replies.outcomes import (
    RECONCILE_AFTER,
    became_not_published,
    became_published,
    reply_gone,
)
from moderation.vocabulary import EventKind, IntentState, PublishKind

__all__ = [
    "Inquiry",
    "OwnWord",
    "Shown",
    "begin_look",
    "end_look",
    "give_up",
    "settle_by_echo",
    "settle_by_own_words",
    "settle_by_person",
]

_LOOKS = (
    RECONCILE_AFTER,
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
)
_GIVE_UP_AFTER = _LOOKS[-1]
_CLOCKS_APART = timedelta(seconds=120)
"""How much earlier than its call a reply may seem to be written: the network has its own clock."""

_ECHOES = {
    EventKind.COMMENT_HIDDEN: PublishKind.HIDE,
    EventKind.COMMENT_UNHIDDEN: PublishKind.UNHIDE,
    EventKind.COMMENT_EDITED: PublishKind.EDIT,
    EventKind.COMMENT_DELETED: PublishKind.DELETE,
}
_OF_CITIZENS = frozenset({EventKind.COMMENT_HIDDEN, EventKind.COMMENT_UNHIDDEN})


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A look to take: below this comment, and below its parent where the network nests no more."""

    intent_id: int
    page: Page
    connection: Connection
    comment_external_id: str
    parent_external_id: str | None
    post_external_id: str | None


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A reply of the page itself, as its network shows it."""

    external_id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """The page's own replies in a thread; where not `is_whole`, others may stand there as well."""

    words: Sequence[OwnWord]
    is_whole: bool


def begin_look(
    agency_id: int, session: Session, ids: Sequence[int], *, now: datetime
) -> list[Inquiry]:
    """Acts of unknown outcome whose network should be asked now; each is due again by itself."""
    inquiries = []
    for act in queries.unknown_acts(agency_id, session, ids, now=now):
        intent = act.intent
        intent.looks += 1
        intent.not_before = _next_look(intent, now)
        if intent.kind is not PublishKind.REPLY:
            continue  # no listing shows it; it waits for a person, or for its echo
        connection = connection_queries.connection_of_page(agency_id, session, intent.page_id)
        if connection is None or not connections.can_publish(agency_id, session, intent.page_id):
            continue
        inquiries.append(
            Inquiry(
                intent_id=intent.id,
                page=act.page,
                connection=connection,
                comment_external_id=act.comment.external_id,
                parent_external_id=act.comment.parent_external_id,
                post_external_id=act.post_external_id,
            )
        )
    return inquiries


def end_look(
    agency_id: int,
    session: Session,
    inquiry: Inquiry,
    shown: Shown,
    *,
    now: datetime,
) -> None:
    """What the network showed; that it is not there is proved by the whole thread alone."""
    lock_page(agency_id, session, inquiry.page.id)
    intent = queries.intent_for_update(agency_id, session, inquiry.intent_id)
    if intent is None or intent.state is not IntentState.UNKNOWN:
        return
    taken = queries.remote_ids_taken(
        agency_id, session, intent.page_id, [word.external_id for word in shown.words]
    )
    since = _earliest(agency_id, session, [intent])[intent.id]
    same = [
        word
        for word in shown.words
        if word.at >= since
        and word.external_id not in taken
        and _same_words(word.text, intent.text)
    ]
    if same:
        first = min(same, key=lambda word: word.at)
        rivals = queries.count_unsettled_alike(agency_id, session, intent)
        seen = max(1, len(same) - rivals)
        became_published(session, intent, first.external_id, first.at, seen=seen)
    elif shown.is_whole:
        give_up(session, intent, now=now)


def settle_by_own_words(agency_id: int, session: Session, own: Sequence[Comment]) -> None:
    """The page's own words were seen at their source: they close the acts that wrote them."""
    parents = [comment.parent_external_id for comment in own if comment.parent_external_id]
    if not parents:
        return
    page_id = own[0].page_id
    taken = queries.remote_ids_taken(
        agency_id, session, page_id, [comment.external_id for comment in own]
    )
    free = [comment for comment in own if comment.external_id not in taken]
    below = queries.open_intents_below(agency_id, session, page_id, parents)
    earliest = _earliest(agency_id, session, [intent for intent, _ in below])
    for intent, answered in below:
        since = earliest[intent.id]
        seen = next((word for word in free if _tells_of(word, intent, answered, since)), None)
        if seen is not None:
            free.remove(seen)
            became_published(session, intent, seen.external_id, seen.posted_at)


def settle_by_echo(
    agency_id: int, session: Session, page_id: int, happened: Sequence[tuple[Comment, EventKind]]
) -> None:
    """What the page did comes back from its network: it closes the acts that asked for it."""
    for word, act in _ECHOES.items():
        seen = {
            comment.external_id: comment
            for comment, kind in happened
            if kind is word and (comment.is_own or word in _OF_CITIZENS)
        }
        if not seen:
            continue
        for intent in queries.open_acts_on(agency_id, session, page_id, act, list(seen)):
            told = seen[intent.target_external_id or ""]
            if act is not PublishKind.EDIT or _same_words(told.text or "", intent.text):
                became_published(session, intent, None, told.version_at)
        if act is PublishKind.DELETE:
            reply_gone(agency_id, session, page_id, list(seen), datetime.now(UTC))


def give_up(session: Session, intent: PublishIntent, *, now: datetime) -> bool:
    """After a quarter of an hour unseen on a listing that answers, it was not published.

    The reply is not sent again by itself: a person looks, and may ask for it anew.
    """
    since = intent.unknown_at or intent.created_at
    if intent.state is not IntentState.UNKNOWN or now - since < _GIVE_UP_AFTER:
        return False
    became_not_published(session, intent, now)
    return True


def settle_by_person(
    session: Session,
    who: Who,
    case_id: int,
    *,
    is_there: bool,
    kind: PublishKind = PublishKind.REPLY,
) -> int:
    """Somebody looked at the page itself; returns for how many comments this settles it."""
    found = case_queries.find_case(who.agency_id, session, case_id)
    if found is None:
        raise NotFoundError(
            "Không tìm thấy vụ việc này; chưa có gì thay đổi. Hãy tìm theo số vụ, hoặc mở lại từ "
            "hàng đợi."
        )
    who.require(Permission.DRAFT, found.page.id)
    lock_page(who.agency_id, session, found.page.id)
    case_queries.case_for_update(who.agency_id, session, case_id)
    intents = queries.intents_of_case(who.agency_id, session, case_id)
    unknown = [
        intent for intent in intents if intent.state is IntentState.UNKNOWN and intent.kind is kind
    ]
    if not unknown:
        raise ConflictError("Kết quả đăng của vụ này đã rõ. Hãy xem lại vụ.")
    now = datetime.now(UTC)
    for intent in unknown:
        if is_there:
            became_published(session, intent, None, now, who=who)
        else:
            became_not_published(session, intent, now, who=who)
    return len(unknown)


def _next_look(intent: PublishIntent, now: datetime) -> datetime:
    since = intent.unknown_at or now
    later = (since + wait for wait in _LOOKS if since + wait > now)
    return next(later, now + _LOOKS[-1])


def _earliest(
    agency_id: int, session: Session, intents: Sequence[PublishIntent]
) -> dict[int, datetime]:
    """From when on words may be the work of each act: from its latest call.

    An act that a backup brought back may have been called for after it: any time since it was
    asked for.
    """
    begun = attempts.last_calls(agency_id, session, [intent.id for intent in intents])
    return {one.id: begun.get(one.id, one.created_at) - _CLOCKS_APART for one in intents}


def _tells_of(word: Comment, intent: PublishIntent, answered: Comment, since: datetime) -> bool:
    """Whether this reply is what the act wrote, below its comment or beside it in its thread."""
    if word.posted_at < since:
        return False
    is_below = word.parent_external_id in {answered.external_id, answered.parent_external_id}
    is_same = word.external_id == intent.remote_id or _same_words(word.text or "", intent.text)
    return intent.kind is PublishKind.REPLY and is_below and is_same


def _same_words(seen: str, sent: str) -> bool:
    """The same text, whatever the network did to its white space and composition."""
    return _digest(seen) == _digest(sent)


def _digest(text: str) -> bytes:
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode()).digest()
