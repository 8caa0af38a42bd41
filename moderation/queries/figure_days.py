"""Figures of runs of days, read: stored days summed by the database, stale ones from the rows.

Opened once for a page: what is stale is added up one time, whatever is then asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from moderation.queries.rollup_rows import CELLS, TALLIES
from moderation.queries.rollups import stale_days
from moderation.vocabulary import Label, Tally

__all__ = ["Cell", "DaySum", "FigureDays", "figure_days"]


@dataclass(frozen=True, slots=True)
class Cell:
    """The cases of a page, label and queue over some days; the runs as `DayFigures` has them.

    Of many days they are put one behind the other, in no order.
    """

    page_id: int
    label: Label
    queue_key: str
    opened: int
    answered: int
    within: int
    closed: int
    office_run: bytes
    wall_run: bytes
    answered_run: bytes
    set_aside_run: bytes


@dataclass(frozen=True, slots=True)
class DaySum:
    """One day of all that a reader may see."""

    day: date
    opened: int
    answered: int
    received: int


_SUMS = ", ".join(f"sum({name}) AS {name}" for name in ("opened", "answered", "within", "closed"))
_RUNS = ", ".join(
    f"string_agg({name}, CAST('' AS bytea)) AS {name}"
    for name in ("office_run", "wall_run", "answered_run", "set_aside_run")
)
_HOURS = ", ".join(f"coalesce(sum(hours[{hour + 1}]), 0) AS h{hour}" for hour in range(24))


@dataclass(frozen=True, slots=True)
class FigureDays:
    """The figures of an agency's days on some pages; days run up to, not including, `until`."""

    agency_id: int
    session: Session
    page_ids: frozenset[int] | None
    stale: frozenset[date]
    live_cells: Sequence[RowMapping]
    live_tallies: Sequence[RowMapping]

    def cells(self, since: date, until: date) -> list[Cell]:
        """By page, label and queue."""
        stored = self._stored(
            f"SELECT page_id, label, queue_key, {_SUMS}, {_RUNS} FROM day_figures",
            "GROUP BY page_id, label, queue_key", since, until,
        )  # fmt: skip
        parts: dict[tuple[int, str, str], list[RowMapping]] = defaultdict(list)
        for row in [*stored, *_within(self.live_cells, since, until)]:
            parts[row["page_id"], row["label"], row["queue_key"]].append(row)
        return [
            Cell(page_id, Label(label), queue_key, **_put_together(rows))
            for (page_id, label, queue_key), rows in parts.items()
        ]

    def hours(self, since: date, until: date) -> dict[tuple[int, int], int]:
        """Cases opened by weekday (1 is Monday) and hour in Vietnam."""
        stored = self._stored(
            f"SELECT CAST(extract(isodow FROM day) AS int) AS weekday, {_HOURS} FROM day_figures",
            "GROUP BY 1", since, until,
        )  # fmt: skip
        found: Counter[tuple[int, int]] = Counter()
        for row in stored:
            found.update({(row["weekday"], hour): row[f"h{hour}"] for hour in range(24)})
        for row in _within(self.live_cells, since, until):
            weekday = row["day"].isoweekday()
            found.update({(weekday, hour): n for hour, n in enumerate(row["hours"])})
        return dict(+found)

    def days(self, since: date, until: date) -> list[DaySum]:
        """Day by day, those on which nothing happened left out."""
        cells = self._stored(f"SELECT day, {_SUMS} FROM day_figures", "GROUP BY day", since, until)
        opened, answered, received = Counter[date](), Counter[date](), Counter[date]()
        for row in [*cells, *_within(self.live_cells, since, until)]:
            opened[row["day"]] += row["opened"]
            answered[row["day"]] += row["answered"]
        for row in self._tallied("day", since, until, [Tally.RECEIVED]):
            received[row["day"]] += row["n"]
        return [
            DaySum(day, opened[day], answered[day], received[day])
            for day in sorted(opened.keys() | answered.keys() | received.keys())
        ]

    def tallies(self, since: date, until: date) -> dict[Tally, int]:
        """How many of each kind."""
        found = dict.fromkeys(Tally, 0)
        for row in self._tallied("tally", since, until, [*Tally]):
            found[Tally(row["tally"])] += row["n"]
        return found

    def by_keys(
        self, since: date, until: date, tallies: Sequence[Tally]
    ) -> dict[Tally, dict[str, int]]:
        """How many of each of these kinds by their keys."""
        found: dict[Tally, Counter[str]] = {tally: Counter() for tally in tallies}
        for row in self._tallied("tally, key", since, until, tallies):
            found[Tally(row["tally"])][row["key"]] += row["n"]
        return {tally: dict(counted) for tally, counted in found.items()}

    def by_key(
        self, since: date, until: date, tally: Tally, keys: Sequence[str] | None = None
    ) -> dict[str, int]:
        """How many of one kind by their keys, or by some of them."""
        found: Counter[str] = Counter()
        for row in self._tallied("key", since, until, [tally], keys):
            found[row["key"]] += row["n"]
        return dict(found)

    def _tallied(
        self,
        columns: str,
        since: date,
        until: date,
        tallies: Sequence[Tally],
        keys: Sequence[str] | None = None,
    ) -> list[RowMapping]:
        wanted = {tally.value for tally in tallies}
        narrowed = "" if keys is None else " AND key = ANY(:keys)"
        stored = self._stored(
            f"SELECT {columns}, sum(n) AS n FROM day_tallies",
            f"GROUP BY {columns}", since, until,
            f" AND tally = ANY(:tallies){narrowed}", tallies=[*wanted], keys=[*(keys or ())],
        )  # fmt: skip
        live = [
            row
            for row in _within(self.live_tallies, since, until)
            if row["tally"] in wanted and (keys is None or row["key"] in keys)
        ]
        return [*stored, *live]

    def _stored(
        self, select: str, group: str, since: date, until: date, more: str = "", **given: object
    ) -> Sequence[RowMapping]:
        on = "" if self.page_ids is None else " AND page_id = ANY(:pages)"
        statement = text(
            f"{select} WHERE agency_id = :agency AND day >= :since AND day < :until"
            f" AND day <> ALL(CAST(:stale AS date[])){on}{more} {group}"
        )
        given |= {
            "agency": self.agency_id, "since": since, "until": until, "stale": [*self.stale],
            "pages": [*(self.page_ids or ())],
        }  # fmt: skip
        return self.session.execute(statement, given).mappings().all()


def figure_days(
    agency_id: int, session: Session, since: date, until: date, page_ids: frozenset[int] | None
) -> FigureDays:
    """Open the figures of these days; what lies outside must not be asked for."""
    stale = {day for day in stale_days(agency_id, session) if since <= day < until}

    def live(rows: str) -> Sequence[RowMapping]:
        on = "" if page_ids is None else " WHERE page_id = ANY(:pages)"
        given = {"agency": agency_id, "days": sorted(stale), "pages": [*(page_ids or ())]}
        return session.execute(text(f"SELECT * FROM ({rows}) AS told{on}"), given).mappings().all()

    return FigureDays(
        agency_id,
        session,
        page_ids,
        frozenset(stale),
        live(CELLS) if stale else [],
        live(TALLIES) if stale else [],
    )


def _within(rows: Iterable[RowMapping], since: date, until: date) -> Iterable[RowMapping]:
    return (row for row in rows if since <= row["day"] < until)


def _put_together(rows: Sequence[RowMapping]) -> dict[str, Any]:
    counts = {name: sum(row[name] for row in rows) for name in _COUNTED}
    return {**counts, **{name: b"".join(row[name] for row in rows) for name in _PACKED}}


_COUNTED = ("opened", "answered", "within", "closed")
_PACKED = ("office_run", "wall_run", "answered_run", "set_aside_run")
