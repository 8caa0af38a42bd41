"""What a rule would have caught of late, before it goes to work."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from api.comment_text import segments
from api.console.words import one_line
from api.masking import masked
from api.security import Desk
from api.view_models.parts import Mark, TextSegment
from api.view_models.rules import RuleExample, RuleTrial
from classifiers.rules.matching import Rule
from classifiers.rules.texts import Span, read_texts
from moderation.casework.agency_rules import Reach, covers
from moderation.policy import Permission
from moderation.queries import agencies
from moderation.queries.rules import Seen, recent_texts

__all__ = ["COUNTED_DAYS", "try_rule"]

COUNTED_DAYS = 30
_MOST, _AT_ONCE, _SECONDS = 20_000, 500, 3.0
_EXAMPLES, _SHOWN, _BEFORE = 20, 300, 80


def try_rule(desk: Desk, rule: Rule, reach: Reach) -> RuleTrial:
    """Ask a rule about the comments that the person may read, the newest first, for 3 seconds."""
    names = {one.id: one.name for one in agencies.pages(desk.who.agency_id, desk.session)}
    since = datetime.now(UTC) - timedelta(days=COUNTED_DAYS)
    ends = time.monotonic() + _SECONDS
    looked = caught = 0
    examples: list[RuleExample] = []
    before: int | None = None
    while True:
        chunk = _chunk(desk, before)
        fresh = [seen for seen in chunk if seen.received_at >= since]
        for seen, spans in _caught(rule, reach, fresh):
            caught += 1
            if len(examples) < _EXAMPLES:
                name = one_line(names.get(seen.page_id, ""))
                examples.append(
                    RuleExample(name, seen.posted_at, _excerpt(masked(seen.text), spans))
                )
        looked += len(fresh)
        if len(fresh) < _AT_ONCE:
            return RuleTrial(caught, looked, False, tuple(examples))
        if looked >= _MOST or time.monotonic() >= ends:
            return RuleTrial(caught, looked, True, tuple(examples))
        before = chunk[-1].comment_id


def _chunk(desk: Desk, before: int | None) -> list[Seen]:
    return recent_texts(
        desk.who.agency_id,
        desk.session,
        limit=_AT_ONCE,
        before_id=before,
        page_ids=desk.who.pages(Permission.READ_CASES),
    )


def _caught(rule: Rule, reach: Reach, seen: list[Seen]) -> list[tuple[Seen, list[Span]]]:
    within = [one for one in seen if covers(reach, one.page_id, one.posted_at)]
    texts = read_texts([one.text for one in within])
    answers = [(one, rule.match(text)) for one, text in zip(within, texts, strict=True)]
    return [(one, spans) for one, spans in answers if spans is not None]


def _excerpt(text: str, spans: list[Span]) -> tuple[TextSegment, ...]:
    """The text around the first words that speak for the rule."""
    first = spans[0][0] if spans else 0
    start = first - _BEFORE if first > _SHOWN - _BEFORE else 0
    mark: Mark = "rule"
    marked = [(max(0, left - start), right - start, mark) for left, right in spans]
    head = (TextSegment("…"),) if start else ()
    return head + segments(text[start:], marked, limit=_SHOWN)
