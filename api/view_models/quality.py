"""What the machine got wrong, and how far people agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Choice, FieldError, Shell, TextSegment
    from moderation.vocabulary import CorrectionReason, Label


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often people put `meant` where the machine had said `said`."""

    said: Label
    meant: Label
    count: int


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One correction; `is_own` lets its person say why."""

    event_id: int
    case_id: int
    at: datetime
    text: tuple[TextSegment, ...]
    said: Label
    meant: Label
    percent: int
    reason: CorrectionReason | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class AgreementView:
    """Pairs of labels, how many are the same, and κ where there are enough; in a plain word."""

    n: int = 0
    same: int = 0
    kappa: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class QualityForm:
    """How much the agency looks at twice, in per cent."""

    sample: int
    golden: int
    golden_items: int


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """`/corrections`: the machine's errors of the last days, and people's agreement."""

    template: ClassVar[str] = "corrections.html"
    shell: Shell
    days: int
    judged: int
    wrong: int
    confusions: tuple[Confusion, ...]
    lines: tuple[CorrectionLine, ...]
    reasons: tuple[Choice, ...]
    people: AgreementView
    golden: AgreementView
    form: QualityForm | None = None
    may_look: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class SecondLookPage:
    """`/second-looks`: one comment to label without knowing how it was labelled; 0 when none."""

    template: ClassVar[str] = "second_look.html"
    shell: Shell
    look_id: int
    waiting: int
    text: tuple[TextSegment, ...] = ()
    post: tuple[TextSegment, ...] = ()
    said: str = ""
