"""The manager's figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.view_models.parts import QueueCount, Shell, SourceHealth
    from api.view_models.period import Count, PeriodView


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Minutes to the first public reply over `n` cases; no figure under 20 cases."""

    n: int
    median: int | None = None
    p90: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class AgeBand:
    """How many wait for so long; `late` of them are over their limit."""

    name: str
    count: int
    late: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class DayCount:
    """Comments received, cases opened and cases answered on a day."""

    day: date
    received: Count
    opened: Count
    answered: Count


@dataclass(frozen=True, slots=True)
class NowFigure:
    """A number of this moment; `tone` is "late" or "soon" where it calls for somebody."""

    name: str
    count: Count
    tone: str = ""


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """One line of the table by queue."""

    queue: QueueCount
    answered: Count
    times: ResponseTimes


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """`/dashboard`: the figures of now and of this week; `times` are in office minutes."""

    template: ClassVar[str] = "dashboard.html"
    shell: Shell
    as_of: datetime
    waiting: int
    late: int
    times: ResponseTimes
    now: tuple[NowFigure, ...]
    ages: tuple[AgeBand, ...]
    days: tuple[DayCount, ...]
    answered_url: str = ""
    by_queue: tuple[QueueFigures, ...] = ()
    sources: tuple[SourceHealth, ...] = ()
    unit: Literal["clock", "office"] = "office"
    report: PeriodView | None = None
