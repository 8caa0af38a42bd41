"""What goes into the classifier and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from moderation.vocabulary import Label, Reason


@dataclass(frozen=True, slots=True)
class CommentText:
    """A comment and, where it is known, the text of the post that it answers."""

    id: str
    text: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the original text that carries the decision for `label`."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the machine suggests; a person decides.

    `labels` gives every label its calibrated probability. `reasons` stands only beside
    `illegal_content`. `needs_human` says that the machine abstains.
    """

    primary: Label
    labels: Mapping[Label, float]
    reasons: tuple[Reason, ...]
    spans: tuple[Span, ...]
    needs_human: bool
