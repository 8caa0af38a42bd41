"""Who reads which language, and how many cases bear which trait."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from moderation.models import Case, LanguageReader, User
from moderation.vocabulary import Language, Trait

__all__ = ["TraitCount", "counts", "put_readers", "readers"]


@dataclass(frozen=True, slots=True)
class TraitCount:
    """Cases of one trait: opened and answered of those opened in a period, and what waits now."""

    trait: Trait
    opened: int
    answered: int
    waiting: int
    late: int


def readers(agency_id: int, session: Session) -> list[tuple[User, Language]]:
    """The active people who read a language for the agency, by name."""
    rows = session.execute(
        select(User, LanguageReader.language)
        .join(
            LanguageReader,
            (LanguageReader.agency_id == User.agency_id) & (LanguageReader.user_id == User.id),
        )
        .where(User.agency_id == agency_id, User.active)
        .order_by(User.full_name, User.id)
    )
    return [(row[0], row[1]) for row in rows]


def put_readers(
    agency_id: int, session: Session, user_id: int, languages: Collection[Language]
) -> None:
    """Let a person read these languages and no others."""
    session.execute(
        delete(LanguageReader).where(
            LanguageReader.agency_id == agency_id, LanguageReader.user_id == user_id
        )
    )
    session.add_all(
        LanguageReader(agency_id=agency_id, user_id=user_id, language=one)
        for one in sorted(set(languages))
    )
    session.flush()


def counts(
    agency_id: int,
    session: Session,
    *,
    since: datetime,
    now: datetime,
    page_ids: frozenset[int] | None,
) -> list[TraitCount]:
    """Every trait, with the cases opened since then and those that are open now."""
    wanted = [Case.agency_id == agency_id, (Case.opened_at >= since) | Case.closed_at.is_(None)]
    if page_ids is not None:
        wanted.append(Case.page_id.in_(page_ids))
    each = (
        select(
            func.unnest(Case.traits).label("trait"),
            (Case.opened_at >= since).label("opened"),
            Case.first_response_at.is_not(None).label("answered"),
            Case.closed_at.is_(None).label("waits"),
            (Case.due_at < now).label("late"),
        )
        .where(*wanted)
        .subquery()
        .c
    )
    rows = session.execute(
        select(
            each.trait,
            func.count().filter(each.opened),
            func.count().filter(each.opened, each.answered),
            func.count().filter(each.waits),
            func.count().filter(each.waits, each.late),
        ).group_by(each.trait)
    )
    found = {row[0]: row[1:] for row in rows}
    return [TraitCount(trait, *found.get(trait.value, (0, 0, 0, 0))) for trait in Trait]
