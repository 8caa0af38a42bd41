"""A period against the last, and the list behind each of its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from datetime import date, datetime

    from api.view_models.parts import Choice, Shell
    from moderation.vocabulary import CaseStatus, Label


@dataclass(frozen=True, slots=True)
class Count:
    """A number with the list behind it."""

    value: int
    url: str


@dataclass(frozen=True, slots=True)
class Times:
    """Median, p90 and p95 in minutes; None under 20 answers."""

    median: int
    p90: int
    p95: int


@dataclass(frozen=True, slots=True)
class PeriodSide:
    """One of the two periods; `km_median` is office minutes, None where half wait longer still."""

    since: date
    until: date
    opened: Count
    answered: Count
    within: Count
    unanswered: Count
    corrected: Count
    judged: Count
    decided: Count
    overturned: Count
    returned: Count
    replied: Count
    sourced: Count
    office: Times | None
    wall: Times | None
    km_median: int | None


@dataclass(frozen=True, slots=True)
class PeriodGroup:
    """One line of a table by page, label or queue."""

    name: str
    opened: Count
    answered: Count
    within: Count
    median: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class QueueFlow:
    """What came into a queue, what left it, what is in it now."""

    name: str
    came: Count
    left: Count
    backlog: Count


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One weekday's hours; `weekday` is 1 (Monday) to 7, `cells` midnight first."""

    weekday: int
    cells: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Wave:
    """What grows fast: how many within a day, and a day's mean of the week before."""

    name: str
    page: str
    url: str
    since: datetime
    last_day: Count
    usual: float


@dataclass(frozen=True, slots=True)
class Named:
    """A number by a name, such as how often a template was used; `about` says more."""

    name: str
    count: Count
    about: str = ""
    held: Count | None = None


@dataclass(frozen=True, slots=True)
class PeriodView:
    """The report on the dashboard; `lengths` are the periods to choose from."""

    days: int
    lengths: tuple[Choice, ...]
    now: PeriodSide
    before: PeriodSide
    pages: tuple[PeriodGroup, ...]
    labels: tuple[PeriodGroup, ...]
    queues: tuple[PeriodGroup, ...]
    flow: tuple[QueueFlow, ...]
    heat: tuple[HeatRow, ...]
    heat_most: int
    groups: tuple[Wave, ...]
    posts: tuple[Wave, ...]
    topics: tuple[Wave, ...] = ()
    fields: tuple[Named, ...] = ()
    templates: tuple[Named, ...] = ()
    people: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One case behind a number."""

    id: int
    label: Label
    page: str
    queue: str
    status: CaseStatus
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    minutes: int | None
    comments: int
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class FigureListPage:
    """`/dashboard/cases`: what a number counted, and the same as a file."""

    template: ClassVar[str] = "figure_list.html"
    shell: Shell
    title: str
    filters: tuple[str, ...]
    total: int
    lines: tuple[FigureLine, ...]
    xlsx_url: str
    csv_url: str
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class CommentOfFigure:
    """One comment behind a number, without its words."""

    id: int
    case_id: int | None
    page: str
    post: str
    posted_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CommentListPage:
    """`/dashboard/comments`: the comments that a number counted, and the same as a file."""

    template: ClassVar[str] = "comment_list.html"
    shell: Shell
    filters: tuple[str, ...]
    total: int
    lines: tuple[CommentOfFigure, ...]
    xlsx_url: str
    csv_url: str
    previous_url: str = ""
    next_url: str = ""
