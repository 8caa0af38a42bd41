"""Patterns that staff write, compiled by RE2: linear in the text, no back-references.

What is wrong with one is said in Vietnamese with its place, since the writer is no programmer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol

import re2

from classifiers.normalise import compose
from moderation.errors import BadInputError

__all__ = ["Pattern", "compile_pattern"]

_PROGRAM_BYTES = 2 << 20

_FAULTS: tuple[tuple[str, str], ...] = (
    ("missing )", "có ngoặc “(” chưa đóng"),
    ("unexpected )", "thừa ngoặc “)”"),
    ("missing ]", "có ngoặc “[” chưa đóng"),
    ("trailing \\", "dấu “\\” đứng cuối"),
    ("invalid escape", "dấu “\\” đi với ký tự không dùng được (không có tham chiếu ngược)"),
    ("invalid perl operator", "phần “(?…” này không dùng được"),
    ("invalid character class", "khoảng ký tự trong “[…]” hoặc tên nhóm ký tự không đúng"),
    ("no argument for repetition", "dấu lặp không có gì đứng trước"),
    ("bad repetition operator", "hai dấu lặp liền nhau"),
    ("invalid repetition size", "số lần lặp quá lớn (tối đa 1.000)"),
    ("invalid named capture", "tên nhóm không đúng"),
)


class _Hit(Protocol):
    def span(self) -> tuple[int, int]: ...


class Pattern(Protocol):
    """What is used of a compiled pattern: RE2 comes without types."""

    def search(self, text: bytes, /) -> _Hit | None: ...

    def finditer(self, text: bytes, /) -> Iterator[_Hit]: ...


def compile_pattern(pattern: str) -> Pattern:
    """A search in UTF-8 without regard to case; BadInputError names what is wrong with it."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _PROGRAM_BYTES
    try:
        made: Pattern = re2.compile(compose(pattern)[0].encode(), options)
    except UnicodeEncodeError as error:
        raise BadInputError(f"Mẫu có ký tự hỏng ở vị trí {error.start + 1}.") from error
    except re2.error as error:
        raise BadInputError(_fault(pattern, error.args[0])) from error
    if made.search(b"") is not None:
        raise BadInputError(f"Mẫu /{_short(pattern)}/ khớp cả bình luận trống: cần chặt hơn.")
    return made


def _fault(pattern: str, said: bytes | str) -> str:
    """What RE2 said, in Vietnamese, with the place in the pattern that it names."""
    told = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind, _, part = told.partition(": ")
    meaning = next((words for start, words in _FAULTS if kind.startswith(start)), "")
    if not meaning:
        return f"Mẫu /{_short(pattern)}/ quá lớn: bớt số lần lặp hoặc chia làm nhiều mẫu."
    at = pattern.find(part) if part and part != pattern else -1
    at = _unclosed(pattern, "(" if kind == "missing )" else "[") if at < 0 else at
    place = f"ký tự thứ {at + 1}, chỗ “{_short(pattern[at:])}”" if at >= 0 else "cả mẫu"
    return f"Mẫu /{_short(pattern)}/ sai ở {place}: {meaning}."


def _unclosed(pattern: str, opening: Literal["(", "["]) -> int:
    """Where the last bracket without its end stands; -1 where none does."""
    is_open: list[int] = []
    at = 0
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 1
        elif pattern[at] == opening:
            is_open.append(at)
        elif pattern[at] == {"(": ")", "[": "]"}[opening] and is_open:
            is_open.pop()
        at += 1
    return is_open[-1] if is_open else -1


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
