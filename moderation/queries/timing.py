"""Pauses of cases, duties of pages, and the open cases whose due time hangs on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import BigInteger, Table, Text, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from moderation.models import CalendarDay, CalendarShift, Case, CasePause, DutyShift
from moderation.queries.many import among

__all__ = [
    "calendar_text",
    "duties",
    "find_duty",
    "open_cases",
    "pauses",
    "running_pause",
    "set_due_times",
]


def calendar_text(agency_id: int, session: Session) -> str:
    """The agency's shifts and special days as JSON; equal calendars give equal text.

    `[[[weekday, starts, ends, from, to], …], [[day, works, name, source], …]]`.
    """
    session.flush()  # what is asked for has no table of its own that would call for it
    return session.execute(_CALENDAR, {"agency": agency_id}).scalar_one()


_SHIFT = (CalendarShift.weekday, CalendarShift.starts, CalendarShift.ends,
          CalendarShift.valid_from, CalendarShift.valid_to)  # fmt: skip
_DAY = (CalendarDay.day, CalendarDay.works, CalendarDay.name, CalendarDay.source)
_OF_AGENCY = bindparam("agency", type_=BigInteger())
_CALENDAR = select(
    func.json_build_array(
        select(
            func.coalesce(
                func.json_agg(
                    aggregate_order_by(
                        func.json_build_array(*_SHIFT),
                        CalendarShift.weekday, CalendarShift.starts, CalendarShift.id,
                    )
                ),
                text("'[]'"),
            )
        ).where(CalendarShift.agency_id == _OF_AGENCY).scalar_subquery(),
        select(
            func.coalesce(
                func.json_agg(
                    aggregate_order_by(func.json_build_array(*_DAY), CalendarDay.day)
                ),
                text("'[]'"),
            )
        ).where(CalendarDay.agency_id == _OF_AGENCY).scalar_subquery(),
    ).cast(Text)
)  # fmt: skip


def pauses(agency_id: int, session: Session, case_ids: Sequence[int]) -> list[CasePause]:
    """The pauses of these cases, in order."""
    return list(
        session.scalars(
            select(CasePause)
            .where(CasePause.agency_id == agency_id, among(CasePause.case_id, case_ids))
            .order_by(CasePause.starts_at, CasePause.id)
        )
    )


def running_pause(
    agency_id: int, session: Session, case_id: int, *, now: datetime
) -> CasePause | None:
    """The pause in which a case is now."""
    return session.scalars(
        select(CasePause)
        .where(
            CasePause.agency_id == agency_id,
            CasePause.case_id == case_id,
            CasePause.starts_at <= now,
            CasePause.ends_at > now,
        )
        .order_by(CasePause.id.desc())
    ).first()


def duties(agency_id: int, session: Session, *, page_id: int | None = None) -> list[DutyShift]:
    """The duty shifts of a page or of all, in order."""
    return list(
        session.scalars(
            select(DutyShift)
            .where(
                DutyShift.agency_id == agency_id,
                *([] if page_id is None else [DutyShift.page_id == page_id]),
            )
            .order_by(DutyShift.starts_at, DutyShift.id)
        )
    )


def find_duty(agency_id: int, session: Session, duty_id: int) -> DutyShift | None:
    """One duty shift."""
    return session.get(DutyShift, (agency_id, duty_id))


def open_cases(agency_id: int, session: Session, *, batch: int = 2000) -> Iterator[list[Case]]:
    """Every open case, in batches by id, locked until the transaction ends."""
    after = 0
    while True:
        found = list(
            session.scalars(
                select(Case)
                .where(Case.agency_id == agency_id, Case.closed_at.is_(None), Case.id > after)
                .order_by(Case.id)
                .limit(batch)
                .with_for_update()
            )
        )
        if not found:
            return
        yield found
        after = found[-1].id


def set_due_times(agency_id: int, session: Session, due: Mapping[int, datetime]) -> None:
    """New due times by case; whoever has such a case open is not told to look again for that."""
    table = cast("Table", Case.__table__)
    session.connection().execute(
        update(table)
        .where(table.c.agency_id == agency_id, table.c.id == bindparam("case"))
        .values(due_at=bindparam("due")),
        [{"case": case_id, "due": at} for case_id, at in due.items()],
    )
    session.expire_all()
