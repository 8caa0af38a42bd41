"""Comments that are read again, and what comes of it for the cases that they are in.

An author may take the words back that a group of copies was made by, or ask something new below an
answer. Such a comment leaves the group, and a closed case is opened again: nobody has read the new
words. A spelling mended afterwards moves nothing, and neither does the machine's second opinion
where a person has begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from sqlalchemy.orm import Session

from moderation.casework.answers import close_where_nobody_waits
from moderation.casework.reopening import reopen_for_new_words
from moderation.casework.routing import Router
from moderation.casework.splitting import regroup
from moderation.events import EventRow, record_all
from moderation.intake.near_copies import Alike, Known
from moderation.intake.readings import Reading
from moderation.intake.taking import event_of, rule_of, suggested, take_reading
from moderation.models import Case
from moderation.policy import machine
from moderation.queries import splitting
from moderation.queries import triage as queries
from moderation.queries.triage import Leased
from moderation.timing.clock import pauses_of
from moderation.vocabulary import CaseStatus, EventKind

__all__ = ["Words", "leave", "reopen", "reroute", "words_now"]


class Words(Enum):
    """What the words of a comment are to its case now."""

    FIT = auto()
    LEAVE = auto()
    SPEAK_ANEW = auto()


def words_now(
    agency_id: int,
    session: Session,
    page_id: int,
    comments: Sequence[Leased],
    known: Known,
    alike: Alike,
) -> dict[int, tuple[Case, Words]]:
    """For each comment that has a case that case, locked, and whether the words still fit it."""
    own = {comment.id: comment.case_id for comment in comments if comment.case_id is not None}
    if not own:
        return {}
    cases = queries.cases_by_id(agency_id, session, own.values())
    texts = queries.comment_texts(
        agency_id, session, {case.lead_comment_id for case in cases.values()}
    )
    again = [comment for comment in comments if comment.id in own]
    leads_to = queries.case_ids_by_key(
        agency_id, session, page_id, {key for one in again for key in known.keys_of[one.id]}
    )
    made = {}
    for comment in again:
        case = cases[own[comment.id]]
        shares_key = any(leads_to.get(key) == case.id for key in known.keys_of[comment.id])
        made[comment.id] = case, _now(case, comment, texts, alike, shares_key=shares_key)
    return made


def _now(
    case: Case, comment: Leased, texts: dict[int, str], alike: Alike, *, shares_key: bool
) -> Words:
    if comment.id != case.lead_comment_id:
        text = comment.text or ""
        return Words.FIT if alike(texts[case.lead_comment_id], text) else Words.LEAVE
    # What the case was opened for is not kept; its near-copy keys are, for as long as it matters.
    return Words.FIT if case.closed_at is None or shares_key else Words.SPEAK_ANEW


def leave(
    agency_id: int, session: Session, left: Sequence[tuple[Case, Case, Leased]], route: Router
) -> None:
    """Comments that say something else now, each with a case of its own already."""
    for old, fresh, comment in left:
        splitting.move_comments(agency_id, session, [comment.id], fresh.id)
        regroup(session, old, route)
        calendar = route.clocks.calendar_of(old.page_id)
        close_where_nobody_waits(session, old, calendar=calendar)
        told = event_of(EventKind.SPLIT, old, comment, into=fresh.id, comments=[comment.id])
        record_all(session, machine(agency_id), [told])


def reopen(
    agency_id: int, session: Session, anew: Sequence[tuple[Case, Leased, Reading]], route: Router
) -> None:
    """Closed cases whose citizens say something else now, as if those had just been written."""
    for case, comment, reading in anew:
        reopen_for_new_words(session, case, written_at=comment.edited_at or comment.posted_at)
        take_reading(case, reading, route)
        case.due_at = route.clocks.due_of(case, pauses_of(session, case))
        queries.unsay_suggestions(agency_id, session, [case.id])
        queries.put_suggestions(agency_id, session, suggested(case, reading))


def reroute(
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
        take_reading(case, reading, route)
        case.due_at = route.clocks.due_of(case, pauses_of(session, case))
        queries.unsay_suggestions(agency_id, session, [case.id])
        queries.put_suggestions(agency_id, session, suggested(case, reading))
        if case.queue_key != before:
            about = {"before": before, "queue": case.queue_key, **rule_of(reading)}
            rows.append(event_of(EventKind.CASE_REROUTED, case, comment, **about))
    record_all(session, machine(agency_id), rows)
