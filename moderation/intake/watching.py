"""Looking at the networks by ourselves: a round at a time, a call at a time, leased by row.

What a network delivers may be late, half told, or never come. So every connected page is looked
at: what is *recent*; what was missed or written before it was connected (*backfill*, which waits
behind the recent, so that the old never starves the new); what *changed* or went; and its *token*
is renewed in time. What is read takes the road of every delivery from `take_events` on.

Whoever locks both locks a watch before a page and a page before its connection.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from moderation.intake.deliveries import IncomingComment, Taken, take_events
from moderation.models import Connection, Page, Watch
from moderation.queries import agencies
from moderation.queries import watches as queries
from moderation.queries.connections import connection_for_update
from moderation.vocabulary import ConnectionState, WatchKind

__all__ = [
    "BACKFILL",
    "Pace",
    "Round",
    "begin",
    "end",
    "fail",
    "go_on",
    "rest",
    "start",
    "take",
    "wake",
    "yield_turn",
]

BACKFILL = timedelta(days=30)
"""How far back a page is read when it is connected."""

_LEASE = timedelta(seconds=120)
_OVERLAP = timedelta(minutes=10)
_GAP = timedelta(hours=2)
_POSTS = timedelta(days=14)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_UNREADABLE = "unreadable"
_WAKES_AFTER = timedelta(seconds=15)
# What is not read may still be answered: acts take what is left of a day's quota.
_SHARES = {WatchKind.RECENT: 60, WatchKind.CHANGES: 75, WatchKind.BACKFILL: 40}


@dataclass(frozen=True, slots=True)
class Round:
    """A look that this worker holds; `cursor` says where it goes on."""

    watch_id: int
    token: UUID
    kind: WatchKind
    page: Page
    connection: Connection
    since: datetime
    posts_since: datetime
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a network lets itself be asked.

    `quota` is what it lets an account spend in a day that ends at `resets_at`, where it counts.
    """

    every: timedelta
    quota: int | None = None
    resets_at: datetime | None = None


def start(
    agency_id: int, session: Session, page_id: int, kinds: Collection[WatchKind], *, now: datetime
) -> None:
    """Look at a page from now on, beginning with what is new; other kinds end."""
    for kind in WatchKind:
        watch = queries.watch_of(agency_id, session, page_id, kind)
        if kind not in kinds:
            if watch is not None:
                watch.due_at = None
            continue
        if watch is None:
            watch = Watch(agency_id=agency_id, page_id=page_id, kind=kind)
            session.add(watch)
            if kind is WatchKind.BACKFILL:
                watch.since = now - BACKFILL
        watch.due_at, watch.failures = now, 0
        watch.error_code = watch.error_at = None
    session.flush()


def begin(agency_id: int, session: Session, ids: Sequence[int], *, now: datetime) -> list[Round]:
    """Take looks that are due; commit before the first call. One that must rest is put off."""
    rounds = []
    for watch, page, connection in queries.due_watches(agency_id, session, ids, now=now):
        if connection.state is ConnectionState.CLOSED:
            watch.due_at = None
        elif (
            watch.kind is not WatchKind.TOKEN
            and connection.read_after is not None
            and connection.read_after > now
        ):
            watch.due_at = connection.read_after
        else:
            rounds.append(_taken(agency_id, session, watch, page, connection, now))
    session.flush()
    return rounds


def take(
    agency_id: int,
    session: Session,
    turn: Round,
    events: Sequence[IncomingComment],
    *,
    cursor: str | None,
    cost: int,
    pace: Pace,
    now: datetime,
    unreadable: int = 0,
) -> Taken | None:
    """Carry what one call told into comments, and remember where to go on.

    None where the lease was lost meanwhile: somebody else has gone on, and will tell the same.
    """
    watch = queries.leased_watch(agency_id, session, turn.watch_id, turn.token)
    page = agencies.find_page(agency_id, session, turn.page.id)
    if watch is None or page is None:
        return None
    taken = take_events(agency_id, session, page, events, received_at=now)
    seen = {event.external_id for event in events}
    queries.mark_checked(agency_id, session, page.id, seen, at=now)
    watch.cursor, watch.lease_until, watch.looked_at = cursor, now + _LEASE, now
    watch.cost += cost
    watch.failures, watch.error_code, watch.error_at = 0, None, None
    if unreadable:
        watch.error_code, watch.error_at = _UNREADABLE, now
    _spend(agency_id, session, page.id, cost, pace, now)
    return taken


def end(agency_id: int, session: Session, turn: Round, *, pace: Pace, now: datetime) -> None:
    """The round is over; the next begins when the network's patience and quota allow."""
    watch = queries.leased_watch(agency_id, session, turn.watch_id, turn.token)
    connection = connection_for_update(agency_id, session, turn.page.id)
    if watch is None or connection is None:
        return
    watch.done_at = watch.looked_at = now
    watch.cursor = None
    watch.lease_token = watch.lease_until = None
    watch.failures = 0
    if watch.error_code != _UNREADABLE:
        watch.error_code = watch.error_at = None
    if watch.kind is WatchKind.BACKFILL:
        watch.since, watch.due_at = None, None
    else:
        watch.due_at = _next(watch, connection, pace, now)


def yield_turn(
    agency_id: int, session: Session, turn: Round, *, until: datetime, now: datetime
) -> None:
    """Let others have their turn in the middle of a round."""
    watch = queries.leased_watch(agency_id, session, turn.watch_id, turn.token)
    if watch is not None:
        watch.due_at = max(until, now)
        watch.lease_token = watch.lease_until = None


def fail(
    agency_id: int,
    session: Session,
    turn: Round,
    code: str,
    *,
    wait: timedelta | None,
    forget_place: bool = False,
    now: datetime,
) -> None:
    """A look did not succeed: again later, from the same place, each time after a longer wait."""
    watch = queries.leased_watch(agency_id, session, turn.watch_id, turn.token)
    if watch is None:
        return
    watch.failures += 1
    watch.error_code, watch.error_at = code[:80], watch.error_at or now
    usual = min(_FIRST_WAIT * 2 ** min(watch.failures - 1, 10), _LONGEST_WAIT)
    watch.due_at = now + (wait or usual)
    watch.lease_token = watch.lease_until = None
    if forget_place:
        watch.cursor = None


def rest(agency_id: int, session: Session, page_id: int, *, until: datetime) -> None:
    """The network is near its limit: nothing is read of this page before then."""
    connection = connection_for_update(agency_id, session, page_id)
    if connection is not None:
        connection.read_after = max(connection.read_after or until, until)


def wake(agency_id: int, session: Session, page_ids: Collection[int], *, now: datetime) -> None:
    """A delivery told half: the rest is asked for soon, once for all that come meanwhile."""
    queries.wake(agency_id, session, page_ids, WatchKind.CHANGES, at=now + _WAKES_AFTER)


def go_on(
    agency_id: int, session: Session, page_id: int, kind: WatchKind, *, now: datetime
) -> None:
    """What failed for want of a key need not wait any longer."""
    watch = queries.watch_of(agency_id, session, page_id, kind)
    if watch is not None and watch.error_code == "token" and watch.due_at is not None:
        watch.due_at, watch.failures = now, 0


def _taken(
    agency_id: int,
    session: Session,
    watch: Watch,
    page: Page,
    connection: Connection,
    now: datetime,
) -> Round:
    if watch.cursor is None:
        _begin_round(agency_id, session, watch, now)
    watch.lease_token, watch.lease_until = uuid4(), now + _LEASE
    since = watch.since or now - _OVERLAP
    return Round(
        watch_id=watch.id,
        token=watch.lease_token,
        kind=watch.kind,
        page=page,
        connection=connection,
        since=since,
        posts_since=since if watch.kind is WatchKind.BACKFILL else min(since, now - _POSTS),
        cursor=watch.cursor,
    )


def _begin_round(agency_id: int, session: Session, watch: Watch, now: datetime) -> None:
    """A round goes on where the last began; what is long ago is left to the backfill."""
    if watch.kind is WatchKind.RECENT:
        last = _read_until(watch) or now
        if now - last > _GAP:
            _read_up(agency_id, session, watch.page_id, since=last - _OVERLAP, now=now)
            last = now - _GAP
        watch.since = last - _OVERLAP
    watch.began_at, watch.cost = now, 0


def _read_until(watch: Watch) -> datetime | None:
    """When the last round began that came to its end: whatever was written before, it read.

    One that failed at its first call has read nothing, and the next begins where it began.
    """
    if watch.began_at is None or watch.since is None:
        return watch.began_at
    has_ended = watch.done_at is not None and watch.done_at >= watch.began_at
    return watch.began_at if has_ended else watch.since + _OVERLAP


def _read_up(
    agency_id: int, session: Session, page_id: int, *, since: datetime, now: datetime
) -> None:
    backfill = queries.watch_of(agency_id, session, page_id, WatchKind.BACKFILL)
    if backfill is not None:
        backfill.since = min(backfill.since or since, since)
        backfill.cursor, backfill.due_at = None, now
        # Whoever reads on elsewhere in it just now would set the place back.
        backfill.lease_token = backfill.lease_until = None


def _spend(
    agency_id: int, session: Session, page_id: int, cost: int, pace: Pace, now: datetime
) -> None:
    if pace.quota is None:
        return
    connection = connection_for_update(agency_id, session, page_id)
    if connection is None:
        return
    if connection.quota_resets_at is None or connection.quota_resets_at <= now:
        connection.quota_used, connection.quota_resets_at = 0, pace.resets_at
    connection.quota_used += cost


def _next(watch: Watch, connection: Connection, pace: Pace, now: datetime) -> datetime:
    """The usual time, or later: what is left of the day's share is spread over the day."""
    resets_at = connection.quota_resets_at
    if pace.quota is None or resets_at is None or resets_at <= now:
        return now + pace.every
    allowed = (connection.quota_limit or pace.quota) * _SHARES.get(watch.kind, 100) // 100
    left = allowed - connection.quota_used
    if left <= 0:
        return resets_at
    return now + max(pace.every, (resets_at - now) * max(watch.cost, 1) / left)
