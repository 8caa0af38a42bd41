"""The queues, the list and the page of one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.bulk import BulkProgress
    from api.view_models.case import CaseCard, CaseRow
    from api.view_models.parts import Choice, Paging, QueueCount, Shell, SourceHealth


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """The last decision, while it can be taken back; `asks_why` where it corrects the machine."""

    event_id: int
    sentence: str
    asks_why: bool = False


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter in force, and the address of the list without it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SavedHere:
    """The saved list that is open: with `is_changed`, the filters are no longer those it keeps."""

    id: int
    name: str
    url: str
    is_changed: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class RecentLine:
    """A decision of one's own that stands; one on many cases has no row."""

    event_id: int
    at: datetime
    sentence: str
    row: CaseRow | None


QueueEmpty = Literal["done", "filtered", "not_connected", "stale", "unread"]


@dataclass(frozen=True, slots=True)
class QueueList:
    """The middle column. `empty` is read only when there is no row.

    `filters` is the query part of the list's address; cases opened from it carry it along.
    With `may_choose`, many can be acted on at once: of this list on whatever page of it
    (`chosen_from`), and none that is newer than the case `upto`. `unread` comments are still with
    the machine where the list is empty.
    """

    queue: QueueCount
    rows: tuple[CaseRow, ...]
    paging: Paging
    current_id: int | None = None
    empty: QueueEmpty = "done"
    unread: int = 0
    pages: tuple[Choice, ...] = ()
    dues: tuple[Choice, ...] = ()
    search: str = ""
    clear_url: str = ""
    last_event_id: int = 0
    filters: str = ""
    labels: tuple[Choice, ...] = ()
    traits: tuple[Choice, ...] = ()
    chips: tuple[FilterChip, ...] = ()
    saved: SavedHere | None = None
    may_share: bool = False
    recent: tuple[RecentLine, ...] = ()
    may_choose: bool = False
    upto: int = 0
    chosen_from: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`/queues/{key}`: queues, list, case. Parts: `list`, `case`, `decided`."""

    template: ClassVar[str] = "queue.html"
    shell: Shell
    queues: tuple[QueueCount, ...]
    listing: QueueList
    sources: tuple[SourceHealth, ...] = ()
    case: CaseCard | None = None
    undo: UndoOffer | None = None
    said: str = ""
    progress: BulkProgress | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """`/cases/{id}` opened by itself, as on a phone. Part: `case`.

    `back` leads to the list of a figure where the case was opened from one.
    """

    template: ClassVar[str] = "case.html"
    shell: Shell
    case: CaseCard
    queue: QueueCount
    undo: UndoOffer | None = None
    said: str = ""
    back: str = ""
