"""What was not told outside yet becomes letters: one a person and channel, when they want it.

A notice is marked as taken in the transaction that writes its letter, so that it goes into one
letter a channel and no more. What a person has read in the console meanwhile is not sent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from moderation.models import Letter, NoticeWishes, Notification
from moderation.queries import telling as queries
from moderation.queries.escalation import on_duty
from moderation.telling.wording import AT_ONCE, KINDS, URGENT, kind_of, path_of
from moderation.timing.calendar import VIETNAM
from moderation.timing.clock import agency_calendar
from moderation.vocabulary import NoticeChannel

__all__ = ["DIGEST_HOURS", "gather"]

DIGEST_HOURS = (time(8), time(13, 30), time(16, 30))
"""When letters that may wait are gathered, by Vietnam's clock."""

_OLDEST = timedelta(days=3)
_MARKS = {NoticeChannel.MAIL: "mailed_at", NoticeChannel.PUSH: "pushed_at"}


def gather(
    agency_id: int, session: Session, *, now: datetime, channels: Collection[NoticeChannel]
) -> list[Letter]:
    """Write the letters that are due now by the channels that this installation has."""
    made = _for_hook(agency_id, session, now) if NoticeChannel.HOOK in channels else []
    people = queries.untold(agency_id, session, since=now - _OLDEST)
    if people:
        is_open = agency_calendar(agency_id, session).is_open(now)
        awake = {user for users in on_duty(agency_id, session, now=now).values() for user in users}
        devices = queries.devices(agency_id, session, list(people))
        for user_id, (wishes, notices) in people.items():
            if wishes.quiet and not is_open and user_id not in awake:
                notices = [one for one in notices if kind_of(one) in AT_ONCE]  # noqa: PLW2901
            ways: dict[NoticeChannel, list[int | None]] = {
                NoticeChannel.MAIL: [None] if wishes.mail_address else [],
                NoticeChannel.PUSH: [one.id for one in devices[user_id]],
            }
            for channel, places in ways.items():
                if channel in channels and places:
                    made += _letters(wishes, notices, channel, places, now)
    session.add_all(made)
    session.flush()
    return made


def _letters(
    wishes: NoticeWishes,
    notices: Sequence[Notification],
    channel: NoticeChannel,
    places: Sequence[int | None],
    now: datetime,
) -> list[Letter]:
    mark = _MARKS[channel]
    wanted = set(wishes.kinds.get(channel.value, ()))
    told = [one for one in notices if getattr(one, mark) is None and _is_in(wanted, kind_of(one))]
    if not told or (channel is NoticeChannel.MAIL and wishes.digest and not _is_time(told, now)):
        return []
    for one in told:
        setattr(one, mark, now)
    return [
        Letter(
            agency_id=wishes.agency_id,
            channel=channel,
            user_id=wishes.user_id,
            device_id=device_id,
            counts=dict(_counted(told)),
            path=path_of(told),
        )
        for device_id in places
    ]


def _for_hook(agency_id: int, session: Session, now: datetime) -> list[Letter]:
    """One letter for whatever happened, however many people were told of it."""
    hook = queries.hook_of(agency_id, session)
    if hook is None:
        return []
    since = max(hook.created_at, now - _OLDEST)
    told = queries.take_for_hook(agency_id, session, since=since, now=now)
    if not told:
        return []
    counts = _counted_once(told)
    letter = Letter(
        agency_id=agency_id, channel=NoticeChannel.HOOK, counts=counts, path=path_of(told)
    )
    return [letter]


def _is_in(wanted: Collection[str], kind: str) -> bool:
    """A kind that nobody could choose yet is wanted."""
    return kind in wanted or kind not in KINDS


def _counted(notices: Sequence[Notification]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in notices:
        counts[kind_of(one)] += one.cases_count
    return counts


def _counted_once(notices: Sequence[Notification]) -> dict[str, int]:
    """Cases, not people: what several were told of counts as the one who was told of most."""
    cases: dict[str, set[int | None]] = defaultdict(set)
    by_person: dict[str, Counter[int]] = defaultdict(Counter)
    for one in notices:
        if one.news is not None and one.case_id is not None:
            cases[kind_of(one)].add(one.case_id)
        else:
            by_person[kind_of(one)][one.user_id] += one.cases_count
    many = {kind: max(told.values()) for kind, told in by_person.items()}
    return {kind: len(cases[kind]) + many.get(kind, 0) for kind in {*cases, *many}}


def _is_time(notices: Sequence[Notification], now: datetime) -> bool:
    """Whether something urgent is among them, or an hour of gathering has come since the oldest."""
    if any(kind_of(one) in URGENT for one in notices):
        return True
    oldest, here = min(one.created_at for one in notices), now.astimezone(VIETNAM)
    passed = [
        slot
        for day in (here.date(), here.date() - timedelta(days=1))
        for hour in DIGEST_HOURS
        if (slot := datetime.combine(day, hour, VIETNAM)) <= here
    ]
    return oldest <= max(passed)
