"""Which column of a file is what: a form with one select a column, and the readers' mapping."""

from __future__ import annotations

from collections.abc import Mapping as Fields

from api.console.words import Say, one_line
from api.view_models.imports import ImportColumn
from api.view_models.parts import Choice
from moderation.errors import BadInputError

__all__ = ["SAMPLES", "columns_of", "read_columns", "targets"]

SAMPLES = 3
_CELL = 200
_TARGETS = {
    "text": "Nội dung bình luận",
    "created_at": "Lúc viết",
    "author_name": "Người viết",
    "external_id": "Mã bình luận ở nguồn",
    "permalink": "Đường dẫn bình luận",
    "parent_id": "Trả lời bình luận nào",
    "author_id": "Mã người viết",
    "post_text": "Nội dung bài đăng",
    "post_id": "Mã bài đăng",
    "post_link": "Đường dẫn bài đăng",
    "platform": "Mạng xã hội",
    "attachment": "Ảnh, tệp kèm theo",
    "number": "Số thứ tự",
    "reply_number": "Số thứ tự trả lời",
}


def targets(say: Say) -> tuple[Choice, ...]:
    """What a column may be."""
    return tuple(Choice(value, say(name)) for value, name in _TARGETS.items())


def columns_of(
    names: list[str], preview: list[list[str]], chosen: Fields[str, str | None]
) -> tuple[ImportColumn, ...]:
    """The columns with what each is read as; `chosen` names the column of each target."""
    target_of = {column: target for target, column in chosen.items() if target in _TARGETS}
    return tuple(
        ImportColumn(
            one_line(name),
            target_of.get(name, ""),
            tuple(one_line(row[at], _CELL) for row in preview if at < len(row) and row[at].strip())[
                :SAMPLES
            ],
        )
        for at, name in enumerate(names)
    )


def read_columns(names: list[str], fields: Fields[str, str], say: Say) -> dict[str, str]:
    """The column of each target as a form says it; BadInputError where two claim one target."""
    chosen: dict[str, str] = {}
    for at, name in enumerate(names):
        target = fields.get(f"column_{at}", "")
        if target not in _TARGETS:
            continue
        if target in chosen:
            raise BadInputError(
                say("Hai cột cùng đọc thành “%(name)s”. Chọn một cột, bỏ qua cột kia.")
                % {"name": say(_TARGETS[target])},
                field=f"column_{at}",
            )
        chosen[target] = name
    if "text" not in chosen:
        raise BadInputError(
            say("Hãy chọn cột chứa nội dung bình luận."), field="column_0", code="no_text_column"
        )
    return chosen
