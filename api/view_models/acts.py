"""What was done, or may be done, at the network about a case's comments besides answering them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import Due, FieldError, Shell, TextSegment
    from moderation.vocabulary import (
        CriticismSign,
        HideReason,
        HideVerdict,
        Platform,
        PublishKind,
    )

ActStep = Literal["leaving", "held", "sending", "unknown", "refused", "not_published", "void"]


@dataclass(frozen=True, slots=True)
class ActLine:
    """Acts of one kind that are not at a good end; `count` comments are concerned.

    What is void was not sent, `because` the words or the label are others than those decided on.
    """

    kind: PublishKind
    step: ActStep
    count: int = 1
    seconds: int = 0
    code: str = ""
    because: str = ""
    may_take_back: bool = False
    may_settle: bool = False

    @property
    def is_moving(self) -> bool:
        """Whether the machine may change it any moment."""
        return self.step in {"leaving", "held", "sending"}


@dataclass(frozen=True, slots=True)
class HideOffer:
    """The hiding that may be asked for: of which comment, where, for which reasons.

    `count` is how many comments of the case everybody can still read; with `needs_second` the
    words may be criticism, which two persons hide or nobody.
    """

    reasons: tuple[HideReason, ...]
    author: str
    count: int = 1
    needs_second: bool = False


@dataclass(frozen=True, slots=True)
class ProposedHide:
    """A hiding of what may be criticism, until a second person decides."""

    by: str
    at: datetime
    reason: HideReason
    sign: CriticismSign
    note: str = ""
    may_decide: bool = False


@dataclass(frozen=True, slots=True)
class AuthorsReview:
    """What the author of a hidden comment asked; `verdict` is None until somebody decides."""

    id: int
    words: tuple[TextSegment, ...]
    at: datetime
    code: str
    verdict: HideVerdict | None = None
    answer: str = ""
    may_decide: bool = False
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class HiddenNote:
    """The case's comments that are hidden now. Without `by`, they were hidden on the page itself.

    `may_review` is for another person than the one who hid them; `letter` tells the author why,
    with the link by which they ask for another look.
    """

    at: datetime
    count: int = 1
    by: str = ""
    reason: HideReason | None = None
    note: str = ""
    upheld_by: str = ""
    may_review: bool = False
    letter: str = ""


@dataclass(frozen=True, slots=True)
class CaseActs:
    """Part `acts` of the case's page, asked for again while anything moves."""

    lines: tuple[ActLine, ...] = ()
    offer: HideOffer | None = None
    hidden: HiddenNote | None = None
    proposed: ProposedHide | None = None
    reviews: tuple[AuthorsReview, ...] = ()

    @property
    def is_moving(self) -> bool:
        return any(line.is_moving for line in self.lines)


NO_ACTS = CaseActs()


@dataclass(frozen=True, slots=True)
class HiddenRow:
    """One hidden comment in the list; `is_own` is for somebody else to look at."""

    case_id: int
    words: tuple[TextSegment, ...]
    platform: Platform
    page_name: str
    reason: HideReason
    by: str
    at: datetime
    is_own: bool = False
    reviewed_by: str = ""
    is_undone: bool = False
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class HiddenPage:
    """`/hidden`: what waits for another person's look, and what had it."""

    template: ClassVar[str] = "hidden.html"
    shell: Shell
    rows: tuple[HiddenRow, ...]
    reviewed: tuple[HiddenRow, ...] = ()
    proposed: tuple[HiddenRow, ...] = ()
    asked: tuple[HiddenRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicReviewPage:
    """`/xem-lai/<link>`: what the author of a hidden comment is told, and may ask once.

    `code` is empty until they have asked; `verdict` until another person has decided.
    """

    template: ClassVar[str] = "public_review.html"
    agency: str
    page_name: str
    path: str
    hidden_at: datetime
    reason: HideReason
    rule: str
    is_hidden: bool
    code: str = ""
    verdict: HideVerdict | None = None
    answer: str = ""
    due_at: datetime | None = None
    typed: str = ""
    errors: tuple[FieldError, ...] = ()
