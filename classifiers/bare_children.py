"""Children named in a comment that bears no accents, where most names are also common words.

"chau minh" is "cháu Minh" and "cháu mình", "be tam" "bé Tâm" and "bé tầm". So a name typed small
counts only where it is hardly a word of every day, or a family name stands before it, or "ten",
and its class, age or harm after it; "minh", "nam" or "hai" alone never do. With a capital, a name
is one, but for what is called "Châu" on a map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["bare_names"]

_CALLED = (
    "chau be|chau|em be|be gai|be trai|be|dua be|thang be|con be|con trai toi|con gai toi"
    "|con trai em|con gai em|con toi|con em|nam sinh|nu sinh"
)
_WORDS = r"[a-z]+(?: [a-z]+){0,3}"
_FAMILIES = "nguyen|tran|le|pham|hoang|huynh|bui|trinh|vu"
_FAMILIES_BEFORE_THI = f"{_FAMILIES}|phan|vo|ngo|doan|to|mai|ly|truong"
_TELLING = (
    "cuong|diep|duy|duyen|giang|han|hieu|hung|huy|khang|khanh|khoi|kiet|kim|linh|loan|my|nghia|ngoc|nhi|oanh"
    "|phuc|quynh|thao|thinh|thuy|trang|trinh|truc|tuan|tue|tuyet|uyen|vinh|vy|yen"
)
_GIVEN = (
    f"{_TELLING}|an|anh|bao|bich|chau|chi|dat|dung|duc|gia|ha|hai|hang|hanh|hoang|hong|huong|khoa"
    "|kien|lam|lan|long|mai|minh|nam|nga|ngan|nguyen|nhan|nhat|nhien|nhu|nhung|phat|phong|phuong"
    "|quan|quang|quoc|quyen|sang|son|tai|tam|thanh|thang|thien|thu|tien|toan|tram|tran|tri|trung"
    "|tu|tung|tuong|van|viet"
)
_NOT_BEFORE = (  # what the same letters mean there: "khối lớp", "khỏi bị", "trang sách", "tuần nay"
    "khoi (?=lop|bi|phai)|trang (?=ba|sach|hoc)|tuan (?=nay|truoc|sau|nao)|my (?=pham)"
    "|dat (?=giai|diem|hang|danh)|trinh (?=bay|do)|hieu (?=bi|truong|ro|qua)|hung (?=du|thu)"
    "|thinh (?=thoang)|giang (?=day|duong)|van (?=chua|con|bi|de|hoa)|hoang (?=so|mang)"
    "|thu (?=tuc|hai|ba|tu|nam|sau|bay|nhat|muoi)|trung (?=voi|ten|ho|hoc|nhau)"
    "|ha (?=noi|tinh|nam)"
)
_NAME = rf"(?!{_NOT_BEFORE})(?:{_GIVEN})"
_ABOUT = (
    r"(?=lop (?:\d|la\b|mam|choi)|hoc lop|(?:duoc )?\d{1,2} (?:tuoi|thang tuoi)"
    r"|con (?:nha|anh|chi|co|chu|ba|ong)\b"
    r"|bi (?:ban|co|thay|danh|bao hanh|xam hai|bat nat|lac|cho can|chan duong)\b"
    r"|di lac|mat tich|that lac)"
)
_SMALL = (
    re.compile(  # "ten" before it
        rf"\b(?:{_CALLED}),? ten(?: la)? (?P<item>(?:(?:{_FAMILIES}) (?:(?:thi|van) )?)?"
        rf"{_NAME}(?: {_NAME}){{0,2}})\b(?! (?:sai|trong|theo|tren|cua|voi|ho)\b)"
    ),
    re.compile(  # a family name and what follows it
        rf"\b(?:{_CALLED}) (?P<item>(?:(?:{_FAMILIES_BEFORE_THI}) thi|(?:{_FAMILIES})(?: van)?)"
        rf"(?: {_NAME}){{1,3}})\b"
    ),
    re.compile(  # one or two given names and then class, age, whose child, or harm
        rf"\b(?:{_CALLED}) (?P<item>{_NAME}(?: {_NAME})?) {_ABOUT}"
    ),
)
_CAPITALS = re.compile(
    rf"(?<![^\W_])(?P<called>{_CALLED})(?:,? ten(?: la)?| la)? (?P<item>{_WORDS})", re.IGNORECASE
)
_VAGUE = (
    "anh|chi|dung|gia|hai|hang|lan|minh|nam|nguyen|quan|sang|tai|tam|thu|tien|toan|trung|tu|tung|van"
    "|viet"
)
_TELLS = re.compile(rf"\b(?:{_TELLING})\b|^(?!(?:{_VAGUE})\b)[a-z]+ (?!(?:{_VAGUE})\b)")
_ON_A_MAP = frozenset(
    {"A", "Au", "Can", "Doc", "Duc", "Giang", "Hong", "Khe", "Lang", "Me", "My", "Pha", "Phi",
     "Phong", "Phu", "Son", "Thanh", "Uc"}
)  # fmt: skip
_NO_NAMES = frozenset(
    {"Ai", "Anh", "Ba", "Bac", "Bi", "Bo", "Chau", "Chi", "Cho", "Chu", "Co", "Con", "Cong", "Di",
     "Em", "Hoc", "Khong", "Lop", "Ma", "Me", "Nha", "O", "Ong", "Phuong", "Sao", "To", "Toi",
     "Truong", "Xa", "Xin"}
)  # fmt: skip
_SECOND_NAMES = frozenset({"Anh", "Chau", "Chi", "Phuong"})


def bare_names(text: str) -> Iterator[tuple[int, int]]:
    """Where a text of plain letters names children."""
    known = [*_with_capitals(text)]
    yield from known
    lowered = text.lower()
    for pattern in _SMALL:
        for match in pattern.finditer(lowered):
            start, end = match.span("item")
            is_told = pattern is not _SMALL[-1] or _TELLS.search(match["item"]) is not None
            if is_told and not any(first < end and start < last for first, last in known):
                known.append((start, end))
                yield start, end


def _with_capitals(text: str) -> Iterator[tuple[int, int]]:
    for match in _CAPITALS.finditer(text):
        first, *_ = words = match["item"].split(" ")
        if match["called"].lower() == "chau" and first in _ON_A_MAP:
            continue
        named: list[str] = []
        for word in words:
            shouts = len(word) > 1 and word.isupper()
            is_none = word in _NO_NAMES and not (named and word in _SECOND_NAMES)
            if not word[0].isupper() or shouts or is_none:
                break
            named.append(word)
        if named:
            yield match.start("item"), match.start("item") + len(" ".join(named))
