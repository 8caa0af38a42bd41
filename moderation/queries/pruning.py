"""Deleting what has done its work."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.orm import Session

from moderation.models import Delivery, Import, NearCopyKey, SignInSession, SpentChallenge
from moderation.vocabulary import WorkState

__all__ = ["prune_agency"]


def prune_agency(
    agency_id: int,
    session: Session,
    *,
    deliveries_older_than: timedelta,
    keys_older_than: timedelta,
) -> None:
    """Empty finished deliveries; drop files that nobody confirmed, old keys, and what has ended.

    A delivery's row stays, because it is what makes a late duplicate known.
    """
    session.execute(
        update(Delivery)
        .where(
            Delivery.agency_id == agency_id,
            Delivery.state == WorkState.DONE,
            Delivery.body != b"",
            Delivery.received_at < func.now() - deliveries_older_than,
        )
        .values(body=b"")
    )
    session.execute(
        delete(Import).where(
            Import.agency_id == agency_id,
            Import.confirmed_at.is_(None),
            Import.created_at < func.now() - timedelta(days=2),
        )
    )
    session.execute(
        delete(NearCopyKey).where(
            NearCopyKey.agency_id == agency_id,
            NearCopyKey.seen_at < func.now() - keys_older_than,
        )
    )
    session.execute(
        delete(SignInSession).where(
            SignInSession.agency_id == agency_id, SignInSession.ends_at < func.now()
        )
    )
    session.execute(
        delete(SpentChallenge).where(
            SpentChallenge.agency_id == agency_id, SpentChallenge.ends_at < func.now()
        )
    )
