"""Looking at the networks by ourselves, a few calls at a time, so that each page has its turn."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import structlog

from moderation.database import Session
from moderation.errors import BadInputError, PhanHoiError
from moderation.intake import watching
from moderation.intake.posts import learn_of
from moderation.intake.watching import Pace, Round
from moderation.queries import agencies
from moderation.queries import watches as queries
from moderation.queries.connections import connection_for_update
from moderation.queries.work import clock, lock_page
from moderation.replies import connections
from moderation.vocabulary import Job, WatchKind
from platforms import (
    CAPABILITIES,
    REFRESHERS,
    CommentEvent,
    FetchError,
    Listing,
    Need,
    Source,
    Target,
    UnreadableEvent,
    Word,
)
from workers import networks, runtime
from workers.app import app
from workers.insisting import insist

_NO_CALL_AFTER_SECONDS = 30.0
_UNDELIVERED = timedelta(minutes=10)
_BUSY_FOR_THE_OLD = 50  # percent of a network's limit
_PAUSE = timedelta(minutes=5)
_LONGER_PAUSE = timedelta(minutes=15)
_SOON = timedelta(seconds=5)
_STEPS_OF_THE_OLD = 5
_MOST_POSTS = 10
_RENEW_BEFORE = timedelta(hours=1)
_TRIES = 6

_log = structlog.get_logger(__name__)


@app.task(name=Job.WATCH.value)  # type: ignore[untyped-decorator]
def look(agency_id: int, ids: list[int]) -> None:
    """Go on with these looks, or begin them; what is left over, the sweeper rings for again."""
    ends = time.monotonic() + _NO_CALL_AFTER_SECONDS
    for watch_id in ids:
        if time.monotonic() > ends:
            return
        with runtime.database().transaction(agency_id) as session:
            begun = watching.begin(agency_id, session, [watch_id], now=clock(session))
        for turn in begun:
            _look(agency_id, turn, ends)


def _look(agency_id: int, turn: Round, ends: float) -> None:
    try:
        if turn.kind is WatchKind.TOKEN:
            _renew(agency_id, turn)
            return
        source = networks.source_of(turn.page, turn.connection)
        if source is None:
            return
        if turn.kind is WatchKind.CHANGES:
            _ask_again(agency_id, turn, source)
        else:
            _read_on(agency_id, turn, source, ends)
    except FetchError as error:
        _log.info("watch_failed", watch_id=turn.watch_id, code=error.refused.code)
        _refused(agency_id, turn, error)
    except BadInputError as error:
        # Where to go on is not known any more, or there is nothing to renew a key with.
        _log.warning("watch_failed", watch_id=turn.watch_id, code=error.code)
        _fail(agency_id, turn, error.code, wait=None, forget_place=True)
    except PhanHoiError as error:
        _log.warning("watch_failed", watch_id=turn.watch_id, code=error.code)
        _fail(agency_id, turn, error.code, wait=None)


def _read_on(agency_id: int, turn: Round, source: Source, ends: float) -> None:
    """A call at a time, until the round is over or it is somebody else's turn."""
    cursor = turn.cursor
    for step in count(1):
        told = source.recent(since=turn.since, posts_since=turn.posts_since, cursor=cursor)
        cursor = told.next_cursor
        if not _taken(agency_id, turn, told, cursor=cursor):
            return
        if cursor is None:
            _end(agency_id, turn)
            return
        if _must_rest(agency_id, turn, source):
            return
        is_enough = turn.kind is WatchKind.BACKFILL and step >= _STEPS_OF_THE_OLD
        if is_enough or time.monotonic() > ends:
            _yield(agency_id, turn, _SOON)
            return


def _ask_again(agency_id: int, turn: Round, source: Source) -> None:
    """The words of posts under which people wrote, and what became of comments."""
    able = CAPABILITIES[turn.page.platform]
    with runtime.database().transaction(agency_id) as session:
        wordless = queries.wordless_posts(agency_id, session, turn.page.id, limit=_MOST_POSTS)
        asked = queries.suspects(
            agency_id,
            session,
            turn.page.id,
            now=clock(session),
            every=able.check_every,
            told_half=not able.tells_all,
            limit=able.most_checks,
        )
    for post in wordless:
        _read_post(agency_id, turn.page.id, post.id, source, post.external_id)
    if asked:
        targets = [Target(name, post_id=post, author_id=author) for name, post, author in asked]
        if not _taken(agency_id, turn, source.check(targets), cursor=None):
            return
    if not _must_rest(agency_id, turn, source):
        _end(agency_id, turn)


def _read_post(
    agency_id: int, page_id: int, post_id: int, source: Source, external_id: str
) -> None:
    found = source.post(external_id)
    with runtime.database().transaction(agency_id) as session:
        lock_page(agency_id, session, page_id)
        post = queries.find_post(agency_id, session, post_id)
        if post is None:
            return
        post.fetched_at = clock(session)
        if found is not None:
            learn_of(agency_id, session, post, found)


def _taken(agency_id: int, turn: Round, told: Listing[Word], *, cursor: str | None) -> bool:
    """Whether what was told could be kept as ours."""
    bad = [word for word in told.items if isinstance(word, UnreadableEvent)]
    if bad:
        _log.warning("watch_unreadable", watch_id=turn.watch_id, codes=[b.code for b in bad[:5]])
    events = [word for word in told.items if isinstance(word, CommentEvent)]
    with runtime.database().transaction(agency_id) as session:
        taken = watching.take(
            agency_id,
            session,
            turn,
            events,
            cursor=cursor,
            cost=told.cost,
            pace=_pace(agency_id, session, turn),
            now=clock(session),
            unreadable=len(bad),
        )
        if taken is not None and taken.new:
            watching.wake(agency_id, session, [turn.page.id], now=clock(session))
        return taken is not None


def _must_rest(agency_id: int, turn: Round, source: Source) -> bool:
    """Near its limit a network is left alone; reading the old gives way to all else earlier."""
    usage = source.usage
    if usage.should_rest:
        with runtime.database().transaction(agency_id) as session:
            now = clock(session)
            until = now + (usage.regain or _LONGER_PAUSE)
            watching.yield_turn(agency_id, session, turn, until=until, now=now)
            watching.rest(agency_id, session, turn.page.id, until=until)
        return True
    if turn.kind is WatchKind.BACKFILL and usage.percent >= _BUSY_FOR_THE_OLD:
        _yield(agency_id, turn, _PAUSE)
        return True
    return False


def _refused(agency_id: int, turn: Round, error: FetchError) -> None:
    refused = error.refused
    able_to_renew = turn.page.platform in REFRESHERS and turn.kind is not WatchKind.TOKEN
    with runtime.database().transaction(agency_id) as session:
        now, wait = clock(session), refused.retry_after
        watching.fail(agency_id, session, turn, refused.code, wait=wait, now=now)
        if refused.needs is Need.TOKEN and able_to_renew:
            queries.wake(agency_id, session, [turn.page.id], WatchKind.TOKEN, at=now)
        elif refused.needs is Need.TOKEN:
            _stop(agency_id, session, turn, refused.code)
        elif wait is not None:
            watching.rest(agency_id, session, turn.page.id, until=now + wait)


def _stop(agency_id: int, session: Session, turn: Round, code: str) -> None:
    """No call will pass until somebody connects the page anew."""
    connection = connection_for_update(agency_id, session, turn.page.id)
    if connection is not None:
        connections.rest(connection, code, until=None)
        connection.last_error_at = clock(session)


def _renew(agency_id: int, turn: Round) -> None:
    """Both keys in one transaction, insisted on: the one that was spent is worth nothing now."""
    spent, tokens = networks.renewed(turn.page, turn.connection)
    fresh = replace(
        spent,
        token=tokens.access_token,
        refresh_token=tokens.refresh_token or spent.refresh_token,
    )

    def keep(session: Session) -> None:
        now = clock(session)
        left = tokens.expires_at - now
        pace = Pace(every=left - min(_RENEW_BEFORE, left / 5))
        for kind in (WatchKind.RECENT, WatchKind.CHANGES, WatchKind.BACKFILL):
            watching.go_on(agency_id, session, turn.page.id, kind, now=now)
        watching.end(agency_id, session, turn, pace=pace, now=now)
        connections.renew(
            agency_id,
            session,
            turn.page.id,
            networks.keyring(),
            spent=spent,
            fresh=fresh,
            expires_at=tokens.expires_at,
            now=now,
        )

    insist(agency_id, keep, tries=_TRIES)
    _log.info("key_renewed", watch_id=turn.watch_id)


def _pace(agency_id: int, session: Session, turn: Round) -> Pace:
    """As often as the network wants to be asked; more often where it delivers nothing to us."""
    able = CAPABILITIES[turn.page.platform]
    delivered = agencies.network_endpoint(agency_id, session, turn.page.platform) is not None
    every = able.look_every if delivered else min(able.look_every, _UNDELIVERED)
    return Pace(every, able.daily_quota, _midnight(able.quota_zone, clock(session)))


def _midnight(zone: ZoneInfo, now: datetime) -> datetime:
    there = now.astimezone(zone)
    start = there.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return (start + timedelta(days=1)).astimezone(UTC)


def _end(agency_id: int, turn: Round) -> None:
    with runtime.database().transaction(agency_id) as session:
        pace = _pace(agency_id, session, turn)
        watching.end(agency_id, session, turn, pace=pace, now=clock(session))


def _yield(agency_id: int, turn: Round, wait: timedelta) -> None:
    with runtime.database().transaction(agency_id) as session:
        now = clock(session)
        watching.yield_turn(agency_id, session, turn, until=now + wait, now=now)


def _fail(
    agency_id: int, turn: Round, code: str, *, wait: timedelta | None, forget_place: bool = False
) -> None:
    with runtime.database().transaction(agency_id) as session:
        watching.fail(
            agency_id, session, turn, code, wait=wait, forget_place=forget_place, now=clock(session)
        )
