"""How much a page's name is like one of ours (A13), in per cent.

Names are read as people read them: accents and look-alike letters off, abbreviations written out,
words that only adorn left away. What counts is place and office: "UBND P. Ðông Hải official" is
"UBND phường Đông Hải", "UBND phường Đông Sơn" is another ward, and a page of people who love Đông
Hải does not pass for its office.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from rapidfuzz import fuzz

from moderation.text import fold, latin, skeleton

__all__ = ["ALIKE", "VERY_ALIKE", "address_key", "likeness"]

ALIKE, VERY_ALIKE = 60, 80
"""From here on a name is worth a look; from here on it is hardly chance."""

_SAME_WORD = 75
_COMMUNITY = 55
"""The most of a name with our place and no office: people speak of where they live."""

_EXTRA, _MOST_EXTRA = 0.08, 0.3
_SHORT = {
    "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "mttq": "mat tran to quoc",
    "ubmttq": "uy ban mat tran to quoc", "ca": "cong an", "cax": "cong an xa",
    "cap": "cong an phuong", "p": "phuong", "x": "xa", "tt": "thi tran", "tx": "thi xa",
    "tp": "thanh pho", "t": "tinh", "q": "quan", "h": "huyen", "so": "so",
}  # fmt: skip
_OFFICES = (
    "uy ban nhan dan", "hoi dong nhan dan", "uy ban mat tran to quoc", "mat tran to quoc",
    "cong an", "trung tam phuc vu hanh chinh cong", "van phong", "chinh quyen", "truyen thanh",
    "chi cuc", "phong", "so",
)  # fmt: skip
_LEVELS = (
    "thanh pho", "thi tran", "thi xa", "dac khu", "phuong", "xa", "tinh", "quan", "huyen",
)  # fmt: skip
_ADORNING = (
    "trang thong tin dien tu", "thong tin dien tu", "cong thong tin", "trang thong tin",
    "tick xanh", "tich xanh", "chinh thuc", "viet nam", "fan page",
)  # fmt: skip
_ADORNS = frozenset(
    ("official", "page", "fanpage", "trang", "real", "vn", "news", "24h", "24", "7", "online")
)
_MOBILE = ("www.", "m.", "mobile.", "mbasic.", "web.", "touch.", "vi-vn.")


@dataclass(frozen=True, slots=True)
class _Name:
    """What a name says: of which office it speaks, and of which place."""

    offices: frozenset[str]
    levels: frozenset[str]
    place: tuple[str, ...]


def likeness(ours: str, theirs: str) -> int:
    """0 where nothing is shared, 100 where a reader would take the one for the other."""
    own, other = _read(ours), _read(theirs)
    if not own.place:
        return round(fuzz.ratio(_plain(ours), _plain(theirs)))
    found, extra = _cover(own.place, other.place)
    joined, wanted = "".join(_plain(theirs).split()), "".join(own.place)
    if skeleton(wanted) in skeleton(joined) and len(wanted) > 5:
        found, extra = 1.0, min(extra, 1)
    named = other.offices or other.levels
    has_office = bool(named) or any(word in joined for word in ("ubnd", "uyban", "congan"))
    score = 100 * found**2 * (1 - min(_MOST_EXTRA, _EXTRA * extra))
    if own.levels and other.levels and not own.levels & other.levels:
        score *= 0.8  # a ward is no commune
    return round(score if has_office else min(score, _COMMUNITY))


def address_key(url: str) -> str:
    """An address as the register knows it: whoever opens it arrives at the same page.

    "" for what is no address of the web.
    """
    given = url.strip()
    if not re.match(r"https?://", given, re.IGNORECASE):
        given = f"https://{given}"
    try:
        parts = urlsplit(given)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if "." not in host or any(char.isspace() for char in host):
        return ""
    for prefix in _MOBILE:
        host = host.removeprefix(prefix)
    path = unquote(parts.path).rstrip("/").lower()
    number = parse_qs(parts.query).get("id", [""])[0]
    return f"{host}{path}?id={number}" if number else f"{host}{path}"


def _plain(name: str) -> str:
    """Small letters, one space between words, abbreviations written out, adornment away."""
    words = re.sub(r"[^\w]+|_", " ", fold(name)).split()
    said = " ".join(_SHORT.get(_lettered(word), _lettered(word)) for word in words)
    for phrase in _ADORNING:
        said = re.sub(rf"\b{phrase}\b", " ", said)
    return " ".join(word for word in said.split() if word not in _ADORNS)


def _lettered(word: str) -> str:
    """Digits that stand for letters within a word are those letters; a number stays one."""
    return latin(word) if any(char.isalpha() for char in word) else word


def _read(name: str) -> _Name:
    said = _plain(name)
    offices, said = _taken_out(_OFFICES, said)
    levels, said = _taken_out(_LEVELS, said)
    return _Name(offices, levels, tuple(said.split()))


def _taken_out(phrases: tuple[str, ...], said: str) -> tuple[frozenset[str], str]:
    """Each phrase once: the second "tỉnh" of "tỉnh Hà Tĩnh" is the place."""
    found = []
    for phrase in phrases:
        said, times = re.subn(rf"\b{phrase}\b", " ", said, count=1)
        found += [phrase] * times
    return frozenset(found), said


def _cover(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, int]:
    """How much of our words theirs has, and how many of theirs are left over."""
    left, found = list(theirs), 0.0
    for word in ours:
        scored = [(fuzz.ratio(skeleton(word), skeleton(other)), other) for other in left]
        best = max(scored, default=(0.0, ""))
        if best[0] >= _SAME_WORD:
            found += best[0] / 100
            left.remove(best[1])
    return found / len(ours), len(left)
