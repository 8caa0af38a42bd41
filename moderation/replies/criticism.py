"""Whether words that somebody wants hidden may be criticism of the agency itself (A08, B08).

Cautious on purpose: where it errs, a second person looks before anything is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from moderation.models import Case, Comment
from moderation.queries import agencies
from moderation.queries.cases import prediction_of
from moderation.text import fold
from moderation.vocabulary import CriticismSign, HideReason, Label

__all__ = ["sign_of"]

_PROTECTED = frozenset({Label.FEEDBACK, Label.POLICY_QUESTION, Label.CONTRARY_INFORMATION})
_OF_TEMPER = frozenset(
    {HideReason.HATE, HideReason.INSULT, HideReason.THREAT, HideReason.INCITEMENT}
)
"""Reasons under which anger at an agency might be hidden; a gambler's advertisement is none."""

_THOSE_WHO_SERVE = (
    "ubnd", "uy ban", "chinh quyen", "co quan", "can bo", "cong chuc", "vien chuc", "lanh dao",
    "chu tich", "bi thu", "cong an", "mot cua", "nha nuoc", "hoi dong nhan dan", "hdnd",
)  # fmt: skip


def sign_of(
    session: Session, case: Case, comments: Iterable[Comment], reason: HideReason
) -> CriticismSign | None:
    """What speaks for criticism in the comments that would be hidden; None for nothing."""
    found = list(comments)
    read = [prediction_of(case.agency_id, session, one) for one in found]
    if Label.FEEDBACK.value in case.also or any(one and one.label in _PROTECTED for one in read):
        return CriticismSign.READ_SO
    if reason in _OF_TEMPER and any(_names(session, case, one.text or "") for one in found):
        return CriticismSign.NAMES_AGENCY
    return None


def _names(session: Session, case: Case, text: str) -> bool:
    page = agencies.find_page(case.agency_id, session, case.page_id)
    names = [agencies.find_agency(case.agency_id, session).name, page.name if page else ""]
    wanted = [*_THOSE_WHO_SERVE, *(fold(name) for name in names if name)]
    said = "".join(char if char.isalnum() else " " for char in fold(text))
    line = f" {' '.join(said.split())} "
    return any(f" {one} " in line for one in wanted)
