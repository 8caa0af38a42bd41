"""Telling of limits of duties before they run out, and when they have: each once, in office hours.

Whoever entered the row is told, and the managers of its page; where there are none, whoever has
the next role. A limit is near when a quarter of its office time is left, so that one that ends on
a Sunday is told of on Friday.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from moderation.duties.incidents import dues_of
from moderation.duties.reviews import deciders, due_of
from moderation.duties.suspects import SCAN_CLOCK, next_scan_due
from moderation.events import record_all
from moderation.policy import machine
from moderation.queries import agencies, asked_reviews, incidents, people, privacy, referrals
from moderation.queries import reminders as queries
from moderation.queries.escalation import holders
from moderation.queries.reminders import Reached
from moderation.timing.calendar import VIETNAM, OfficeCalendar
from moderation.timing.clock import Clocks, agency_clocks
from moderation.vocabulary import CaseNews, Duty, EventKind, Role

__all__ = ["remind"]

_LEFT = 4
"""A limit is near when one part in so many of its office time is left."""

_IN_TURN = (Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class _Running:
    """A limit that runs: since when, and who may be told."""

    duty: Duty
    subject_id: int
    step: str
    starts_at: datetime
    due_at: datetime
    page_id: int | None = None
    entered_by: int | None = None
    hidden_by: int | None = None


def remind(agency_id: int, session: Session, *, now: datetime) -> int:
    """Tell of every limit that has come near or run out; how many."""
    clocks = agency_clocks(agency_id, session)
    if not clocks.calendar.is_open(now):
        return 0
    reached = {
        Reached(one.duty, one.subject_id, one.step, one.due_at, news): one
        for find in _FINDERS
        for one in find(agency_id, session, clocks)
        if (news := _news(one, clocks.calendar, now)) is not None
    }
    fresh = queries.note_reminded(agency_id, session, list(reached))
    active = {user.id for user in people.users(agency_id, session) if user.active}
    counts: Counter[tuple[int, CaseNews, Duty]] = Counter()
    for told in fresh:
        for user_id in _whom(agency_id, session, reached[told]) & active:
            counts[user_id, told.news, told.duty] += 1
    queries.tell_of_duties(agency_id, session, counts)
    _write_down(agency_id, session, fresh)
    return len(fresh)


def _news(one: _Running, calendar: OfficeCalendar, now: datetime) -> CaseNews | None:
    if now >= one.due_at:
        return CaseNews.DUTY_LATE
    whole = calendar.working_minutes_between(min(one.starts_at, one.due_at), one.due_at)
    left = calendar.working_minutes_between(now, one.due_at)
    return CaseNews.DUTY_SOON if left * _LEFT <= whole else None


def _whom(agency_id: int, session: Session, one: _Running) -> set[int]:
    if one.duty is Duty.HIDDEN_REVIEW and one.page_id is not None:
        return deciders(agency_id, session, one.page_id, hidden_by=one.hidden_by)
    chosen = {one.entered_by} if one.entered_by is not None else set()
    for role in _IN_TURN:
        found = {
            user_id
            for user_id, on in holders(agency_id, session, role)
            if on is None or on == one.page_id
        }
        if found:
            return chosen | found
    return chosen


def _incidents(agency_id: int, session: Session, clocks: Clocks) -> Iterator[_Running]:
    for one, _ in incidents.incidents(agency_id, session, page_ids=None):
        if one.closed_at is not None:
            continue
        dues = dues_of(one, clocks)
        for step, told_at, due in (
            ("provider", one.provider_notified_at, dues.provider),
            ("authority", one.authority_notified_at, dues.authority),
        ):
            if told_at is None:
                yield _Running(
                    Duty.INCIDENT_NOTICE, one.id, step, one.detected_at, due,
                    page_id=one.page_id, entered_by=one.opened_by,
                )  # fmt: skip


def _scans(agency_id: int, session: Session, clocks: Clocks) -> Iterator[_Running]:
    if agencies.network_pages(agency_id, session):
        due = next_scan_due(agency_id, session, clocks)
        starts = due - timedelta(days=clocks.version(SCAN_CLOCK, due).amount)
        yield _Running(Duty.PAGE_SCAN, 0, "scan", starts, due)


def _referrals(agency_id: int, session: Session, _: Clocks) -> Iterator[_Running]:
    """The day on which an answer is due is theirs to its end."""
    for row in referrals.referrals(agency_id, session):
        one = row.referral
        if one.answered_on is None and one.due_on is not None:
            starts = datetime.combine(one.sent_on, time(), VIETNAM)
            due = datetime.combine(one.due_on + timedelta(days=1), time(), VIETNAM)
            yield _Running(
                Duty.REFERRAL, one.id, "answer", starts, due,
                page_id=one.page_id, entered_by=one.created_by,
            )  # fmt: skip


def _requests(agency_id: int, session: Session, _: Clocks) -> Iterator[_Running]:
    for one in privacy.requests(agency_id, session):
        if one.closed_at is not None:
            continue
        steps = [("done", one.due_at)]
        if one.acknowledged_at is None:
            steps.append(("receipt", one.receipt_due_at))
        for step, due in steps:
            yield _Running(
                Duty.DATA_REQUEST, one.id, step, one.received_at, due,
                page_id=one.page_id, entered_by=one.created_by,
            )  # fmt: skip


def _reviews(agency_id: int, session: Session, clocks: Clocks) -> Iterator[_Running]:
    for one in asked_reviews.reviews(agency_id, session):
        asked = one.request
        due = due_of(asked, one.hiding.page_id, clocks)
        yield _Running(
            Duty.HIDDEN_REVIEW, asked.id, "decision", asked.asked_at, due,
            page_id=one.hiding.page_id, hidden_by=asked.hidden_by,
        )  # fmt: skip


_Finder = Callable[[int, Session, Clocks], Iterator[_Running]]
_FINDERS: tuple[_Finder, ...] = (_incidents, _scans, _referrals, _requests, _reviews)


def _write_down(agency_id: int, session: Session, told: set[Reached]) -> None:
    record_all(
        session,
        machine(agency_id),
        [
            {
                "kind": EventKind.NOTICE_SENT,
                "data": {
                    "duty": one.duty.value,
                    "subject_id": one.subject_id,
                    "step": one.step,
                    "news": one.news.value,
                },
            }
            for one in sorted(told, key=lambda one: (one.duty, one.subject_id, one.step))
        ],
    )
