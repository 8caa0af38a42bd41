"""The agency's own rules, applied to what a worker is about to put into cases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

import structlog

from classifiers.rules.compiling import compile_rule
from classifiers.rules.matching import Rule
from classifiers.rules.texts import read_texts
from moderation.casework.agency_rules import covers, in_order
from moderation.errors import BadInputError
from moderation.queries.rules import Caught, LiveRule
from moderation.queries.unread import Unread

__all__ = ["caught_by_rules"]

_log = structlog.get_logger(__name__)


def caught_by_rules(unread: Sequence[Unread], rules: Sequence[LiveRule]) -> list[Caught | None]:
    """For each text the first rule that holds; where nobody has written a rule, no work at all."""
    ready = [
        (rule, compiled)
        for rule in in_order(rules)
        if (compiled := _compiled(rule.condition)) is not None
    ]
    if not ready:
        return [None] * len(unread)
    texts = read_texts([item.text for item in unread])
    found: list[Caught | None] = []
    for item, text in zip(unread, texts, strict=True):
        caught = None
        for rule, compiled in ready:
            if covers(rule, item.page_id, item.posted_at):
                spans = compiled.match(text)
                if spans is not None:
                    caught = Caught(rule, tuple(spans))
                    break
        found.append(caught)
    return found


@lru_cache(maxsize=512)
def _compiled(condition: str) -> Rule | None:
    """The rule behind its own words, so that a changed rule is never mistaken for the old one.

    One that can't be compiled any more, after an upgrade say, rests; comments go on without it.
    """
    try:
        return compile_rule(json.loads(condition))
    except BadInputError as error:
        _log.error("agency_rule_unusable", reason=error.message)
        return None
