"""Templates of the agency's own, the sources told to have changed, and what was approved before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from moderation.models import (
    AgencyTemplate,
    Approval,
    Case,
    Comment,
    Draft,
    SourceChange,
    TemplateVersion,
)
from moderation.vocabulary import ApprovalState, Label, TemplateState

__all__ = [
    "Approved",
    "Stamp",
    "Written",
    "approved_answers",
    "changed_references",
    "find_template",
    "find_version",
    "live_templates",
    "open_source_changes",
    "source_changes_of",
    "stamp",
    "templates",
    "versions",
]

_MOST_APPROVED = 2_000
_APPROVED = (ApprovalState.APPROVED, ApprovalState.DONE)


@dataclass(frozen=True, slots=True)
class Written:
    """A template as it stands, with what its newest version says."""

    template: AgencyTemplate
    latest: TemplateVersion


@dataclass(frozen=True, slots=True)
class Approved:
    """A citizen's words, the label of their case, and the template whose answer was approved."""

    text: str
    label: Label
    template_id: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes whenever suggestions may change: templates and sources; approvals apart."""

    templates: tuple[object, ...]
    approvals: int


def templates(agency_id: int, session: Session) -> list[Written]:
    """Every template of the agency's own, the latest changed first."""
    return _written(agency_id, session)


def live_templates(agency_id: int, session: Session) -> list[Written]:
    """Those in use."""
    return _written(agency_id, session, state=TemplateState.LIVE)


def find_template(
    agency_id: int, session: Session, template_id: int, *, lock: bool = False
) -> AgencyTemplate | None:
    """One template; locked, as it stands now."""
    found = select(AgencyTemplate).where(
        AgencyTemplate.agency_id == agency_id, AgencyTemplate.id == template_id
    )
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def find_version(
    agency_id: int, session: Session, template_id: int, version: int
) -> TemplateVersion | None:
    """What a template said in one version."""
    return session.get(TemplateVersion, (agency_id, template_id, version))


def versions(
    agency_id: int, session: Session, template_id: int, *, limit: int = 50
) -> list[TemplateVersion]:
    """What a template said, newest first."""
    return list(
        session.scalars(
            select(TemplateVersion)
            .where(
                TemplateVersion.agency_id == agency_id, TemplateVersion.template_id == template_id
            )
            .order_by(TemplateVersion.version.desc())
            .limit(limit)
        )
    )


def open_source_changes(agency_id: int, session: Session) -> list[SourceChange]:
    """Sources told to have changed, that nobody has looked into yet."""
    return list(
        session.scalars(
            select(SourceChange)
            .where(SourceChange.agency_id == agency_id, SourceChange.settled_at.is_(None))
            .order_by(SourceChange.id.desc())
        )
    )


def changed_references(agency_id: int, session: Session) -> frozenset[str]:
    """What these sources are."""
    return frozenset(one.reference for one in open_source_changes(agency_id, session))


def source_changes_of(agency_id: int, session: Session, reference: str) -> list[SourceChange]:
    """The open notes about one source, locked."""
    return list(
        session.scalars(
            select(SourceChange)
            .where(
                SourceChange.agency_id == agency_id,
                SourceChange.reference == reference,
                SourceChange.settled_at.is_(None),
            )
            .with_for_update()
        )
    )


def stamp(agency_id: int, session: Session) -> Stamp:
    """Whether what one knows of an agency's templates still holds."""
    own = session.execute(
        select(func.count(), func.max(AgencyTemplate.changed_at)).where(
            AgencyTemplate.agency_id == agency_id
        )
    ).one()
    sources = session.execute(
        select(func.count(), func.max(SourceChange.id), func.max(SourceChange.settled_at)).where(
            SourceChange.agency_id == agency_id
        )
    ).one()
    approvals = session.scalar(
        select(func.max(Approval.id)).where(
            Approval.agency_id == agency_id, Approval.state.in_(_APPROVED)
        )
    )
    return Stamp((*own, *sources), approvals or 0)


def approved_answers(
    agency_id: int, session: Session, *, limit: int = _MOST_APPROVED
) -> list[Approved]:
    """What people approved of late: for which words, under which label, from which template."""
    rows = session.execute(
        select(Comment.text, Case.label, Draft.template_id)
        .select_from(Approval)
        .join(Case, and_(Case.agency_id == Approval.agency_id, Case.id == Approval.case_id))
        .join(
            Comment,
            and_(Comment.agency_id == Case.agency_id, Comment.id == Case.lead_comment_id),
        )
        .join(
            Draft,
            and_(
                Draft.agency_id == Approval.agency_id,
                Draft.case_id == Approval.case_id,
                Draft.version == Approval.draft_version,
            ),
        )
        .where(
            Approval.agency_id == agency_id,
            Approval.state.in_(_APPROVED),
            Draft.template_id.is_not(None),
            Comment.text.is_not(None),
        )
        .order_by(Approval.id.desc())
        .limit(limit)
    )
    return [Approved(row[0] or "", row[1], row[2] or "") for row in rows]


def _written(
    agency_id: int, session: Session, *, state: TemplateState | None = None
) -> list[Written]:
    statement = (
        select(AgencyTemplate, TemplateVersion)
        .join(
            TemplateVersion,
            and_(
                TemplateVersion.agency_id == AgencyTemplate.agency_id,
                TemplateVersion.template_id == AgencyTemplate.id,
                TemplateVersion.version == AgencyTemplate.version,
            ),
        )
        .where(AgencyTemplate.agency_id == agency_id)
        .order_by(AgencyTemplate.changed_at.desc(), AgencyTemplate.id.desc())
    )
    if state is not None:
        statement = statement.where(AgencyTemplate.state == state)
    rows: Sequence[tuple[AgencyTemplate, TemplateVersion]] = [
        (row[0], row[1]) for row in session.execute(statement)
    ]
    return [Written(template, latest) for template, latest in rows]
