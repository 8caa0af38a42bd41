"""From a row of cells to a comment."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from moderation.vocabulary import CommentVerb, Platform
from platforms.events import CommentEvent, PostRef
from platforms.exports.dates import read_date
from platforms.exports.guess import NUMBERING
from platforms.exports.headings import is_takeout
from platforms.exports.mapping import CHOICES
from platforms.exports.rows import BadRow, ExportRow, Record
from platforms.exports.takeout import joined_segments
from platforms.json_limits import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from platforms.exports.dates import ProvenOrder
    from platforms.exports.mapping import Mapping

__all__ = ["convert"]

_MAX_ID = 512  # characters; the network's own are far shorter
_PLATFORMS = {platform.value: platform for platform in Platform}
_RAW_CELLS = 20
_RAW_CHARS = 200
# What a spreadsheet makes of a long number; the digits that told it from others are gone.
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")


def convert(
    records: Iterable[Record | BadRow], columns: Sequence[str], mapping: Mapping, order: ProvenOrder
) -> Iterator[ExportRow | BadRow]:
    """Each row as a comment, or why it is none. Nothing is dropped."""
    converter = _Converter(columns, mapping, order)
    for record in records:
        if isinstance(record, BadRow):
            yield _short(record)
            continue
        try:
            yield converter.row(record)
        except BadInputError as error:
            yield _short(BadRow(record.line, error.code, error.message, record.cells))


def _short(bad: BadRow) -> BadRow:
    raw = [cell[:_RAW_CHARS] for cell in bad.raw[:_RAW_CELLS]]
    return BadRow(bad.line, bad.code, bad.reason, raw)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a row by role."""

    places: dict[str, int]
    cells: list[str]

    def get(self, role: str) -> str | None:
        place = self.places.get(role)
        return None if place is None else _within_limit(self.cells[place]).strip() or None

    def raw(self, role: str) -> str:
        return _within_limit(self.cells[self.places[role]])


class _Converter:
    """Remembers what rows further down need: the threads' numbers and the equal rows."""

    def __init__(self, columns: Sequence[str], mapping: Mapping, order: ProvenOrder) -> None:
        roles = [field.name for field in fields(mapping) if field.name not in CHOICES]
        named = {role: getattr(mapping, role) for role in roles}
        self._places = {r: columns.index(name) for r, name in named.items() if name is not None}
        self._order = order
        self._takeout = is_takeout(columns)
        self._by_number: dict[str, str] = {}
        self._equal: Counter[str] = Counter()

    def row(self, record: Record) -> ExportRow:
        cells = _Cells(self._places, record.cells)
        text = self._text(cells)
        created_at = self._created_at(cells)
        post = _post(cells)
        author = cells.get("author_id") or cells.get("author_name")
        external_id = _own_id(cells.get("external_id")) or self._made_id(
            post.external_id if post else None, author, created_at, text
        )
        event = CommentEvent(
            verb=CommentVerb.CREATED,
            external_id=external_id,
            text=text,
            created_at=created_at,
            occurred_at=created_at,
            post=post,
            parent_external_id=self._parent(cells, external_id, post),
            author_external_id=_bounded(cells.get("author_id")),
            author_name=cells.get("author_name"),
            permalink=_link(cells.get("permalink")),
        )
        return ExportRow(record.line, event, _platform(cells.get("platform")))

    def _text(self, cells: _Cells) -> str | None:
        text = cells.raw("text")
        if self._takeout:
            text = joined_segments(text)
        if text.strip():
            return text
        if cells.get("attachment") is None:
            raise BadInputError("Không có nội dung bình luận.", code="empty_text")
        return None

    def _created_at(self, cells: _Cells) -> datetime | None:
        cell = cells.get("created_at")
        if cell is None:
            return None
        try:
            return read_date(cell, self._order)
        except (ValueError, OverflowError):
            raise BadInputError(
                f"Không đọc được thời gian “{cell[:40]}”; cần dạng ngày/tháng/năm giờ:phút.",
                code="bad_date",
            ) from None

    def _made_id(
        self, post: str | None, author: str | None, created_at: datetime | None, text: str | None
    ) -> str:
        """The same for the same row in every file; a row's equals in one file are counted."""
        when = None if created_at is None else created_at.isoformat()
        told: list[str | int | None] = [post, author, when, text]
        base = _digest(told)
        self._equal[base] += 1
        return base if self._equal[base] == 1 else _digest([*told, self._equal[base]])

    def _parent(self, cells: _Cells, own_id: str, post: PostRef | None) -> str | None:
        above = self._numbered(cells, own_id)
        parent = cells.get("parent_id")
        if parent is None:
            return above
        if post and parent == post.external_id:  # how Facebook marks the top of a thread
            return None
        return self._by_number.get(parent) or _bounded(parent)

    def _numbered(self, cells: _Cells, own_id: str) -> str | None:
        """The parent by the thread's counting: `1-1`, or `1` in its own column, is under `1`."""
        number, reply = cells.get("number"), cells.get("reply_number")
        if reply is not None:
            number = f"{number}-{reply}" if number and reply.isdigit() else reply
        if number is None or not NUMBERING.fullmatch(number):
            return None
        number = number.replace(".", "-")
        self._by_number[number] = own_id
        return self._by_number.get(number.rpartition("-")[0])


def _within_limit(cell: str) -> str:
    """What `standard.read` would refuse later is reported here, by its line."""
    if len(cell) > MAX_TEXT:
        raise BadInputError(f"Một ô dài quá {MAX_TEXT // 1000}.000 ký tự.", code="text_too_long")
    return cell


def _post(cells: _Cells) -> PostRef | None:
    text, link = cells.get("post_text"), _link(cells.get("post_link"))
    external_id = _own_id(cells.get("post_id"))
    if external_id is None:
        known = cells.get("post_link") or text
        if known is None:
            return None
        external_id = _digest([known])
    return PostRef(external_id, text, link)


def _own_id(cell: str | None) -> str | None:
    return None if cell is None or _ROUNDED.fullmatch(cell) else _bounded(cell)


def _bounded(cell: str | None) -> str | None:
    return _digest([cell]) if cell is not None and len(cell) > _MAX_ID else cell


def _digest(parts: list[str | int | None]) -> str:
    return "sha256:" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _link(cell: str | None) -> str | None:
    """A link that is not of the web is left out: `javascript:` must not reach a page."""
    return cell if cell and cell.startswith(("https://", "http://")) else None


def _platform(cell: str | None) -> Platform | None:
    name = (cell or "").lower()
    return _PLATFORMS.get(name)
