"""Many cases at once: what an act would do, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from api.view_models.parts import TextSegment
    from moderation.vocabulary import BulkKind, Platform

__all__ = ["BulkOption", "BulkPreviewPage", "BulkProgress", "BulkProgressPage", "Refusal"]


@dataclass(frozen=True, slots=True)
class BulkOption:
    """One thing that may be done to the chosen cases; `applies` says to how many of them.

    `key` is the digit that carries it out, always the same for the same choice.
    """

    value: str
    name: str
    applies: int
    key: str


@dataclass(frozen=True, slots=True)
class BulkPreviewPage:
    """Before many cases are acted on: which, of which pages, and which not and why not.

    `seen` holds each case with the version that was looked at, as the form carries it.
    """

    template: ClassVar[str] = "bulk_preview.html"
    act: BulkKind
    count: int
    comments: int
    pages: tuple[tuple[str, Platform, int], ...]
    left_out: tuple[str, ...]
    samples: tuple[tuple[TextSegment, ...], ...]
    options: tuple[BulkOption, ...]
    seen: str
    queue: str
    filters: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A case on which an act could not be carried out."""

    case_id: int
    why: str


@dataclass(frozen=True, slots=True)
class BulkProgress:
    """How far an act on many cases has come. `is_stuck` is one that failed again and again."""

    id: int
    sentence: str
    total: int
    done: int
    refused: int
    is_running: bool
    is_stuck: bool
    refusals: tuple[Refusal, ...]
    queue: str
    filters: str


@dataclass(frozen=True, slots=True)
class BulkProgressPage:
    """The row of an act on many cases, by itself."""

    template: ClassVar[str] = "bulk_progress.html"
    progress: BulkProgress
