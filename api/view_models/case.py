"""A case: the comment, why it is here, what was done, the reply in work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from api.view_models.about import NOTHING_MORE, CaseAbout
from api.view_models.acts import NO_ACTS, CaseActs

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.drafts import Draft, Suggestion
    from api.view_models.duties import ContributionForm
    from api.view_models.parts import Certainty, Due, Mark, TextSegment
    from api.view_models.replies import ReplyState
    from api.view_models.talk import CaseTalk
    from moderation.vocabulary import CaseStatus, DismissReason, Label, Platform, Reason


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list. `alike` counts the other comments of the case."""

    id: int
    excerpt: tuple[TextSegment, ...]
    platform: Platform
    page_name: str
    due: Due
    alike: int = 0
    claimed_by: str = ""
    is_mine: bool = False
    has_draft: bool = False
    version: int = 0
    status: CaseStatus | None = None


@dataclass(frozen=True, slots=True)
class PostContext:
    """The post that is commented upon, and the comment that is answered, if any."""

    title: str
    url: str = ""
    text: tuple[TextSegment, ...] = ()
    parent_author: str = ""
    parent: tuple[TextSegment, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyLine:
    """Why the case is in this queue: the words found and what they show, as people say it."""

    mark: Mark
    words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class AlikeComment:
    """A comment of the same case, nearly the same text."""

    author: str
    posted_at: datetime
    text: tuple[TextSegment, ...]
    page_name: str = ""
    url: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An event as a sentence; `who` is empty for the machine and the source."""

    at: datetime
    who: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on the case. With `other`, all acts but reading are refused."""

    state: Literal["free", "mine", "other"]
    by: str = ""
    until: datetime | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class PresencePage:
    """Who else looks at a case, and what became of the claim of the tab that asks."""

    template: ClassVar[str] = "presence.html"
    watchers: tuple[str, ...] = ()
    lost: str = ""


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case to read and decide on. `text` is complete up to 20,000 characters.

    `replies` are the page's own; `filters` is what the list it was opened from shows.
    `reply_due` is when the network stops taking a reply, where it does.
    `private_count` is how many personal data the comment holds; they are masked unless
    `revealed_until` says till when this person asked to see them.
    """

    id: int
    version: int
    status: CaseStatus
    platform: Platform
    page_name: str
    author: str
    posted_at: datetime
    received_at: datetime
    text: tuple[TextSegment, ...]
    label: Label
    certainty: Certainty
    due: Due
    claim: Claim
    also: tuple[Label, ...] = ()
    reasons: tuple[Reason, ...] = ()
    url: str = ""
    post: PostContext | None = None
    is_edited: bool = False
    is_deleted_at_source: bool = False
    why: tuple[WhyLine, ...] = ()
    alike_count: int = 0
    alike: tuple[AlikeComment, ...] = ()
    replies: tuple[AlikeComment, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    draft: Draft | None = None
    reply: ReplyState | None = None
    acts: CaseActs = NO_ACTS
    dismiss_reasons: tuple[DismissReason, ...] = ()
    may_decide: bool = True
    may_draft: bool = True
    may_reply_privately: bool = False
    reply_due: Due | None = None
    has_draft: bool = False
    closed_reason: str = ""
    filters: str = ""
    watchers: tuple[str, ...] = ()
    private_count: int = 0
    revealed_until: datetime | None = None
    may_reveal: bool = False
    talk: CaseTalk | None = None
    odds: tuple[tuple[Label, int], ...] = ()
    may_golden: bool = False
    contribution: ContributionForm | None = None
    about: CaseAbout = NOTHING_MORE
