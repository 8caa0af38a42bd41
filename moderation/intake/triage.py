"""Readings become cases: one for each comment, or one for many that say the same.

The machine opens, joins and routes; it never hides, answers or closes. A comment that is read
again, because its author edited it or its post's words came later, keeps its case, and moves it
only where no person has touched it.
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
from moderation.models import Case
from moderation.policy import SEVERITY, machine
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
    outcome = _placed(agency_id, session, comments, readings, route, known, alike=alike)
    grown = {case for case, _ in outcome.joined}.intersection(session.dirty)
    queries.put_growth(agency_id, session, grown)
    queries.put_cases(session, [case for case, _, _ in outcome.opened])
    _tie(agency_id, session, page_id, outcome, known)
    _write_events(session, agency_id, outcome)
    tell_readers(agency_id, session, [case for case, _, _ in outcome.opened])
    _reroute(agency_id, session, outcome.reread, route)
    fresh = [(case.id, comment) for case, comment, _ in outcome.opened]
    fresh += [(case.id, comment) for case, comment in outcome.joined]
    settle(agency_id, session, page_id, fresh, calendar=route.clocks.calendar_of(page_id))


def _placed(
    agency_id: int,
    session: Session,
    comments: list[Leased],
    readings: Mapping[int, Reading],
    route: Router,
    known: Known,
    *,
    alike: Alike,
) -> _Outcome:
    """Each comment with its case, an open one or a new one; nothing is written yet."""
    keys_of, cases, texts = known.keys_of, known.cases, known.texts
    outcome = _Outcome()
    for comment in comments:
        reading, keys = readings[comment.id], keys_of[comment.id]
        if comment.case_id is not None:
            outcome.reread.append((_own_case(agency_id, session, comment), comment, reading))
            continue
        same = same_words(comment, known, alike)
        if same is None:
            case = _open(agency_id, comment, reading, route)
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
    placed = [(case, comment) for case, comment, _ in outcome.opened + outcome.reread]
    placed += outcome.joined
    queries.put_in_cases(agency_id, session, {comment.id: case.id for case, comment in placed})
    queries.put_keys(
        agency_id,
        session,
        page_id,
        {
            key: case.id
            for case, comment, _ in outcome.opened
            for key in known.keys_of[comment.id]
            if known.cases[key] is case
        },
    )
    queries.put_suggestions(
        agency_id, session, [row for case, _, r in outcome.opened for row in _suggested(case, r)]
    )


def _write_events(session: Session, agency_id: int, outcome: _Outcome) -> None:
    rows: list[EventRow] = []
    for case, comment, reading in outcome.opened + outcome.reread:
        rows.append(_event(EventKind.COMMENT_CLASSIFIED, case, comment, label=reading.label.value))
    for case, comment, reading in outcome.opened:
        about = {"queue": case.queue_key, **_rule_of(reading)}
        rows.append(_event(EventKind.CASE_OPENED, case, comment, **about))
    for case, comment in outcome.joined:
        rows.append(_event(EventKind.COMMENT_JOINED, case, comment))
    record_all(session, machine(agency_id), rows)


def _reroute(
    agency_id: int,
    session: Session,
    reread: Sequence[tuple[Case, Leased, Reading]],
    route: Router,
) -> None:
    """Move a case whose lead comment means something else now, unless a person has begun on it."""
    rows: list[EventRow] = []
    for case, comment, reading in reread:
        untouched = case.status is CaseStatus.OPEN and case.claimed_by is None
        if comment.id != case.lead_comment_id or not untouched or case.certainty >= 1.0:
            continue
        before = case.queue_key
        _take_reading(case, reading, route)
        case.due_at = route.clocks.due_of(case, pauses_of(session, case))
        queries.unsay_suggestions(agency_id, session, [case.id])
        queries.put_suggestions(agency_id, session, _suggested(case, reading))
        if case.queue_key != before:
            about = {"before": before, "queue": case.queue_key, **_rule_of(reading)}
            rows.append(_event(EventKind.CASE_REROUTED, case, comment, **about))
    record_all(session, machine(agency_id), rows)


def _open(agency_id: int, comment: Leased, reading: Reading, route: Router) -> Case:
    case = Case(
        agency_id=agency_id,
        page_id=comment.page_id,
        post_id=comment.post_id,
        lead_comment_id=comment.id,
        comments_count=1,
        opened_at=comment.posted_at,
        status=CaseStatus.OPEN,
    )
    _take_reading(case, reading, route)
    return case


def _take_reading(case: Case, read: Reading, route: Router) -> None:
    reading = read.ruled
    place = route.place(
        reading.label,
        reading.reasons,
        traits=reading.traits,
        page_id=case.page_id,
        needs_human=reading.needs_human,
        opened_at=case.opened_at,
    )
    case.label = reading.label
    case.also = [] if reading.language is not None else reading.also
    case.traits = in_order([*(case.traits or ()), *reading.traits])
    case.language = reading.language
    case.reasons = list(reading.reasons)
    # 1.0 is kept for a label that a person gave.
    case.certainty = min(reading.probabilities[reading.label], 0.999)
    case.needs_human = reading.needs_human
    case.queue_key, case.severity = place.queue_key, place.severity
    case.clock_key, case.due_at = place.clock_key, place.due_at
    if reading.caught is not None and reading.language is None:
        rule = reading.caught.rule
        case.queue_key = rule.queue_key or case.queue_key
        case.severity = SEVERITY[rule.priority] if rule.priority else case.severity


def _join(session: Session, case: Case, comment: Leased, route: Router) -> None:
    case.comments_count += 1
    if comment.posted_at < case.opened_at:
        case.opened_at = comment.posted_at
        case.due_at = route.clocks.due_of(case, pauses_of(session, case))


def _own_case(agency_id: int, session: Session, comment: Leased) -> Case:
    assert comment.case_id is not None  # noqa: S101 - the caller has looked
    return queries.cases_by_id(agency_id, session, [comment.case_id])[comment.case_id]


def _suggested(case: Case, reading: Reading) -> list[dict[str, object]]:
    return [
        {
            "case_id": case.id,
            "rank": rank,
            "template_id": suggestion.template_id,
            "score": suggestion.score,
            "reason": suggestion.reason,
        }
        for rank, suggestion in enumerate(reading.suggestions, start=1)
    ]


def _event(kind: EventKind, case: Case, comment: Leased, **data: object) -> EventRow:
    return {"kind": kind, "case_id": case.id, "comment_id": comment.id, "data": data}


def _rule_of(reading: Reading) -> dict[str, object]:
    return {} if reading.caught is None else {"rule_id": reading.caught.rule.id}
