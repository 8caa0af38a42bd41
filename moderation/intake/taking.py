"""What a reading makes of a case: its label, queue, clock and suggestions."""

from __future__ import annotations

from moderation.casework.routing import Router
from moderation.casework.traits import in_order
from moderation.events import EventRow
from moderation.intake.readings import Reading
from moderation.models import Case
from moderation.policy import SEVERITY
from moderation.queries.triage import Leased
from moderation.vocabulary import EventKind

__all__ = ["event_of", "rule_of", "suggested", "take_reading"]


def take_reading(case: Case, read: Reading, route: Router) -> None:
    """Label and route a case as its lead comment was read, by machine or by an agency's rule."""
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


def suggested(case: Case, reading: Reading) -> list[dict[str, object]]:
    """The rows of the templates that were suggested for a case."""
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


def event_of(kind: EventKind, case: Case, comment: Leased, **data: object) -> EventRow:
    """Something that happened to a case by one of its comments."""
    return {"kind": kind, "case_id": case.id, "comment_id": comment.id, "data": data}


def rule_of(reading: Reading) -> dict[str, object]:
    """Which of the agency's rules decided, for an event."""
    return {} if reading.caught is None else {"rule_id": reading.caught.rule.id}
