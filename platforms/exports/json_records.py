"""JSON and JSON Lines, whatever tool wrote them, as one flat record per comment."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from moderation.errors import BadInputError
from platforms.exports.json_shapes import Comment, comments_in
from platforms.exports.rows import BadRow, Record
from platforms.json_limits import clean, clean_text, parse

__all__ = ["JsonRecords", "looks_like_json", "looks_like_json_lines", "open_json"]

_FILE_NODES = 2_000_000  # some 150,000 comments of a Graph dump
_MAX_LINE = 8 * 2**20  # bytes
_MAX_COLUMNS = 256
_START = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_LINES = re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")

_Found = Iterator[tuple[int, Comment | BadInputError]]


@dataclass(frozen=True, slots=True)
class JsonRecords:
    """Comments under the names of their JSON fields, nested ones joined by dots."""

    kind: str
    columns: list[str]
    _found: Callable[[], _Found]

    def records(self) -> Iterator[Record | BadRow]:
        """One record per comment; `line` is its line in JSON Lines, else its place."""
        for line, comment in self._found():
            if isinstance(comment, BadInputError):
                yield BadRow(line, comment.code, comment.message, [])
            else:
                yield self._record(line, comment)

    def _record(self, line: int, comment: Comment) -> Record | BadRow:
        try:
            flat = dict(_flat(clean(comment)))
        except BadInputError as error:
            return BadRow(line, error.code, error.message, [])
        return Record(line, [flat.get(column, "") for column in self.columns])


def looks_like_json(content: bytes) -> bool:
    """Whether the beginning of a file in UTF-8 is that of a JSON object or list."""
    return _START.match(content) is not None


def looks_like_json_lines(content: bytes) -> bool:
    """Whether an object fills the first line and another begins the next."""
    return _LINES.match(content) is not None


def open_json(content: bytes) -> JsonRecords:
    """The comments of a file in UTF-8. Raises BadInputError, TooLargeError."""
    if looks_like_json_lines(content):
        return _told("jsonl", lambda: _found_in_lines(content))
    comments = list(comments_in(parse(content, nodes=_FILE_NODES)))
    return _told("json", lambda: enumerate(comments, start=1))


def _found_in_lines(content: bytes) -> _Found:
    for number, line in enumerate(io.BytesIO(content), start=1):
        if line.strip(b"\0 \t\r\n"):
            yield from ((number, comment) for comment in _in_line(line))


def _in_line(line: bytes) -> Iterator[Comment | BadInputError]:
    if len(line) > _MAX_LINE:
        yield BadInputError(f"Dòng dài quá {_MAX_LINE // 2**20} MiB.", code="line_too_long")
        return
    try:
        value = parse(line)
    except BadInputError as error:
        yield error
    else:
        yield from comments_in(value)


def _told(kind: str, found: Callable[[], _Found]) -> JsonRecords:
    columns: dict[str, None] = {}
    fault: BadInputError | None = None
    for _, comment in found():
        if isinstance(comment, BadInputError):
            fault = fault or comment
        elif len(columns) < _MAX_COLUMNS:
            columns.update(dict.fromkeys(name for name, _ in _flat(comment)))
    if not columns:
        raise fault or BadInputError(
            "JSON không chứa bình luận nào ở dạng đã biết. Chưa có gì được nhập; hãy xem các "
            "dạng được nhận trong hướng dẫn.",
            code="no_comments",
        )
    return JsonRecords(kind, list(columns)[:_MAX_COLUMNS], found)


def _flat(value: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    """`{"from": {"name": "A"}}` → `("from.name", "A")`; lists are left out."""
    match value:
        case dict():
            for key, inner in value.items():
                name = clean_text(key)
                yield from _flat(inner, f"{prefix}.{name}" if prefix else name)
        case list() | None:
            pass
        case _:
            yield prefix, _scalar(value)


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
