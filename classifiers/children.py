"""Children named in a comment, with their school and class.

A child is told by the word before the name ("bé", "cháu"), which the writer types with a capital;
a school or class is private only beside a child who is named or harmed, since most comments that
name a school ask about its opening hours. A name typed small is taken for one where something
besides says that it is: "tên" before it, a family name, or the class, age or harm after it; most
given names are words of every day too ("mai", "anh"). Names with no word before stay unseen.
Comments without accents have words and names of their own (`classifiers.bare_children`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from classifiers.bare_children import bare_names
from moderation.text import has_accents

__all__ = ["named_children"]

_WORDS = r"[^\W\d_]+(?: [^\W\d_]+){0,3}"
_CALLED = (
    "cháu bé|cháu|em bé|bé gái|bé trai|bé|đứa bé|thằng bé|con bé|con trai tôi|con gái tôi"
    "|con trai em|con gái em|con tôi|con em|nam sinh|nữ sinh"
)
_CHILD = re.compile(
    rf"(?<![^\W_])(?:{_CALLED})(?:,? tên(?: là)?| là)? (?P<item>{_WORDS})", re.IGNORECASE
)
_FAMILIES = "nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|ngô|đinh|trịnh|đoàn|lâm|mai|tô"
_GIVEN = (
    "anh|bảo|bích|châu|chi|cường|diễm|diệp|duy|dũng|dung|đạt|đức|giang|hân|hằng|hạnh|hiếu|hoài"
    "|hồng|huy|hùng|hưng|hương|khang|khánh|khoa|khôi|kiên|kiệt|lan|linh|loan|long|ly|mai|minh|my"
    "|mỹ|nam|nga|ngân|nghi|nghĩa|ngọc|nguyên|nhân|nhật|nhi|nhung|như|oanh|phát|phong|phúc|phương"
    "|quân|quang|quốc|quyên|quỳnh|sang|sơn|tâm|tài|thảo|thắng|thành|thịnh|thiện|thu|thúy|thủy|thư"
    "|tiến|toàn|trang|trâm|trân|tri|trinh|trúc|trung|tuấn|tuệ|tùng|tú|tuyết|uyên|vân|việt|vinh|vy"
    "|yến|gia|hải|hà|kim|thanh|tường"
)
_EVERYDAY = frozenset(
    {"anh", "bảo", "hải", "hạnh", "hồng", "hương", "kim", "lan", "mai", "mỹ", "nam", "như", "phát",
     "quân", "sang", "tài", "tâm", "thanh", "thành", "thu", "thư", "tiến", "toàn", "trung", "tú",
     "gia", "chi", "long", "ly", "thắng", "tri", "nguyên", "phong", "quốc", "đạt", "đức", "hà",
     "việt", "hoài", "tùng", "thủy", "yến", "dung"}
)  # fmt: skip
_TYPED_SMALL = (
    re.compile(  # a word that says that a name follows
        rf"(?<![^\W_])(?:{_CALLED}),? tên(?: là)? "
        rf"(?P<item>(?:(?:{_FAMILIES}|{_GIVEN})(?: (?:thị|văn|{_GIVEN})){{0,3}}))(?![^\W_])"
    ),
    re.compile(  # a family name and what follows it
        rf"(?<![^\W_])(?:{_CALLED}) (?P<item>(?:{_FAMILIES})(?: thị| văn)?"
        rf"(?: (?!đạt (?:giải|điểm|hạng|danh))(?:{_GIVEN})){{1,3}})(?![^\W_])"
    ),
    re.compile(  # a given name, and then class, age, whose child, or harm
        rf"(?<![^\W_])(?:{_CALLED}) (?P<item>(?:{_GIVEN})(?: (?:{_GIVEN}))?)"
        r" (?=lớp (?:\d|lá|mầm|chồi)|học lớp|\d{1,2} tuổi|con (?:nhà|anh|chị|cô|chú|bà|ông)\b"
        r"|bị (?:bạn|cô|thầy|đánh|bạo hành|xâm hại|bắt nạt|lạc)|đi lạc|mất tích|thất lạc)"
    ),
)
_NO_NAMES = frozenset(
    {"Ai", "Anh", "Ba", "Bà", "Bác", "Bị", "Bố", "Cho", "Cháu", "Chú", "Chị", "Con", "Có", "Công",
     "Cô", "Em", "Học", "Không", "Lớp", "Mẹ", "Má", "Nhà", "Phường", "Sao", "Trường", "Tôi", "Tổ",
     "Xin", "Xã", "Ông", "Đi", "Ở"}
)  # fmt: skip
_CALLING = re.compile(r"cháu|bé|con (?:trai|gái|tôi|em)|nam sinh|nữ sinh", re.IGNORECASE)
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
_ENDS = {"đ": "d", "Đ": "D"}


def _unaccented(pattern: re.Pattern[str]) -> re.Pattern[str]:
    letters = unicodedata.normalize("NFD", pattern.pattern)
    plain = "".join(_ENDS.get(one, one) for one in letters if not unicodedata.combining(one))
    return re.compile(plain, pattern.flags)


_BARE_SCHOOL, _BARE_CLASS = _unaccented(_SCHOOL), _unaccented(_CLASS)
_BARE_HARM = re.compile(  # not "bỏ rồi", which is "bo roi" as well
    r"bao hanh|xam hai|so soang|bat nat|danh dap|danh hoi dong|bi nhot|that lac|di lac|mat tich"
    r"|hiep dam|ga gam|quay roi|bi (?:ban|co|thay|bao mau) (?:\S+ ){0,2}danh(?! (?:sach|gia|hieu))",
    re.IGNORECASE,
)


def named_children(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind (`child_name`, `school`) of what would lead to a child.

    Only composed text (NFC) is searched, as nearly all text is, so that no place is ever wrong.
    """
    if not unicodedata.is_normalized("NFC", text):
        return
    if has_accents(text):
        names = _accented_names(text)
        harm, school, classes = _HARM, _SCHOOL, _CLASS
    else:
        names = list(bare_names(text))
        harm, school, classes = _BARE_HARM, _BARE_SCHOOL, _BARE_CLASS
    for start, end in names:
        yield start, end, "child_name"
    if not names and not harm.search(text):
        return
    for match in school.finditer(text):
        if (end := _name_end(match)) > match.start("item"):
            yield match.start("kind"), end, "school"
    for match in classes.finditer(text):
        yield *match.span("item"), "school"


def _accented_names(text: str) -> list[tuple[int, int]]:
    names = [
        (match.start("item"), end)
        for match in _CHILD.finditer(text)
        if (end := _name_end(match)) > match.start("item")
    ]
    return names + _typed_small(text, names)


def _typed_small(text: str, known: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Names without a capital, besides the known ones; everyday words alone are none."""
    if not _CALLING.search(text):
        return []
    lowered = text.lower()
    if len(lowered) != len(text):
        return []
    found: dict[int, int] = {}
    for pattern in _TYPED_SMALL:
        for match in pattern.finditer(lowered):
            start, end = match.span("item")
            alone = pattern is _TYPED_SMALL[-1] and match["item"] in _EVERYDAY
            if not alone and not any(first < end and start < last for first, last in known):
                found.setdefault(start, end)
    return sorted(found.items())


def _name_end(match: re.Match[str]) -> int:
    """Where the words with capitals end; at their start where the first has none, or shouts."""
    end = match.start("item")
    for word in match["item"].split(" "):
        shouts = len(word) > 1 and word.isupper()
        if not word[0].isupper() or shouts or word in _NO_NAMES:
            break
        end = match.start("item") + match["item"].index(word, end - match.start("item")) + len(word)
    return end
