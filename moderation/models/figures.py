"""Figures added up by day, so that a dashboard over years reads days and not comments.

A day is Vietnam's. Triggers of the database note each day that a change of the rows behind it
touches; a worker adds those days up anew, and until it has, readers do so themselves
(`moderation.queries.rollups`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Integer
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from moderation.models.base import AgencyOwned, Base, agency_key, of_an_agency, owned_by, words
from moderation.vocabulary import Label, Tally

__all__ = ["DayFigures", "DayTally", "StaleDay"]


class DayFigures(Base):
    """The cases of one day, page, label and queue.

    `hours` counts the opened by hour of the day. The four runs are whole minutes, four bytes each,
    the highest byte first, in order: of the answers given on the day in office and in wall time,
    and of the cases opened on it the office minutes to their answer, or to their being closed
    without one.
    """

    __tablename__ = "day_figures"
    __table_args__ = (owned_by("pages", "page_id"),)

    agency_id: Mapped[int] = agency_key()
    day: Mapped[date] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[Label] = mapped_column(words(Label), primary_key=True)
    queue_key: Mapped[str] = mapped_column(primary_key=True)
    opened: Mapped[int] = mapped_column(Integer)
    answered: Mapped[int] = mapped_column(Integer)
    within: Mapped[int] = mapped_column(Integer)
    closed: Mapped[int] = mapped_column(Integer)
    hours: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    office_run: Mapped[bytes]
    wall_run: Mapped[bytes]
    answered_run: Mapped[bytes]
    set_aside_run: Mapped[bytes]


class DayTally(Base):
    """How many of one kind there were on a day on a page; `key` tells them apart, if anything."""

    __tablename__ = "day_tallies"
    __table_args__ = (owned_by("pages", "page_id"),)

    agency_id: Mapped[int] = agency_key()
    day: Mapped[date] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tally: Mapped[Tally] = mapped_column(words(Tally), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(Integer)


class StaleDay(AgencyOwned, Base):
    """A day to be added up anew. Several rows may name one day: nobody waits for another here."""

    __tablename__ = "stale_days"
    __table_args__ = (of_an_agency(),)

    day: Mapped[date]
