"""What the machine read in a comment, and what a case says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from moderation.casework.agency_rules import labelled
from moderation.queries.rules import Caught
from moderation.vocabulary import Label, Language, Trait

__all__ = ["Reading", "SuggestedTemplate"]

_AGAINST = frozenset({Label.ILLEGAL_CONTENT, Label.SPAM, Label.OTHER})
"""What would hide a comment or leave it unread."""


@dataclass(frozen=True, slots=True)
class SuggestedTemplate:
    """A response template that fits, and why, in words for the page administrator."""

    template_id: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine read in one version of a comment's text."""

    comment_id: int
    text_version: int
    model_version: str
    label: Label
    probabilities: Mapping[Label, float]
    reasons: tuple[str, ...]
    spans: tuple[tuple[int, int, str], ...]
    needs_human: bool
    exact_key: int | None = None
    band_keys: tuple[int, ...] = ()
    suggestions: tuple[SuggestedTemplate, ...] = ()
    caught: Caught | None = None
    traits: tuple[Trait, ...] = ()
    language: Language | None = None

    @property
    def ruled(self) -> Reading:
        """What the case says: a rule of the agency that names a label or queue leaves no doubt.

        Of a language that the machine was never taught it says nothing against the writer: a
        person who reads it looks first.
        """
        if self.language is not None:
            label = Label.FEEDBACK if self.label in _AGAINST else self.label
            return replace(self, label=label, reasons=(), needs_human=True, caught=None)
        rule = None if self.caught is None else self.caught.rule
        if rule is None or (rule.label is None and rule.queue_key is None):
            return self
        label, reasons = labelled(rule, self.label, self.reasons)
        sure = {} if rule.label is None else {label: 1.0}
        return replace(
            self,
            label=label,
            reasons=reasons,
            probabilities={**self.probabilities, **sure},
            needs_human=False,
        )

    @property
    def also(self) -> list[str]:
        """The other labels that more likely hold than not."""
        return [
            label.value
            for label, p in self.probabilities.items()
            if p >= 0.5 and label != self.label
        ]

    @property
    def row(self) -> dict[str, object]:
        """What the table of predictions keeps of it."""
        return {
            "comment_id": self.comment_id,
            "text_version": self.text_version,
            "model_version": self.model_version,
            "label": self.label,
            "probabilities": {k.value: round(v, 4) for k, v in self.probabilities.items()},
            "reasons": list(self.reasons),
            "spans": [list(span) for span in self.spans],
            "needs_human": self.needs_human,
        }
