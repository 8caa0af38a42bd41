"""Sealed columns, whatever table they stand in, by the key that they were sealed with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from moderation.models import Base

__all__ = ["keys_in_use", "sealed_otherwise"]


def sealed_otherwise(
    agency_id: int,
    session: Session,
    column: InstrumentedAttribute[Any],
    *,
    key_name: str,
    limit: int,
) -> list[Base]:
    """Rows whose column is sealed with another key than this, locked; those in use are left."""
    model: Any = column.class_
    found: list[Base] = list(
        session.scalars(
            select(model)
            .where(
                model.agency_id == agency_id,
                column.is_not(None),
                column != "",
                func.split_part(column, ":", 2) != key_name,
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    return found


def keys_in_use(
    agency_id: int, session: Session, column: InstrumentedAttribute[Any]
) -> dict[str, int]:
    """How many rows stand under each key."""
    model: Any = column.class_
    name = func.split_part(column, ":", 2)
    rows = session.execute(
        select(name.label("name"), func.count().label("rows"))
        .where(model.agency_id == agency_id, column.is_not(None), column != "")
        .group_by(name)
    )
    return {row.name: row.rows for row in rows}
