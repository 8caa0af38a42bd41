"""What comes out of an export file, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moderation.vocabulary import Platform
    from platforms.events import CommentEvent

__all__ = ["BadRow", "ExportRow", "Record"]


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row as text, not yet understood.

    `line` is what a person sees in the file: the first physical line of the row in a text file,
    the row number in a sheet, the position from 1 in one large JSON value.
    """

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A row that is a comment; `platform` only where a column names it."""

    line: int
    event: CommentEvent
    platform: Platform | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not taken; `reason` is a Vietnamese sentence, `raw` its cells, shortened."""

    line: int
    code: str
    reason: str
    raw: list[str]
