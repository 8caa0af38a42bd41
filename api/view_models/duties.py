"""The duties of an agency's page besides answering: one index, and the rules of conduct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.view_models.parts import Choice, Due, FieldError, Shell, TextSegment
    from moderation.vocabulary import (
        ClockConfidence,
        ContributionOutcome,
        RuleActor,
        RuleLayer,
        RuleStrength,
    )


@dataclass(frozen=True, slots=True)
class DutyCount:
    """One number of a card with the words behind it; `is_late` where somebody should act."""

    count: int
    words: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class DutyCard:
    """One duty on `/duties`. `rules` are the ids of the rules that it answers."""

    title: str
    url: str
    about: str
    rules: str
    counts: tuple[DutyCount, ...] = ()
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class DutiesPage:
    """`/duties`: each duty with what waits in it."""

    template: ClassVar[str] = "duties.html"
    shell: Shell
    cards: tuple[DutyCard, ...]


@dataclass(frozen=True, slots=True)
class ConductLine:
    """One rule as it holds. `strength` None: it stands in the draft of 2018 alone.

    `layer` None with a strength: the agency's own, for `reason`. `pending` is what it becomes at
    the next version.
    """

    id: str
    name: str
    text: str
    actor: RuleActor
    strength: RuleStrength | None
    layer: RuleLayer | None
    reason: str = ""
    is_pending: bool = False
    pending: RuleStrength | None = None


@dataclass(frozen=True, slots=True)
class ConductGroup:
    """Rules of one kind under their heading."""

    key: str
    title: str
    lines: tuple[ConductLine, ...]


@dataclass(frozen=True, slots=True)
class ConductSource:
    """The text behind a layer."""

    layer: RuleLayer
    title: str
    since: date
    until: date | None
    confidence: ClockConfidence


@dataclass(frozen=True, slots=True)
class ConductVersion:
    """One version that was put into force, and how many people have read it."""

    number: int
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """Somebody who signs in, and when they acknowledged the version in force."""

    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ConductPage:
    """`/duties/rules`. `version_id` is None until a first version is in force.

    `read_at` is when this person acknowledged it; `readers` is for those who keep the duties.
    """

    template: ClassVar[str] = "conduct.html"
    shell: Shell
    groups: tuple[ConductGroup, ...]
    sources: tuple[ConductSource, ...]
    versions: tuple[ConductVersion, ...]
    version_id: int | None
    read_at: datetime | None
    readers: tuple[ReaderLine, ...]
    may_keep: bool
    is_changed: bool
    is_public: bool
    public_path: str
    takes_reviews: bool
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ConductFormPage:
    """`/duties/rules/{id}`: one rule in every layer, and the agency's own strength."""

    template: ClassVar[str] = "conduct_form.html"
    shell: Shell
    line: ConductLine
    layers: tuple[tuple[ConductSource, RuleStrength], ...]
    choices: tuple[Choice, ...]
    reason: str
    is_own: bool
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentRulesPage:
    """`/duties/comment-rules`: the comment rules of a page, to be pasted."""

    template: ClassVar[str] = "comment_rules.html"
    shell: Shell
    pages: tuple[Choice, ...]
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class PublicConductPage:
    """`/quy-tac/<agency>`: the comment rules and the rules of conduct, for anybody."""

    template: ClassVar[str] = "public_conduct.html"
    agency: str
    number: int
    at: datetime
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    groups: tuple[ConductGroup, ...]


@dataclass(frozen=True, slots=True)
class ContributionForm:
    """What became of a case of feedback, on its card. `said` is None while nobody has said."""

    said: ContributionOutcome | None
    reason: str
    consultations: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ContributionLine:
    """One contribution in the list."""

    case_id: int
    words: tuple[TextSegment, ...]
    page_name: str
    at: datetime
    is_answered: bool
    outcome: ContributionOutcome | None = None
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """One consultation with what came in for it."""

    id: int
    name: str
    tag: str
    since: date
    until: date | None
    received: int
    adopted: int
    not_adopted: int


@dataclass(frozen=True, slots=True)
class ContributionsPage:
    """`/duties/contributions`: a period's contributions, their outcomes, the consultations.

    `more` is how many of the period are not listed.
    """

    template: ClassVar[str] = "contributions.html"
    shell: Shell
    since: str
    until: str
    outcomes: tuple[Choice, ...]
    consultations: tuple[Choice, ...]
    received: int
    answered: int
    adopted: int
    not_adopted: int
    undecided: int
    lines: tuple[ContributionLine, ...]
    more: int
    csv_url: str
    campaigns: tuple[ConsultationLine, ...]
    may_keep: bool
    form: tuple[str, str, str, str] = ("", "", "", "")
    errors: tuple[FieldError, ...] = ()
