"""Children named in a comment, with their school and class.

A child is told by the word before the name ("bé", "cháu"), which the writer types with a capital;
a school or class is private only beside a child who is named or harmed, since most comments that
name a school ask about its opening hours. Names typed small or with no word before stay unseen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["named_children"]

_WORDS = r"[^\W\d_]+(?: [^\W\d_]+){0,3}"
_CALLED = (
    "cháu bé|cháu|em bé|bé gái|bé trai|bé|đứa bé|thằng bé|con bé|con trai tôi|con gái tôi"
    "|con trai em|con gái em|con tôi|con em|nam sinh|nữ sinh"
)
_CHILD = re.compile(
    rf"(?<![^\W_])(?:{_CALLED})(?:,? tên(?: là)?| là)? (?P<item>{_WORDS})", re.IGNORECASE
)
_NO_NAMES = frozenset(
    {"Ai", "Anh", "Ba", "Bà", "Bác", "Bị", "Bố", "Cho", "Cháu", "Chú", "Chị", "Con", "Có", "Công",
     "Cô", "Em", "Học", "Không", "Lớp", "Mẹ", "Má", "Nhà", "Phường", "Sao", "Trường", "Tôi", "Tổ",
     "Xin", "Xã", "Ông", "Đi", "Ở"}
)  # fmt: skip
_LEVEL = "mầm non|mẫu giáo|tiểu học|trung học cơ sở|trung học phổ thông|thcs|thpt|th|cấp [123]"
_SCHOOL = re.compile(
    rf"(?<![^\W_])(?P<kind>(?:trường|nhóm trẻ|mẫu giáo|mầm non) (?:(?:{_LEVEL}) )?)"
    rf"(?P<item>{_WORDS})",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"(?<![^\W_])(?P<item>lớp (?:(?:1[0-2]|[1-9])(?:[a-zđ]\d{0,2}|/\d{1,2})?"
    r"|(?:mầm|chồi|lá)(?: ?\d)?))(?![^\W_])",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"bạo hành|xâm hại|dâm ô|sờ soạng|bắt nạt|đánh đập|bị (?:\S+ ){0,3}đánh|đánh hội đồng"
    r"|bị nhốt|bỏ rơi|thất lạc|đi lạc|mất tích|hiếp dâm|gạ gẫm|quấy rối",
    re.IGNORECASE,
)


def named_children(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind (`child_name`, `school`) of what would lead to a child.

    Only composed text (NFC) is searched, as nearly all text is, so that no place is ever wrong.
    """
    if not unicodedata.is_normalized("NFC", text):
        return
    names = [
        (match.start("item"), end)
        for match in _CHILD.finditer(text)
        if (end := _name_end(match)) > match.start("item")
    ]
    for start, end in names:
        yield start, end, "child_name"
    if not names and not _HARM.search(text):
        return
    for match in _SCHOOL.finditer(text):
        if (end := _name_end(match)) > match.start("item"):
            yield match.start("kind"), end, "school"
    for match in _CLASS.finditer(text):
        yield *match.span("item"), "school"


def _name_end(match: re.Match[str]) -> int:
    """Where the words with capitals end; at their start where the first has none, or shouts."""
    end = match.start("item")
    for word in match["item"].split(" "):
        shouts = len(word) > 1 and word.isupper()
        if not word[0].isupper() or shouts or word in _NO_NAMES:
            break
        end = match.start("item") + match["item"].index(word, end - match.start("item")) + len(word)
    return end
