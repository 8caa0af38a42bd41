"""Which column of a file is what: guessed, corrected by a person, saved for the next file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from moderation.errors import BadInputError
from platforms.exports.dates import DateOrder

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CHOICES", "Mapping"]

CharsetChoice = Literal["convert", "keep"]

CHOICES = frozenset({"date_order", "charset"})
"""What a mapping says that is no column's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The names of the columns in `Export.columns`; None where the file has none.

    `number` and `reply_number` are the counting of threads that some tools write (`1`, `1-1`):
    it tells the parent where no `parent_id` does. A filled `attachment` excuses an empty text.
    With `charset` "keep", letters of fonts of before Unicode stay as they are in the file.
    """

    text: str
    external_id: str | None = None
    created_at: str | None = None
    author_name: str | None = None
    author_id: str | None = None
    parent_id: str | None = None
    post_id: str | None = None
    post_text: str | None = None
    post_link: str | None = None
    permalink: str | None = None
    platform: str | None = None
    attachment: str | None = None
    number: str | None = None
    reply_number: str | None = None
    date_order: DateOrder = "auto"
    charset: CharsetChoice = "convert"

    def to_dict(self) -> dict[str, str | None]:
        """Plain values to save."""
        return asdict(self)

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> Self:
        """What `to_dict` gave, or a form's values; "" is None. Raises BadInputError."""
        known: dict[str, Any] = {name: saved[name] for name in cls.__slots__ if saved.get(name)}
        if not all(isinstance(value, str) for value in known.values()):
            raise BadInputError("Cấu hình cột không hợp lệ: tên cột phải là chuỗi.")
        if known.get("date_order", "auto") not in get_args(DateOrder):
            raise BadInputError("Thứ tự ngày tháng phải là dmy, mdy hoặc auto.")
        if known.get("charset", "convert") not in get_args(CharsetChoice):
            raise BadInputError("Bảng mã phải là convert hoặc keep.")
        if "text" not in known:
            raise BadInputError("Hãy chọn cột chứa nội dung bình luận.", code="no_text_column")
        return cls(**known)

    def check(self, columns: Sequence[str]) -> None:
        """Raises BadInputError where a column that is named here is not among `columns`."""
        named = (getattr(self, field.name) for field in fields(self) if field.name not in CHOICES)
        missing = [name for name in named if name is not None and name not in columns]
        if missing:
            raise BadInputError(
                f"Tệp không có cột {', '.join(f'“{name}”' for name in missing)}. "
                "Chưa có gì được nhập; hãy chọn lại các cột.",
                code="missing_columns",
            )
