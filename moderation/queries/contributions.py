"""What citizens proposed in a period, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from moderation.models import Case, Comment, Consultation, Contribution, Page, Post, User
from moderation.vocabulary import ContributionOutcome, Label

__all__ = [
    "ContributionCounts",
    "ContributionSet",
    "FoundContribution",
    "consultations",
    "contribution_of",
    "count_contributions",
    "find_consultation",
    "list_contributions",
]

_Columns = TypeVarTuple("_Columns")


@dataclass(frozen=True, slots=True)
class ContributionSet:
    """Cases of feedback opened from `since` to before `until`.

    Of a consultation are those filed under it and those whose post or words carry its tag.
    """

    since: datetime
    until: datetime
    page_ids: frozenset[int] | None = None
    outcome: ContributionOutcome | None = None
    undecided: bool = False
    consultation: Consultation | None = None


@dataclass(frozen=True, slots=True)
class ContributionCounts:
    """How many came in, were answered, and what became of them."""

    received: int
    answered: int
    adopted: int
    not_adopted: int

    @property
    def undecided(self) -> int:
        """Those of which nobody has said what became of them."""
        return self.received - self.adopted - self.not_adopted


@dataclass(frozen=True, slots=True)
class FoundContribution:
    """One case with its first comment, and what became of it."""

    case: Case
    comment: Comment
    page: Page
    contribution: Contribution | None
    decided_by: str | None


def contribution_of(agency_id: int, session: Session, case_id: int) -> Contribution | None:
    """What became of a case."""
    return session.get(Contribution, (agency_id, case_id))


def consultations(agency_id: int, session: Session) -> list[Consultation]:
    """Every consultation, the newest first."""
    return list(
        session.scalars(
            select(Consultation)
            .where(Consultation.agency_id == agency_id)
            .order_by(Consultation.since.desc(), Consultation.id.desc())
        )
    )


def find_consultation(
    agency_id: int, session: Session, consultation_id: int
) -> Consultation | None:
    """One consultation."""
    return session.get(Consultation, (agency_id, consultation_id))


def count_contributions(
    agency_id: int, session: Session, wanted: ContributionSet
) -> ContributionCounts:
    """The figures of a set."""
    row = session.execute(
        _joined(
            select(
                func.count(),
                func.count(Case.first_response_at),
                func.count().filter(Contribution.outcome == ContributionOutcome.ADOPTED),
                func.count().filter(Contribution.outcome == ContributionOutcome.NOT_ADOPTED),
            )
        ).where(*_conditions(agency_id, wanted))
    ).one()
    return ContributionCounts(*row)


def list_contributions(
    agency_id: int, session: Session, wanted: ContributionSet, *, limit: int
) -> list[FoundContribution]:
    """The newest of a set."""
    rows = session.execute(
        _joined(select(Case, Comment, Page, Contribution, User.full_name))
        .join(Page, and_(Page.agency_id == Case.agency_id, Page.id == Case.page_id))
        .outerjoin(User, and_(User.agency_id == Case.agency_id, User.id == Contribution.decided_by))
        .where(*_conditions(agency_id, wanted))
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(limit)
    )
    return [FoundContribution(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def _joined(statement: Select[*_Columns]) -> Select[*_Columns]:
    return (
        statement.select_from(Case)
        .join(
            Comment,
            and_(Comment.agency_id == Case.agency_id, Comment.id == Case.lead_comment_id),
        )
        .outerjoin(Post, and_(Post.agency_id == Case.agency_id, Post.id == Case.post_id))
        .outerjoin(
            Contribution,
            and_(Contribution.agency_id == Case.agency_id, Contribution.case_id == Case.id),
        )
    )


def _conditions(agency_id: int, wanted: ContributionSet) -> Iterator[ColumnElement[bool]]:
    yield Case.agency_id == agency_id
    yield or_(Case.label == Label.FEEDBACK, Case.also.contains([Label.FEEDBACK.value]))
    yield Case.opened_at >= wanted.since
    yield Case.opened_at < wanted.until
    if wanted.page_ids is not None:
        yield Case.page_id.in_(wanted.page_ids)
    if wanted.outcome is not None:
        yield Contribution.outcome == wanted.outcome
    if wanted.undecided:
        yield Contribution.case_id.is_(None)
    if wanted.consultation is not None:
        yield _of(wanted.consultation)


def _of(one: Consultation) -> ColumnElement[bool]:
    tag = one.tag.lower()
    return or_(
        Contribution.consultation_id == one.id,
        func.strpos(func.lower(func.coalesce(Post.text, "")), tag) > 0,
        func.strpos(func.lower(func.coalesce(Comment.text, "")), tag) > 0,
    )
