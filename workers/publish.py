"""What was approved leaves for its network, one call at a time for each page; once.

The call is committed as begun before its first byte leaves. Nothing here calls again by itself
what may have arrived: that is looked for, below the comment, until somebody knows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from moderation.database import Session
from moderation.errors import PhanHoiError
from moderation.models import Connection, Page
from moderation.queries.connections import connection_for_update, connections_to_check
from moderation.queries.work import clock
from moderation.replies import publishing, reconciling
from moderation.replies.connections import note_check
from moderation.replies.publishing import Order, Told
from moderation.replies.reconciling import Inquiry, OwnWord, Shown
from moderation.vocabulary import Job, PublishOutcome
from platforms import CommentEvent, FetchError, Listing, Target, Word, publish
from workers import networks, runtime
from workers.app import app
from workers.insisting import insist

# No call begins later than this, so that the last one ends before the task's own limit and every
# call's limit of half a minute lies well within its lease of two.
_NO_CALL_AFTER_SECONDS = 45.0
_TRIES = 4
_MOST_LISTINGS = 10
_NOTHING_READ = Shown((), is_whole=False)

_log = structlog.get_logger(__name__)


@app.task(name=Job.PUBLISH.value)  # type: ignore[untyped-decorator]
def publish_intents(agency_id: int, ids: list[int]) -> None:
    """Carry out what is due of these acts; what is left over, the sweeper rings for again."""
    ends = time.monotonic() + _NO_CALL_AFTER_SECONDS
    for number, intent_id in enumerate(ids, start=1):
        if time.monotonic() > ends:
            return
        for order in insist(agency_id, _beginning(agency_id, intent_id), tries=_TRIES):
            _carry_out(agency_id, order)
            if number < len(ids):  # the next is likely one of the same page
                time.sleep(order.connection.pace_seconds)
        for inquiry in insist(agency_id, _looking(agency_id, intent_id), tries=_TRIES):
            _look(agency_id, inquiry)


@app.task(name=Job.CHECK_CONNECTIONS.value)  # type: ignore[untyped-decorator]
def check_connections(agency_id: int, ids: list[int]) -> None:
    """Try keys out by reading, where the network lets itself be read."""
    with runtime.database().transaction(agency_id) as session:
        found = connections_to_check(agency_id, session, ids)
    for connection, page in found:
        code = _tried(page, connection)
        with runtime.database().transaction(agency_id) as session:
            fresh = connection_for_update(agency_id, session, page.id)
            if fresh is not None:
                note_check(fresh, code, now=clock(session))


def _beginning(agency_id: int, intent_id: int) -> Callable[[Session], list[Order]]:
    return lambda session: publishing.begin(agency_id, session, [intent_id], now=clock(session))


def _looking(agency_id: int, intent_id: int) -> Callable[[Session], list[Inquiry]]:
    return lambda session: reconciling.begin_look(
        agency_id, session, [intent_id], now=clock(session)
    )


def _carry_out(agency_id: int, order: Order) -> None:
    told = _call(order)
    _log.info(
        "publish_called", intent_id=order.intent_id, outcome=told.outcome.value, code=told.code
    )
    insist(
        agency_id,
        lambda session: publishing.finish(agency_id, session, order, told, now=clock(session)),
        tries=_TRIES,
    )


def _call(order: Order) -> Told:
    """The one call. Whatever is raised once it was begun leaves the outcome unknown."""
    target = Target(
        order.target_external_id,
        post_id=order.post_external_id,
        author_id=order.author_external_id,
    )
    try:
        publisher = networks.publisher_of(order.page, order.connection)
    except PhanHoiError as error:
        return Told(PublishOutcome.REFUSED, code=error.code, needs_person=True, may_retry=True)
    try:
        outcome = publish(publisher, order.kind, target, order.text)
    except PhanHoiError as error:
        return Told(PublishOutcome.REFUSED, code=error.code)
    except Exception as error:  # noqa: BLE001 - recorded as unknown, which is what it is
        _log.exception("publish_call_failed", intent_id=order.intent_id)
        return Told(PublishOutcome.UNKNOWN, code=type(error).__name__)
    return networks.told_by(outcome, publisher)


def _look(agency_id: int, inquiry: Inquiry) -> None:
    shown = _shown(inquiry)
    _log.info("publish_looked_for", intent_id=inquiry.intent_id, is_whole=shown.is_whole)
    insist(
        agency_id,
        lambda session: reconciling.end_look(
            agency_id, session, inquiry, shown, now=clock(session)
        ),
        tries=_TRIES,
    )


def _shown(inquiry: Inquiry) -> Shown:
    """The page's own replies in the thread, as far as the network shows them now."""
    above = [inquiry.comment_external_id, inquiry.parent_external_id]
    try:
        source = networks.source_of(inquiry.page, inquiry.connection)
        if source is None:
            return _NOTHING_READ
        read = [_own_below(source.replies, one, inquiry) for one in above if one is not None]
    except PhanHoiError as error:
        _log.info("publish_not_shown", intent_id=inquiry.intent_id, code=error.code)
        return _NOTHING_READ
    words = [word for each in read for word in each.words]
    return Shown(words, is_whole=all(each.is_whole for each in read))


def _own_below(replies: Callable[..., Listing[Word]], comment_id: str, inquiry: Inquiry) -> Shown:
    target = Target(comment_id, post_id=inquiry.post_external_id)
    found: list[OwnWord] = []
    cursor: str | None = None
    for _ in range(_MOST_LISTINGS):
        listing = replies(target, cursor=cursor)
        found += [
            OwnWord(word.external_id, word.text or "", word.created_at or datetime.now(UTC))
            for word in listing.items
            if isinstance(word, CommentEvent)
            and word.author_external_id == inquiry.page.external_id
        ]
        cursor = listing.next_cursor
        if cursor is None:
            break
    return Shown(found, is_whole=cursor is None)


def _tried(page: Page, connection: Connection) -> str | None:
    """The code of what is wrong, if anything is known to be."""
    try:
        networks.publisher_of(page, connection)
        source = networks.source_of(page, connection)
        if source is not None:
            source.posts()
    except FetchError as error:
        return error.refused.code
    except PhanHoiError as error:
        return error.code
    return None
