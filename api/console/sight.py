"""How much of a case a person sees: the name if they work on it, personal data if they asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from api.console.words import Say, one_line
from api.masking import initials, masked
from api.security import Desk
from moderation.models import Comment
from moderation.policy import Permission
from moderation.privacy.revealing import revealed_until
from moderation.queries.authors import comment_names
from moderation.queries.cases import CaseSummary
from moderation.vocabulary import Trait

__all__ = ["Sight", "sight_of"]


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person sees of one case; `until` is set while its personal data are shown."""

    until: datetime | None
    sees_names: bool
    may_reveal: bool
    names: Mapping[int, str]

    def words(self, text: str) -> str:
        """A citizen's words, at the same length."""
        return text if self.until else masked(text)

    def name(self, comment: Comment, say: Say) -> str:
        """Who wrote it, as the network names them, or by initials."""
        shown = one_line(self.names.get(comment.id, ""))
        if not comment.is_own and not self.sees_names:
            shown = initials(shown)
        return shown or say("Không rõ tên")


def sight_of(desk: Desk, found: CaseSummary, comments: Iterable[Comment]) -> Sight:
    """What the person at the desk sees of a case, whose comments these are."""
    may_reveal = desk.who.can(Permission.REVEAL, found.case.page_id)
    until = revealed_until(desk.session, desk.who, found.case.id) if may_reveal else None
    names = comment_names(desk.who.agency_id, desk.session, comments)
    # Who writes of a child leads to the child.
    sees_names = may_reveal and (until is not None or Trait.CHILD not in found.case.traits)
    return Sight(until, sees_names=sees_names, may_reveal=may_reveal, names=names)
