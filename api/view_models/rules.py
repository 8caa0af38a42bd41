"""Rules that the agency writes itself: the list, the form, and what a rule would have caught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Choice, FieldError, Shell, TextSegment
    from moderation.vocabulary import Label, Priority, Reason, RuleState


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of the list; an empty `page` is every page. `caught` are comments of 30 days."""

    id: int
    name: str
    state: RuleState
    words: str
    page: str
    label: Label | None
    queue: str
    priority: Priority | None
    caught: int


@dataclass(frozen=True, slots=True)
class RulesPage:
    """`/routing/rules`: the rules by name."""

    template: ClassVar[str] = "rules.html"
    shell: Shell
    rules: tuple[RuleLine, ...]
    may_edit: bool = True


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A rule as its form has it; dates and hours as the inputs write them."""

    name: str = ""
    lines: str = ""
    page: str = ""
    valid_from: str = ""
    valid_to: str = ""
    hours_from: str = ""
    hours_to: str = ""
    label: Label | None = None
    reason: Reason | None = None
    queue: str = ""
    priority: Priority | None = None


@dataclass(frozen=True, slots=True)
class RuleExample:
    """A comment that the rule would have caught; its words that speak for it are marked `rule`."""

    page_name: str
    posted_at: datetime
    text: tuple[TextSegment, ...]


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """`caught` of the newest `looked` comments; with `stopped`, time was up before the 30 days."""

    caught: int
    looked: int
    stopped: bool
    examples: tuple[RuleExample, ...]


@dataclass(frozen=True, slots=True)
class RulePage:
    """`/routing/rules/{id}` and `/routing/rules/new` (id None): one rule to write."""

    template: ClassVar[str] = "rule.html"
    shell: Shell
    id: int | None
    state: RuleState
    version: int
    form: RuleForm
    pages: tuple[Choice, ...]
    queues: tuple[Choice, ...]
    trial: RuleTrial | None = None
    errors: tuple[FieldError, ...] = ()
