"""Readings become cases: one for each comment, or one for many that say the same.

The machine opens, joins and routes; it never hides, answers or closes. A comment that is read
again, because its author edited it or its post's words came later, moves its case only where no
person has touched it; one that says something else now leaves its group, or opens its closed case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from sqlalchemy.orm import Session

from moderation.casework.answers import settle
from moderation.casework.routing import Router, router
from moderation.casework.traits import in_order, tell_readers
from moderation.events import EventRow, record_all
from moderation.intake.near_copies import Alike, Known, hold_joined, known_words, same_words
from moderation.intake.readings import Reading
from moderation.intake.rereading import Words, leave, reopen, reroute, words_now
from moderation.intake.taking import event_of, rule_of, suggested, take_reading
from moderation.models import Case
from moderation.policy import machine
from moderation.queries import triage as queries
from moderation.queries.rules import put_catches
from moderation.queries.triage import Leased
from moderation.queries.work import lock_page
from moderation.timing.clock import pauses_of
from moderation.vocabulary import CaseStatus, EventKind

__all__ = ["record_readings"]


@dataclass(slots=True)
class _Outcome:
    """What a batch did, to be written at its end."""

    opened: list[tuple[Case, Leased, Reading]] = field(default_factory=list)
    joined: list[tuple[Case, Leased]] = field(default_factory=list)
    reread: list[tuple[Case, Leased, Reading]] = field(default_factory=list)
    anew: list[tuple[Case, Leased, Reading]] = field(default_factory=list)
    left: list[tuple[Case, Case, Leased]] = field(default_factory=list)


def record_readings(
    agency_id: int,
    session: Session,
    token: UUID,
    readings: Sequence[Reading],
    *,
    similar: Callable[[str, str], bool],
    read_ahead: Callable[[Iterable[str]], None] = lambda _: None,
) -> int:
    """Write down what was read and open or join cases; returns how many comments are done.

    `similar` decides whether two texts that share a key really say the same, and `read_ahead` may
    look beforehand at those it will be asked about. Comments whose claim was lost in the meantime
    are left alone: somebody else has them.
    """
    by_comment = {reading.comment_id: reading for reading in readings}
    route = router(agency_id, session)
    # Pages before comments, as deliveries take them: two that hold one each would wait in a ring.
    for page_id in queries.leased_pages(agency_id, session, token, list(by_comment)):
        lock_page(agency_id, session, page_id)
    pages: dict[int, list[Leased]] = defaultdict(list)
    for comment in queries.leased_comments(agency_id, session, token, list(by_comment)):
        reading = by_comment.get(comment.id)
        if reading is not None and reading.text_version == comment.text_version:
            pages[comment.page_id].append(comment)
    mine = [comment for comments in pages.values() for comment in comments]
    read = [by_comment[comment.id] for comment in mine]
    again = [comment.id for comment in mine if comment.case_id is not None]
    if again:
        queries.unsay_predictions(agency_id, session, again)
    queries.put_predictions(agency_id, session, [reading.row for reading in read])
    put_catches(
        agency_id, session, [(r.comment_id, r.text_version, r.caught) for r in read if r.caught]
    )
    for page_id in sorted(pages):
        known = known_words(agency_id, session, page_id, pages[page_id], by_comment)
        read_ahead(known.texts.values())
        alike = cache(similar)
        hold_joined(agency_id, session, pages[page_id], known, alike)
        _triage_page(
            agency_id, session, page_id, pages[page_id], by_comment, route, known, alike=alike
        )
    return len(read)


def _triage_page(
    agency_id: int,
    session: Session,
    page_id: int,
    comments: list[Leased],
    readings: Mapping[int, Reading],
    route: Router,
    known: Known,
    *,
    alike: Alike,
) -> None:
    outcome = _placed(agency_id, session, page_id, comments, readings, route, known, alike=alike)
    grown = {case for case, _ in outcome.joined}.intersection(session.dirty)
    queries.put_growth(agency_id, session, grown)
    queries.put_cases(session, [case for case, _, _ in outcome.opened])
    _tie(agency_id, session, page_id, outcome, known)
    _write_events(session, agency_id, outcome)
    leave(agency_id, session, outcome.left, route)
    reopen(agency_id, session, outcome.anew, route)
    tell_readers(agency_id, session, [case for case, _, _ in outcome.opened + outcome.anew])
    reroute(agency_id, session, outcome.reread, route)
    # What the page said below a comment before it was edited answers other words.
    fresh = [(case.id, comment) for case, comment, _ in outcome.opened if comment.case_id is None]
    fresh += [(case.id, comment) for case, comment in outcome.joined]
    settle(agency_id, session, page_id, fresh, calendar=route.clocks.calendar_of(page_id))


def _placed(
    agency_id: int,
    session: Session,
    page_id: int,
    comments: list[Leased],
    readings: Mapping[int, Reading],
    route: Router,
    known: Known,
    *,
    alike: Alike,
) -> _Outcome:
    """Each comment with its case, an open one or a new one; nothing is written yet."""
    keys_of, cases, texts = known.keys_of, known.cases, known.texts
    own = words_now(agency_id, session, page_id, comments, known, alike)
    outcome = _Outcome()
    for comment in comments:
        reading, keys = readings[comment.id], keys_of[comment.id]
        old, words = own.get(comment.id, (None, Words.LEAVE))
        if old is not None and words is not Words.LEAVE:
            into = outcome.reread if words is Words.FIT else outcome.anew
            into.append((old, comment, reading))
            if words is Words.SPEAK_ANEW:
                cases.update((key, old) for key in keys if key not in cases)
            continue
        same = same_words(comment, known, alike) if old is None else None
        if same is None:
            case = _open(agency_id, comment, reading, route)
            if old is not None:
                outcome.left.append((old, case, comment))
            texts[comment.id] = comment.text or ""
            outcome.opened.append((case, comment, reading))
        else:
            case = same if isinstance(same, Case) else known.held[same.id]
            _join(session, case, comment, route)
            case.traits = in_order([*case.traits, *reading.traits])
            outcome.joined.append((case, comment))
        cases.update((key, case) for key in keys if key not in cases)
    return outcome


def _tie(
    agency_id: int,
    session: Session,
    page_id: int,
    outcome: _Outcome,
    known: Known,
) -> None:
    """A key that leads to another open case stays as it is: two of three are such."""
    read = outcome.opened + outcome.reread + outcome.anew
    placed = [(case, comment) for case, comment, _ in read]
    placed += outcome.joined
    queries.put_in_cases(agency_id, session, {comment.id: case.id for case, comment in placed})
    queries.put_keys(
        agency_id,
        session,
        page_id,
        {
            key: case.id
            for case, comment, _ in outcome.opened + outcome.anew
            for key in known.keys_of[comment.id]
            if known.cases[key] is case
        },
    )
    queries.put_suggestions(
        agency_id, session, [row for case, _, r in outcome.opened for row in suggested(case, r)]
    )


def _write_events(session: Session, agency_id: int, outcome: _Outcome) -> None:
    rows: list[EventRow] = []
    for case, comment, reading in outcome.opened + outcome.reread + outcome.anew:
        rows.append(
            event_of(EventKind.COMMENT_CLASSIFIED, case, comment, label=reading.label.value)
        )
    for case, comment, reading in outcome.opened:
        about = {"queue": case.queue_key, **rule_of(reading)}
        rows.append(event_of(EventKind.CASE_OPENED, case, comment, **about))
    for case, comment in outcome.joined:
        rows.append(event_of(EventKind.COMMENT_JOINED, case, comment))
    record_all(session, machine(agency_id), rows)


def _open(agency_id: int, comment: Leased, reading: Reading, route: Router) -> Case:
    case = Case(
        agency_id=agency_id,
        page_id=comment.page_id,
        post_id=comment.post_id,
        lead_comment_id=comment.id,
        comments_count=1,
        # One that left its case waits from its new words on.
        opened_at=(comment.case_id and comment.edited_at) or comment.posted_at,
        status=CaseStatus.OPEN,
    )
    take_reading(case, reading, route)
    return case


def _join(session: Session, case: Case, comment: Leased, route: Router) -> None:
    case.comments_count += 1
    if comment.posted_at < case.opened_at:
        case.opened_at = comment.posted_at
        case.due_at = route.clocks.due_of(case, pauses_of(session, case))
