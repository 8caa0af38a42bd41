"""Reading JSON that a stranger wrote: bounded, strict, and with texts that a database can take.

Two steps, so that one bad event does not sink its siblings: `parse` refuses only what makes the
whole body unreadable or too large; `clean` judges one event of it.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

from moderation.errors import BadInputError, TooLargeError

__all__ = [
    "BATCH_NODES",
    "EVENT_NODES",
    "MAX_DEPTH",
    "MAX_TEXT",
    "clean",
    "clean_text",
    "parse",
]

MAX_DEPTH = 32
EVENT_NODES = 10_000
BATCH_NODES = 100_000
MAX_TEXT = 200_000  # characters in one string

# One string, closed or not: a pattern that can't fail has nothing to search again, so that the
# time stays linear in the length whatever the quotes.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+\\?"?', re.DOTALL)
# Far above MAX_DEPTH, which `clean` holds event by event, and far below what Python can nest.
_BODY_DEPTH = 200
_LONG_NUMBER = 20  # digits; an identifier fits, and int() of longer ones is slow or refused
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Stands in a parsed value for what strict JSON does not have, until `clean` meets it."""

    message: str


def parse(body: bytes, *, nodes: int = BATCH_NODES) -> object:
    """The JSON value of `body`, still to be passed through `clean`, whole or piece by piece.

    Raises BadInputError for bad UTF-8 or syntax, TooLargeError for more than `nodes` values.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(
            f"Nội dung không phải UTF-8 hợp lệ (byte thứ {error.start + 1}). "
            "Chưa có gì được ghi; hãy gửi lại JSON ở bảng mã UTF-8."
        ) from None
    _check_size(body, nodes)
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _bad(
            f"JSON sai cú pháp ở dòng {error.lineno}, cột {error.colno}. "
            "Chưa có gì được ghi; hãy kiểm tra nội dung rồi gửi lại."
        ) from None


def clean(value: object, *, nodes: int = EVENT_NODES) -> object:
    """A copy of `value` within the limits, texts passed through `clean_text`.

    Raises BadInputError or TooLargeError.
    """
    return _Cleaner(nodes).copy(value, 1)


def clean_text(text: str) -> str:
    """`text` without NUL, which PostgreSQL refuses, and with U+FFFD for lone surrogates."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


class _Cleaner:
    def __init__(self, nodes: int) -> None:
        self._nodes_left = nodes

    def copy(self, value: object, depth: int) -> object:
        self._nodes_left -= 1
        if self._nodes_left < 0:
            raise _too_many()
        match value:
            case str():
                return self._text(value)
            case dict() | list() if depth > MAX_DEPTH:
                raise TooLargeError(f"JSON lồng nhau quá {MAX_DEPTH} tầng.", code="too_deep")
            case dict():
                return {self._text(k): self.copy(v, depth + 1) for k, v in value.items()}
            case list():
                return [self.copy(item, depth + 1) for item in value]
            case _Refusal(message):
                raise _bad(message)
            case _:
                return value

    def _text(self, text: str) -> str:
        if len(text) > MAX_TEXT:
            raise TooLargeError(
                f"Một đoạn văn bản dài {len(text):,} ký tự, quá giới hạn {MAX_TEXT:,}.".replace(
                    ",", "."
                ),
                code="text_too_long",
            )
        return clean_text(text)


def _check_size(body: bytes, nodes: int) -> None:
    """Count values and depth before any is built: 60 MB of `[[],[],…` would fill the memory."""
    skeleton = _STRING.sub(b"", body)
    if skeleton.count(b",") + skeleton.count(b"[") + skeleton.count(b"{") > nodes:
        raise _too_many()
    depth = 0
    for bracket in re.findall(rb"[\[\]{}]", skeleton):
        depth += 1 if bracket in b"[{" else -1
        if depth > _BODY_DEPTH:
            raise TooLargeError("JSON lồng nhau quá nhiều tầng.", code="too_deep")


def _object(pairs: list[tuple[str, object]]) -> object:
    value = dict(pairs)
    return (
        value if len(value) == len(pairs) else _Refusal("JSON có khóa bị lặp trong một đối tượng.")
    )


def _constant(name: str) -> object:
    return _Refusal(f"JSON chứa {name}, không phải là số.")


def _float(digits: str) -> object:
    number = float(digits)
    return number if math.isfinite(number) else _Refusal("JSON chứa một số quá lớn.")


def _integer(digits: str) -> object:
    return int(digits) if len(digits) <= _LONG_NUMBER else digits


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=_constant,
    parse_float=_float,
    parse_int=_integer,
)


def _bad(message: str) -> BadInputError:
    return BadInputError(message, code="bad_json")


def _too_many() -> TooLargeError:
    return TooLargeError(
        "JSON có quá nhiều phần tử. Hãy chia thành nhiều phần.", code="too_many_nodes"
    )
