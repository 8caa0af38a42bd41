"""An export file as the command line looks at it: opened, described, its bad rows written out."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from commands.installation import plain
from commands.steps import say
from moderation.errors import BadInputError, NotFoundError, TooLargeError
from platforms import exports
from platforms.exports import BadRow, Export, open_export

__all__ = ["chosen_mapping", "describe", "open_file", "read_through", "write_bad_rows"]

_MEBIBYTE = 2**20
_SHOWN_ROWS = 5
_SHOWN_WIDTH = 40
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_MEANINGS = {
    "text": "nội dung bình luận",
    "external_id": "mã bình luận",
    "created_at": "thời điểm viết",
    "author_name": "tên người viết",
    "author_id": "mã người viết",
    "parent_id": "mã bình luận được trả lời",
    "post_id": "mã bài đăng",
    "post_text": "nội dung bài đăng",
    "post_link": "đường dẫn bài đăng",
    "permalink": "đường dẫn bình luận",
    "platform": "mạng xã hội",
    "attachment": "tệp đính kèm",
    "number": "số thứ tự luồng",
    "reply_number": "số thứ tự trả lời",
}


def open_file(file: Path, limit_mb: int) -> tuple[Export, bytes]:
    """A file and its bytes; refused where there is none, or an empty or too large one."""
    try:
        size = file.stat().st_size
        if size > limit_mb * _MEBIBYTE:
            raise TooLargeError(
                f"Tệp {file.name} lớn hơn {limit_mb} MiB nên chưa nhập gì; hãy chia nhỏ tệp."
            )
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(f"Không có tệp {file}.") from error
    except OSError as error:
        raise BadInputError(f"Không đọc được {file}: hãy kiểm tra quyền đọc tệp.") from error
    if not content:
        raise BadInputError("Tệp trống: không có bình luận nào để nhập.", code="empty_file")
    return open_export(file.name, content, limit_bytes=limit_mb * _MEBIBYTE), content


def chosen_mapping(
    export: Export, said: str | None, saved: Callable[[str], Mapping[str, object]]
) -> exports.Mapping:
    """Which column is what: guessed, given as JSON, or kept under a name that `saved` knows."""
    if said is None:
        return export.guess_mapping()
    values = _from_json(said) if said.lstrip().startswith("{") else dict(saved(said))
    mapping = exports.Mapping.from_dict(values)
    mapping.check(export.columns)
    return mapping


def describe(export: Export, mapping: exports.Mapping) -> None:
    """Print the columns, what each is taken for, and the first rows."""
    encoding = f", {export.encoding}" if export.encoding else ""
    say(f"Tệp {plain(export.name)}: {export.kind}{encoding}, {len(export.columns)} cột")
    meanings = {column: _MEANINGS.get(role) for role, column in mapping.to_dict().items()}
    for column in export.columns:
        say(f"  {plain(column)} → {meanings.get(column) or 'không dùng'}")
    say("Những dòng đầu:")
    for cells in export.preview(_SHOWN_ROWS):
        say("  " + " | ".join(_cut(plain(cell)) for cell in cells))


def read_through(export: Export, mapping: exports.Mapping) -> tuple[int, list[BadRow]]:
    """How many rows are good, and the bad ones."""
    good, bad = 0, []
    for row in export.rows(mapping):
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            good += 1
    return good, bad


def write_bad_rows(file: Path, columns: Sequence[str], bad: Sequence[BadRow]) -> None:
    """Write the rows with their reasons, so that a spreadsheet opens them and runs nothing."""
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as output:
            table = csv.writer(output)
            table.writerow(["Dòng", "Lý do", *map(_inert, columns)])
            table.writerows([row.line, row.reason, *map(_inert, row.raw)] for row in bad)
    except OSError as error:
        raise BadInputError(f"Không ghi được tệp {file}: hãy kiểm tra thư mục.") from error
    say(f"✓ Đã ghi {len(bad)} dòng hỏng vào {file}.")


def _from_json(said: str) -> dict[str, object]:
    try:
        values = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"--mapping không phải JSON: {error}.") from error
    unknown = sorted(set(values) - set(exports.Mapping.__slots__))
    if unknown:
        raise BadInputError(
            f"--mapping có mục lạ: {', '.join(unknown)}. "
            f"Các mục dùng được: {', '.join(exports.Mapping.__slots__)}."
        )
    return dict(values)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_WIDTH else f"{text[: _SHOWN_WIDTH - 1]}…"
