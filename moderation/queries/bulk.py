"""Many cases at once: which they are, and how far an act on them has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from moderation.models import BulkAct, BulkItem, Case, Comment, Page, User
from moderation.queries.case_lists import CaseFilter, list_conditions
from moderation.queries.many import put_many
from moderation.vocabulary import BulkOutcome, Platform, WorkState

__all__ = [
    "Chosen",
    "act_of_event",
    "add_items",
    "cases_by_page",
    "chosen_cases",
    "done_items",
    "find_act",
    "known_cases",
    "lock_act",
    "matching_ids",
    "put_back_refused",
    "refused_items",
    "stop_waiting",
    "undo_of_act",
    "unfinished_act",
    "waiting_items",
]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case that somebody chose, with what decides whether it can be acted on."""

    case: Case
    page_name: str
    platform: Platform
    held_by_name: str | None
    comment: Comment


def chosen_cases(agency_id: int, session: Session, ids: Sequence[int]) -> list[Chosen]:
    """These cases, the earliest due first."""
    rows = session.execute(
        select(Case, Page.name, Page.platform, User.full_name, Comment)
        .join(Page, and_(Page.agency_id == Case.agency_id, Page.id == Case.page_id))
        .join(
            Comment, and_(Comment.agency_id == Case.agency_id, Comment.id == Case.lead_comment_id)
        )
        .outerjoin(User, and_(User.agency_id == Case.agency_id, User.id == Case.claimed_by))
        .where(Case.agency_id == agency_id, Case.id.in_(ids))
        .order_by(Case.due_at, Case.severity, Case.id)
    )
    return [Chosen(*row) for row in rows]


def matching_ids(
    agency_id: int, session: Session, wanted: CaseFilter, *, upto: int, limit: int
) -> list[int]:
    """The cases of a list that were there when it was shown: later ones have higher numbers."""
    return list(
        session.scalars(
            select(Case.id)
            .where(
                Case.agency_id == agency_id,
                Case.id <= upto,
                *list_conditions(agency_id, session, wanted),
            )
            .order_by(Case.due_at, Case.severity, Case.id)
            .limit(limit)
        )
    )


def known_cases(agency_id: int, session: Session, ids: Sequence[int]) -> set[int]:
    """Those of these that are cases of the agency."""
    return set(
        session.scalars(select(Case.id).where(Case.agency_id == agency_id, Case.id.in_(ids)))
    )


def add_items(agency_id: int, session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Write down the cases of an act."""
    put_many(session, BulkItem, [{"agency_id": agency_id, **row} for row in rows])


def find_act(agency_id: int, session: Session, bulk_id: int) -> BulkAct | None:
    """One act as it stands now."""
    return session.get(BulkAct, (agency_id, bulk_id), populate_existing=True)


def lock_act(agency_id: int, session: Session, bulk_id: int) -> BulkAct | None:
    """One act, locked: a batch of it and its taking back never run beside each other."""
    return session.scalar(
        select(BulkAct)
        .where(BulkAct.agency_id == agency_id, BulkAct.id == bulk_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def act_of_event(agency_id: int, session: Session, event_id: int) -> BulkAct | None:
    """The act that an event began."""
    return session.scalar(
        select(BulkAct).where(BulkAct.agency_id == agency_id, BulkAct.event_id == event_id)
    )


def undo_of_act(agency_id: int, session: Session, bulk_id: int) -> BulkAct | None:
    """The act that takes this one back, if any."""
    return session.scalar(
        select(BulkAct).where(BulkAct.agency_id == agency_id, BulkAct.undoes_id == bulk_id)
    )


def unfinished_act(agency_id: int, session: Session, user_id: int) -> BulkAct | None:
    """The latest act of a person, if it is not done."""
    latest = session.scalar(
        select(BulkAct)
        .where(BulkAct.agency_id == agency_id, BulkAct.made_by == user_id)
        .order_by(BulkAct.id.desc())
        .limit(1)
    )
    return None if latest is None or latest.state is WorkState.DONE else latest


def waiting_items(agency_id: int, session: Session, bulk_id: int, *, limit: int) -> list[BulkItem]:
    """Cases that have not had their turn, in the order in which everybody locks cases."""
    return _items(agency_id, session, bulk_id, BulkOutcome.WAITING, limit=limit)


def done_items(agency_id: int, session: Session, bulk_id: int) -> list[BulkItem]:
    """Cases on which the act was carried out."""
    return _items(agency_id, session, bulk_id, BulkOutcome.DONE)


def cases_by_page(agency_id: int, session: Session, case_ids: Sequence[int]) -> dict[int, int]:
    """How many of these cases each page has."""
    rows = session.execute(
        select(Case.page_id, func.count())
        .where(Case.agency_id == agency_id, Case.id.in_(case_ids))
        .group_by(Case.page_id)
    )
    return {row[0]: row[1] for row in rows}


def refused_items(
    agency_id: int, session: Session, bulk_id: int, *, limit: int | None = None
) -> list[BulkItem]:
    """Cases on which the act could not be carried out, each with why."""
    return _items(agency_id, session, bulk_id, BulkOutcome.REFUSED, limit=limit)


def stop_waiting(agency_id: int, session: Session, bulk_id: int) -> None:
    """Leave alone what has not had its turn."""
    _move(agency_id, session, bulk_id, BulkOutcome.WAITING, BulkOutcome.STOPPED)


def put_back_refused(agency_id: int, session: Session, bulk_id: int) -> None:
    """Let the refused cases have another turn, as they are now."""
    version = (
        select(Case.version)
        .where(Case.agency_id == BulkItem.agency_id, Case.id == BulkItem.case_id)
        .scalar_subquery()
    )
    _move(agency_id, session, bulk_id, BulkOutcome.REFUSED, BulkOutcome.WAITING, version=version)


def _items(
    agency_id: int,
    session: Session,
    bulk_id: int,
    outcome: BulkOutcome,
    *,
    limit: int | None = None,
) -> list[BulkItem]:
    return list(
        session.scalars(
            select(BulkItem)
            .where(
                BulkItem.agency_id == agency_id,
                BulkItem.bulk_id == bulk_id,
                BulkItem.outcome == outcome,
            )
            .order_by(BulkItem.case_id)
            .limit(limit)
        )
    )


def _move(
    agency_id: int,
    session: Session,
    bulk_id: int,
    before: BulkOutcome,
    after: BulkOutcome,
    **more: object,
) -> None:
    session.execute(
        update(BulkItem)
        .where(
            BulkItem.agency_id == agency_id,
            BulkItem.bulk_id == bulk_id,
            BulkItem.outcome == before,
        )
        .values(outcome=after, error=None, **more)
        .execution_options(synchronize_session=False)
    )
