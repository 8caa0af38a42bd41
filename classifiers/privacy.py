"""Private data of persons in a comment: found in the original text, masked at equal length.

The patterns run over the bare view of the text (lower case, accents off, wide and look-alike
digits plain, nothing hidden between them), so they are written once without accents; what they
find is carried back to the original. Shapes alone decide where a shape is telling; elsewhere a
word beside the number must say what it is. Money, dates, document numbers and hotlines are not
private data and stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from classifiers.children import named_children
from classifiers.normalise import BOUND, Views, views

_CONTEXT = 32
_SHOWN = 2
_HIDDEN = "•"


@dataclass(frozen=True, slots=True)
class PrivateItem:
    """A stretch of the original text that holds private data of one kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """A shape, and optionally what must stand before it or hold of what was found.

    The named group `item`, where there is one, is the private part of the match.
    """

    kind: str
    shape: re.Pattern[str]
    before: re.Pattern[str] | None = None
    holds: Callable[[str], bool] | None = None


def find(text: str) -> list[PrivateItem]:
    """The private data in a text, in order of place, never overlapping."""
    items = _numbers(text) if _MAY_HOLD.search(text) else []
    if _MAY_NAME.search(text):
        for found in (PrivateItem(*one) for one in named_children(text)):
            if not any(found.start < one.end and one.start < found.end for one in items):
                items.append(found)
    return sorted(items, key=lambda item: item.start)


def _numbers(text: str) -> list[PrivateItem]:
    batch = views([text])
    plain = "".join(map(chr, batch.bare))
    return [_original(batch, start, end, kind) for start, end, kind in _found(plain)]


def mask(text: str, items: Iterable[PrivateItem]) -> str:
    """The text with every item hidden but for its first and last two characters.

    Of a child nothing is shown. The length does not change, so offsets into the text stay good.
    """
    for item in items:
        is_short = item.end - item.start <= 3 * _SHOWN
        shown = 0 if is_short or item.kind in _OF_CHILDREN else _SHOWN
        hidden = item.end - item.start - 2 * shown
        inner = slice(item.start + shown, item.end - shown)
        text = text[: inner.start] + _HIDDEN * hidden + text[inner.stop :]
    return text


def _found(plain: str) -> Iterator[tuple[int, int, str]]:
    taken: list[tuple[int, int]] = []
    for rule in _RULES:
        for match in rule.shape.finditer(plain):
            start, end = match.span("item" if "item" in rule.shape.groupindex else 0)
            if any(start < other_end and other < end for other, other_end in taken):
                continue
            if _is_no_number_of_a_person(plain, match.start(), end) or not _fits(
                rule, match, plain
            ):
                continue
            taken.append((start, end))
            yield start, end, rule.kind


def _fits(rule: _Rule, match: re.Match[str], plain: str) -> bool:
    before = plain[max(match.start() - _CONTEXT, 0) : match.start()]
    if rule.before is not None and not rule.before.search(before):
        return False
    return rule.holds is None or rule.holds(match.group())


def _is_no_number_of_a_person(plain: str, start: int, end: int) -> bool:
    """Whether the number goes on as money, a document number or part of a longer word."""
    return bool(_GOES_ON.match(plain, end) or _LEADS_IN.search(plain[max(start - 12, 0) : start]))


def _original(batch: Views, start: int, end: int, kind: str) -> PrivateItem:
    first, last = batch.original_span(start, end)
    return PrivateItem(first, last, kind)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _is_card(text: str) -> bool:
    """A domestic card (issuer 9704) or a number whose Luhn check digit holds."""
    digits = [int(char) for char in _digits(text)]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]
    return text.startswith("9704") or (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def _is_citizen_number(text: str) -> bool:
    """Province of registration 001 to 096, then century and sex 0 to 3 (12 digits in all)."""
    digits = _digits(text)
    return 1 <= int(digits[:3]) <= 96 and digits[3] in "0123"


def _is_no_sum(text: str) -> bool:
    """Not money: in thousands (1.500.000, 200 000 000) or one digit and noughts."""
    grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+|\d{1,3}(?: 000)+", text)
    return not (grouped or re.fullmatch(r"[1-9]0+", text))


_OF_CHILDREN = frozenset({"child_name", "school"})
_MAY_NAME = re.compile(
    r"ch[aá]u|b[eé]|con |h[oọ]c sinh|n[uữa]m? sinh|tr[uư][oờ]ng|l[oớ]p|tr[eẻ]", re.IGNORECASE
)
_MAY_HOLD = re.compile(r"\d|@|[０-９]|[ck]h[ií]n|facebook\.com|fb\.com", re.IGNORECASE)
_GOES_ON = re.compile(
    r"[.,]?\d|(?:d|k|tr)\b| ?(?:d/|dong|vnd|trieu|ty|ti|nghin|ngan(?! hang)|usd|m2|km|kg)\b| ?%"
    r"|/\d*/?[a-z]{2,}"
)
_LEADS_IN = re.compile(r"(?:[\d][.,/]|[a-z_#$])$")

_GAP = r"[ .\-*_]{0,2}"
_PROVINCE = r"(?<![\w/.])(?:1[1-9]|[2-9]\d)"
_HOUSE = r"(?P<item>\d{1,4}[a-d]?(?:/\d{1,4}[a-d]?)*)"
_NINE = r"(?:khong|ko|mot|hai|ba|bon|nam|lam|sau|bay|tam|chin)"


def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _named(*words: str) -> re.Pattern[str]:
    """One of these words before the number, with at most a few small words between."""
    return re.compile(rf"\b(?:{'|'.join(words)})\b[^\d\n{chr(BOUND)}]{{0,18}}$")


_ID_WORDS = _named(
    "cccd", "can cuoc", "cc", "cmnd", "cmt", "cmtnd", "chung minh", "dinh danh", "so dd", "giay to"
)
_BANK_WORDS = _named(
    "stk", "so tk", "tk", "tai khoan", "account", "acc", "ck", "chuyen khoan", "chuyen vao",
    "vcb", "vietcombank", "bidv", "agribank", "techcombank", "tcb", "mb", "mbbank", "mb bank",
    "acb", "vietinbank", "vietin", "tpbank", "sacombank", "vpbank", "vib", "shb", "hdbank",
    "ocb", "msb", "seabank", "lpbank", "momo",
)  # fmt: skip
# The first two letters of a health insurance card say on what ground its holder is insured.
_HEALTH_CARDS = (
    "dn|hx|ch|nn|tk|hc|xk|ht|tb|no|ct|xb|tn|cs|qn|ca|cy|xn|ms|cc|ck|cb|kc|hd|te|bt|hn|dt|dk|xd"
    "|ts|tc|tq|ta|ty|hg|ls|pv|hs|sv|gb|gd|tv|td|tu"
)
_BANKS = (
    "vcb|vietcombank|bidv|agribank|techcombank|tcb|mb ?bank|mb|acb|vietinbank|vietin|tpbank"
    "|sacombank|vpbank|vib|shb|hdbank|ocb|msb|seabank|lpbank|momo"
)

_RULES = (
    _Rule("email", _shape(r"\b[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+\b")),
    _Rule(
        "profile",
        _shape(
            r"\b(?:facebook|fb)\.com/(?!groups|share|watch|reel|hashtag|events|photo|sharer|story)"
            r"[a-z0-9._?=/&-]{3,}"
        ),
    ),
    _Rule(
        "file_number", _shape(r"\b(?:\d{3}\.\d{2}\.\d{2}\.)?h\d{2}(?:\.\d+){0,3}-\d{6}-\d{3,6}\b")
    ),
    _Rule("file_number", _shape(r"\b\d{3}\.\d{2}\.\d{2}\.?(?:[a-z]\d{2}\.?)?-\d{6}-\d{3,6}\b")),
    _Rule("insurance", _shape(rf"\b(?:{_HEALTH_CARDS})[1-5](?:[ .-]?\d){{12}}(?!\d)")),
    _Rule(
        "insurance",
        _shape(r"\b[a-z]{2}[ .-]?[1-5](?:[ .-]?\d){12}(?!\d)"),
        before=_named("bhyt", "bao hiem y te", "the bao hiem", "ma the", "so the"),
    ),
    _Rule(
        "bank_card",
        _shape(r"(?<!\d)\d{4}([ .-]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?(?!\d)"),
        holds=_is_card,
    ),
    _Rule(
        "id_card", _shape(r"(?<!\d)\d{3}[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{3}(?!\d)"), before=_ID_WORDS
    ),
    _Rule("id_card", _shape(r"(?<!\d)\d{9}(?!\d)"), before=_ID_WORDS),
    _Rule(
        "id_card",
        _shape(r"(?<!\d)\d{3}[ .-]?\d{3}[ .-]?\d{3}[ .-]?(?!\d{2}000)\d{3}(?!\d)"),
        before=_named("mst", "ma so thue", "so thue"),
    ),
    _Rule(
        "tax_code", _shape(r"(?<!\d)\d{10}(?:-\d{3})?(?!\d)"), before=_named("mst", "ma so thue")
    ),
    _Rule(
        "insurance",
        _shape(r"(?<!\d)\d{10}(?!\d)"),
        before=_named("bhxh", "so bao hiem", "ma bao hiem", "bao hiem xa hoi", "bhyt"),
    ),
    _Rule(
        "bank_account",
        _shape(r"(?<!\d)\d(?:[ .-]?\d){5,18}(?!\d)"),
        before=_named("stk", "so tk", "so tai khoan", "account", "acc"),
        holds=_is_no_sum,
    ),
    _Rule("id_card", _shape(r"(?<!\d)0\d{11}(?!\d)"), holds=_is_citizen_number),
    _Rule(
        "id_card",
        _shape(r"(?<!\d)0\d{2}([ .-])\d{3}\1\d{3}\1\d{3}(?!\d)"),
        holds=_is_citizen_number,
    ),
    _Rule(
        "phone",
        _shape(
            rf"(?:(?<![\d.,])|(?<=[a-z][.,]))(?:\(?\+?84\)?{_GAP}0?|\(?[0o]){_GAP}[35789](?:{_GAP}[\do](?:\)(?={_GAP}\d))?){{8}}(?!\d)"
        ),
        holds=lambda text: len(_digits(text)) >= 9,
    ),
    _Rule("phone", _shape(rf"(?<![\d.,])\(?0{_GAP}2(?:{_GAP}\d(?:\)(?={_GAP}\d))?){{8,9}}(?!\d)")),
    _Rule("phone", _shape(rf"(?<![\d.,])\+84{_GAP}2(?:{_GAP}\d){{8,9}}(?!\d)")),
    _Rule("phone", _shape(rf"\b{_NINE}(?:[ ,.-]+{_NINE}){{8,10}}\b")),
    _Rule(
        "bank_account",
        _shape(r"(?<!\d)\d(?:[ .-]?\d){5,18}(?!\d)"),
        before=_BANK_WORDS,
        holds=_is_no_sum,
    ),
    _Rule(
        "bank_account",
        _shape(rf"(?<!\d)(?P<item>\d(?:[ .-]?\d){{7,18}})[ ,:-]{{1,3}}(?:{_BANKS})\b"),
    ),
    _Rule("passport", _shape(r"\b[a-z]\d{7,8}\b"), before=_named("ho chieu", "passport")),
    _Rule(
        "plate",
        _shape(
            rf"{_PROVINCE}[ -]?[a-z][a-z1-9]?"
            r"(?:[ -]\d{3}[.]?\d{2}|-\d{4}|\d{3}\.\d{2})(?![\w/])"
        ),
    ),
    _Rule(
        "plate",
        _shape(rf"{_PROVINCE}[ .-]?[a-z][a-z1-9]?[ .-]?\d{{3}}[. ]?\d{{1,2}}(?![\w/])"),
        before=_named(
            "bien so", "bien", "bsx", "bks", "xe", "bs", "o to", "xe may", "bien kiem soat"
        ),
    ),
    _Rule("plate", _shape(rf"{_PROVINCE}[a-hj-z]\d{{5}}(?![\w/])")),
    _Rule(
        "birth_date",
        _shape(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}(?!\d)"),
        before=_named("sinh ngay", "ngay sinh", "sn", "nam sinh", "sinh"),
    ),
    _Rule(
        "address",
        _shape(rf"\b(?:so nha|nha so|ngo|ngach|hem|kiet) (?:so )?{_HOUSE}(?![\w/.])"),
    ),
    _Rule(
        "address",
        _shape(rf"\b(?:so |o |nha ){_HOUSE}(?=,? (?:duong|pho|ngo|ngach|hem|kiet) (?!so \d))"),
    ),
    _Rule(
        "address",
        _shape(
            r"(?<![\w/])(?P<item>\d{1,4}[a-d]?(?:/\d{1,4}[a-d]?)+)"
            r"(?=,? (?:duong|pho|hem|kiet) [a-z])"
        ),
    ),
)
