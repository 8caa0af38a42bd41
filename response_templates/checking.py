"""What an editor who knows the rules sees in a reply, before the public does.

A finding has a code, which the screen puts into words, and what it is about. What `blocks` must be
mended before the reply is put before anybody; the rest is for the writer and the approver to weigh.
Private data and abuse are found by other engines; here is what can be told from form and words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from moderation.text import fold
from moderation.vocabulary import Label

__all__ = ["CLAIMS", "OPINION_NOTE", "Finding", "Rules", "check_reply", "is_official", "links_in"]

CLAIMS = frozenset({Label.CONTRARY_INFORMATION, Label.POLICY_QUESTION})
"""What states something carries where it is written (duty A06)."""

OPINION_NOTE = "Ý kiến cá nhân, không đại diện cho cơ quan."
"""What staff add to what they say for themselves (duty B05)."""

_LINK = re.compile(
    r"(?P<link>https?://[^\s<>\"“”]+|(?<![\w@.])(?:[a-z0-9-]+\.)+"
    r"(?:vn|com|net|org|info|gov|edu|io|me|link|ly|gl|top|xyz|shop|site|online)\b(?:/[^\s<>\"“”]*)?)",
    re.IGNORECASE,
)
_ANY_WORD = re.compile(r"\w+")
_WORD = re.compile(r"[^\W\d_]+")
_MARKED_VOWEL = re.compile(r"[ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĨŨƠƯẠ-Ỹ]")
_SHOUTED_RUN = 2
_ANY_RUN = 5
_MARKS = re.compile(
    r"(?<![\w])(?P<secret>TUYỆT MẬT|TỐI MẬT|MẬT)(?![\w])|"
    r"(?P<kept>(?i:lưu hành nội bộ|tài liệu nội bộ|chỉ dùng nội bộ|không phổ biến|"
    r"chưa công bố|dự thảo lần \d+))"
)
_PATH = re.compile(
    r"(?<!\w)[A-Za-z]:\\\S+|\\\\[\w.-]+\\\S+|(?<![\w/:.])/(?:home|mnt|srv|Users)/\S+"
)
_OPINION = (
    "theo toi nghi", "theo y kien ca nhan", "y kien ca nhan", "ca nhan toi", "toi nghi rang",
    "quan diem ca nhan", "ca nhan minh",
)  # fmt: skip
_SMILE = re.compile(r"=\)+|:\)\)+|:v\b|:D\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to weigh."""

    code: str
    about: str = ""
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What a reply is held against. `longest` is 0 where nobody set a limit.

    `official` are host names of the agency's list; each stands for those below it as well.
    """

    label: Label
    longest: int
    official: Collection[str]
    has_source: bool = False


def check_reply(text: str, rules: Rules) -> list[Finding]:
    """Everything found, what blocks first."""
    found = [
        *_length(text, rules.longest),
        *_internal(text),
        *_capitals(text),
        *_links(text, rules.official),
        *_source(text, rules),
        *_opinion(text),
        *_mocking(text),
    ]
    return sorted(found, key=lambda one: not one.blocks)


def links_in(text: str) -> list[str]:
    """The addresses in a text, in order; “phuong.gov.vn” counts without its scheme."""
    return [found["link"].rstrip(".,;:!?)]…") for found in _LINK.finditer(text)]


def is_official(link: str, official: Collection[str]) -> bool:
    """Whether a link's host is of the list, or below one that is."""
    address = link if "://" in link else f"https://{link}"
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(host == each or host.endswith(f".{each}") for each in official)


def _length(text: str, longest: int) -> Iterator[Finding]:
    if longest and len(text) > longest:
        yield Finding("too_long", f"{len(text)}/{longest}", blocks=True)


def _internal(text: str) -> Iterator[Finding]:
    for found in _MARKS.finditer(text):
        yield Finding("internal_mark", found.group(), blocks=True)
    for found in _PATH.finditer(text):
        yield Finding("file_path", found.group(), blocks=True)


def _capitals(text: str) -> Iterator[Finding]:
    """Words shouted: two together that only a person could have meant as words, or five of any.

    “QĐ-UBND” is an abbreviation beside another; “THÔNG BÁO” has vowels that abbreviations lack.
    """
    run: list[str] = []
    for word in [*_WORD.findall(text), "x"]:
        if len(word) > 1 and word.isupper():
            run.append(word)
            continue
        marked = any(_MARKED_VOWEL.search(each) for each in run)
        if len(run) >= _ANY_RUN or (len(run) >= _SHOUTED_RUN and marked):
            yield Finding("capitals", " ".join(run)[:60])
            return
        run = []


def _links(text: str, official: Collection[str]) -> Iterator[Finding]:
    for link in dict.fromkeys(links_in(text)):
        if not is_official(link, official):
            yield Finding("unofficial_link", link[:120])


def _source(text: str, rules: Rules) -> Iterator[Finding]:
    if rules.label not in CLAIMS or rules.has_source:
        return
    if not any(is_official(link, rules.official) for link in links_in(text)):
        yield Finding("no_source")


def _opinion(text: str) -> Iterator[Finding]:
    """The page speaks for the agency; who speaks for themselves says so, and elsewhere (B05)."""
    plain = fold(text)
    said = next((each for each in _OPINION if each in plain), None)
    if said is not None and fold(OPINION_NOTE).rstrip(".") not in plain:
        yield Finding("personal_opinion")


def _mocking(text: str) -> Iterator[Finding]:
    plain, accented = (f" {' '.join(_ANY_WORD.findall(each))} " for each in _readings(text))
    for phrase in _phrases():
        if f" {phrase} " in accented or (" " in phrase and f" {fold(phrase)} " in plain):
            yield Finding("mocking", phrase)
    if smile := _SMILE.search(text):
        yield Finding("mocking", smile.group())


def _readings(text: str) -> tuple[str, str]:
    return fold(text), text.lower()


@cache
def _phrases() -> tuple[str, ...]:
    lines = (Path(__file__).parent / "mocking.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
