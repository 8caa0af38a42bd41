"""Guessing which column is what: by its name, and then by whether its values fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moderation.errors import BadInputError
from platforms.exports.dates import read_date
from platforms.exports.headings import ROLE_NAMES, roles_of
from platforms.exports.mapping import Mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["NUMBERING", "guess_mapping"]

NUMBERING = re.compile(r"[0-9]{1,9}(?:[-.][0-9]{1,9})*")
_URL = re.compile(r"https?://\S+")
_PLAIN_NUMBER = re.compile(r"-?[\d.,]+%?")
_LEAST_LENGTH = 10  # characters on average, for a text that nothing names
_LEAST_DISTINCT = 0.5


def guess_mapping(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapping:
    """The likeliest mapping for a sample of rows. Raises BadInputError where no column fits."""
    values = [[row[at].strip() for row in rows if row[at].strip()] for at in range(len(columns))]
    chosen: dict[str, int] = {}
    for role in ROLE_NAMES:
        named = ((roles_of(columns[at]).get(role), at) for at in range(len(columns)))
        ranked = sorted((rank, at) for rank, at in named if rank is not None)
        free = [at for _, at in ranked if at not in chosen.values()]
        fitting = [at for at in free if _fits(role, values[at])]
        # A time that can't be read is reported row by row, not passed over in silence.
        if found := fitting or (free if role == "created_at" else []):
            chosen[role] = found[0]
    _number_ids(chosen, values)
    _find_replies(chosen, columns, values)
    if "text" not in chosen:
        chosen["text"] = _unnamed_text(columns, values)
    return Mapping.from_dict({role: columns[at] for role, at in chosen.items()})


def _fits(role: str, values: list[str]) -> bool:
    """Whether most of the values could play the role; a column without any may."""
    fitting = sum(map(_FITS.get(role, bool), values))
    return fitting * 2 >= len(values)


def _is_text(value: str) -> bool:
    return not (_PLAIN_NUMBER.fullmatch(value) or _URL.fullmatch(value) or _is_date(value))


def _is_date(value: str) -> bool:
    try:
        read_date(value, "dmy")
    except (ValueError, OverflowError):
        try:
            read_date(value, "mdy")
        except (ValueError, OverflowError):
            return False
    return True


def _is_id(value: str) -> bool:
    return not (_URL.match(value) or any(map(str.isspace, value)))


def _is_url(value: str) -> bool:
    return _URL.fullmatch(value) is not None


def _is_platform(value: str) -> bool:
    return value.isalpha()


def _is_number(value: str) -> bool:
    return NUMBERING.fullmatch(value) is not None


def _is_post_text(value: str) -> bool:
    return not _is_id(value) and not _URL.fullmatch(value)


_FITS: dict[str, Callable[[str], bool]] = {
    "text": _is_text,
    "external_id": _is_id,
    "created_at": _is_date,
    "author_id": _is_id,
    "parent_id": _is_id,
    "post_id": _is_id,
    "post_text": _is_post_text,
    "post_link": _is_url,
    "permalink": _is_url,
    "platform": _is_platform,
    "number": _is_number,
    "reply_number": _is_number,
}


def _number_ids(chosen: dict[str, int], values: list[list[str]]) -> None:
    """Ids that only count the rows (1, 2, 3 …) would make two files' comments one."""
    ids = values[chosen["external_id"]] if "external_id" in chosen else []
    if ids and ids[0] in {"0", "1"}:
        counted = [str(number) for number in range(int(ids[0]), int(ids[0]) + len(ids))]
        if ids == counted:
            chosen["number"] = chosen.pop("external_id")


def _find_replies(chosen: dict[str, int], columns: Sequence[str], values: list[list[str]]) -> None:
    """The column without a heading beside `#`, where some tools count the replies."""
    beside = chosen.get("number", -2) + 1
    if (
        0 < beside < len(columns)
        and beside not in chosen.values()
        and columns[beside] == f"Cột {beside + 1}"
        and all(map(_is_number, values[beside]))
    ):
        chosen.setdefault("reply_number", beside)


def _unnamed_text(columns: Sequence[str], values: list[list[str]]) -> int:
    """The longest texts, mostly different, of a column whose name says nothing."""
    lengths = {
        at: sum(map(len, texts)) / len(texts)
        for at, texts in enumerate(values)
        if texts
        and not roles_of(columns[at])
        and len(set(texts)) >= _LEAST_DISTINCT * len(texts)
        and sum(map(_is_post_text, texts)) * 2 >= len(texts)
    }
    best = max(lengths, key=lambda at: lengths[at], default=None)
    if best is None or lengths[best] < _LEAST_LENGTH:
        raise BadInputError(
            "Không tìm thấy cột chứa nội dung bình luận. Chưa có gì được nhập; hãy chọn cột bằng "
            "tay, hoặc kiểm tra xem đây có phải tệp số liệu bài đăng hay không.",
            code="no_text_column",
        )
    return best
