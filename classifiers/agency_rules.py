"""Rules that an agency writes itself: phrases and patterns joined by and, or, not.

A condition is data (JSON), each node one of

    {"phrases": ["vỡ đê", …], "patterns": ["cấp [0-9]+", …], "need": "any" | "all"}
    {"and": [node, …]}   {"or": [node, …]}   {"not": node}

Phrases are found by one automaton on whole words, short forms spelled out; patterns by RE2. Both
take time linear in the text whatever the rule says, and the text is cut at `READ_LIMIT`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

import ahocorasick
import numpy as np

from classifiers.lexicons import teencode
from classifiers.normalise import BOUND, WORD, compose, views, without_accents
from classifiers.patterns import compile_pattern
from moderation.errors import BadInputError, TooLargeError
from moderation.text import fold

__all__ = [
    "READ_LIMIT",
    "ReadText",
    "Rule",
    "Span",
    "bare_words",
    "compile_rule",
    "pattern_text",
    "read_texts",
]

MAX_PHRASES, MAX_PATTERNS, MAX_LENGTH, MAX_DEPTH = 200, 40, 2_000, 4
READ_LIMIT = 20_000
"""Characters of a text that rules look at."""

_SHORT = 20
"""Letters of a word that is remembered: a longer one seldom comes again."""
_GAP, _LINE = ord(" "), ord("\n")
_MOST_SPANS = 10
"""Of one phrase or pattern. Without an end, searching on after each hit would be quadratic."""

Span = tuple[int, int]
"""Start and end in the original text."""

Node = Callable[["_Facts"], "list[Span] | None"]


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as rules look at it, made once for any number of rules.

    `plain` is the UTF-8 that patterns read, `origin` the way back from its characters to the
    original (None: the same places).
    `words` are the words without accents, a space around each, beginning at `starts`; `spelled`
    the same words with accents, `places` where each stands in the original.
    """

    plain: bytes
    origin: list[int] | None
    words: str
    starts: list[int]
    spelled: list[str]
    bare: list[str]
    places: list[Span]

    def original(self, start: int, end: int) -> Span:
        """The stretch of the original behind a stretch of bytes of `plain`."""
        # RE2's \C is a single byte: what it cuts off a character is not counted.
        first = len(self.plain[:start].decode("utf-8", "ignore"))
        last = len(self.plain[:end].decode("utf-8", "ignore"))
        return (first, last) if self.origin is None else (self.origin[first], self.origin[last])


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition, ready to be asked."""

    _root: Node
    _phrases: Any

    def match(self, text: str | ReadText) -> list[Span] | None:
        """What speaks for the rule, in order, or None where it does not hold."""
        read = read_texts([text])[0] if isinstance(text, str) else text
        spans = self._root(_Facts(read, _said(self._phrases, read)))
        return None if spans is None else sorted(set(spans))


def compile_rule(condition: object) -> Rule:
    """Make a condition ready; BadInputError says in Vietnamese what is wrong with it, and where."""
    made = _Compiling()
    root = made.node(condition, MAX_DEPTH)
    automaton = made.automaton()
    rule = Rule(root, automaton)
    if rule.match("") is not None:
        raise BadInputError(
            "Quy tắc này khớp cả bình luận trống, nghĩa là gần như mọi bình luận. "
            "Cần ít nhất một cụm từ hoặc mẫu phải có."
        )
    return rule


def read_texts(texts: Sequence[str]) -> list[ReadText]:
    """Prepare texts for `Rule.match`; many at once cost less each."""
    cut = [text[:READ_LIMIT] for text in texts]
    words = _words_of(cut)
    return [_read(text, found) for text, found in zip(cut, words, strict=True)]


def bare_words(texts: Sequence[str]) -> list[str]:
    """The `words` alone of each `ReadText`: a tenth of the work, and all that most rules need."""
    batch = views([text[:READ_LIMIT] for text in texts])
    letters = np.where(batch.kinds == WORD, batch.letters, _GAP)
    letters[batch.letters == BOUND] = _LINE
    lines = letters[1:].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass").splitlines()
    return [
        f" {' '.join([(_kept if len(word) <= _SHORT else _meant)(word) for word in line.split()])} "
        for line in lines
    ]


def pattern_text(text: str) -> bytes:
    """The `plain` of a `ReadText`."""
    # UTF-8 has no lone surrogates; one question mark stands for each.
    return compose(text[:READ_LIMIT])[0].encode("utf-8", "replace")


_Word = tuple[str, str, Span]


def _words_of(texts: Sequence[str]) -> list[list[_Word]]:
    """The words of each text: with accents, without, and where."""
    batch = views(texts)
    word = batch.kinds == WORD
    starts = np.flatnonzero(word & ~np.concatenate(([False], word[:-1])))
    ends = np.flatnonzero(word & ~np.concatenate((word[1:], [False]))) + 1
    owners = batch.owner[starts]
    # A boundary stands after the last text, so each end has a place.
    within = batch.owner[ends] == owners
    lasts = np.where(within, batch.origin[ends], batch.lengths[owners])
    letters, bare = (
        codes.tobytes().decode("utf-32-le", "surrogatepass")
        for codes in (batch.letters, batch.bare)
    )
    found: list[list[_Word]] = [[] for _ in texts]
    columns = (owners, starts, ends, batch.origin[starts], lasts)
    for owner, start, end, first, last in zip(*(c.tolist() for c in columns), strict=True):
        found[owner].append((letters[start:end], bare[start:end], (first, last)))
    return found


def _read(text: str, words: list[_Word]) -> ReadText:
    spelled, bare, places = _spelled_out(words)
    starts, at = [], 1
    for word in bare:
        starts.append(at)
        at += len(word) + 1
    _, origin = compose(text)
    plain = pattern_text(text)
    if origin is not None:
        origin = [*origin, len(text)]
    return ReadText(plain, origin, f" {' '.join(bare)} ", starts, spelled, bare, places)


def _meant(letters: str) -> str:
    """A word without accents, a short form as the words that it stands for."""
    meant = teencode().get(letters)
    return without_accents(letters) if meant is None else " ".join(map(fold, meant))


_kept = lru_cache(maxsize=1 << 15)(_meant)


def _spelled_out(words: list[_Word]) -> tuple[list[str], list[str], list[Span]]:
    """Short forms as the words that they stand for: "kp" becomes "không phải", in one place."""
    short = teencode()
    spelled: list[str] = []
    bare: list[str] = []
    places: list[Span] = []
    for letters, without, place in words:
        meant = short.get(letters)
        if meant is None:
            spelled.append(letters)
            bare.append(without)
            places.append(place)
        else:
            spelled += meant
            bare += map(fold, meant)
            places += [place] * len(meant)
    return spelled, bare, places


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One phrase as the automaton finds it: its words with accents, or None for any accents."""

    number: int
    words: tuple[str, ...] | None
    count: int

    def fits(self, read: ReadText, first: int) -> bool:
        """Whether the words there are typed with the same accents or with none."""
        return self.words is None or all(
            wanted == read.spelled[at] or read.spelled[at] == read.bare[at]
            for at, wanted in enumerate(self.words, start=first)
        )


def _said(automaton: Any, read: ReadText) -> dict[int, list[Span]]:  # noqa: ANN401 - no types
    """Where the phrases of a rule stand, by their numbers."""
    found: dict[int, list[Span]] = {}
    if automaton is None:
        return found
    for last, (length, phrases) in automaton.iter(read.words):
        first = bisect_left(read.starts, last - length + 2)
        for phrase in phrases:
            spans = found.get(phrase.number, [])
            if len(spans) < _MOST_SPANS and phrase.fits(read, first):
                end = read.places[first + phrase.count - 1][1]
                found.setdefault(phrase.number, []).append((read.places[first][0], end))
    return found


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the parts of a condition are judged by."""

    read: ReadText
    said: dict[int, list[Span]]


@dataclass(slots=True)
class _Compiling:
    """The phrases and patterns counted so far, over all parts of a condition."""

    phrases: dict[str, list[_Wanted]] = field(default_factory=dict)
    count: int = 0
    patterns: int = 0

    def node(self, given: object, depth: int) -> Node:
        if not isinstance(given, dict) or not given:
            raise BadInputError("Quy tắc có một phần không đọc được.")
        if depth == 0:
            raise TooLargeError(f"Quy tắc lồng nhau quá {MAX_DEPTH} tầng.")
        if given.keys() <= {"phrases", "patterns", "need"}:
            return self._leaf(given)
        if len(given) != 1:
            raise BadInputError("Mỗi phần của quy tắc chỉ là một trong: cụm từ, và, hoặc, không.")
        [(kind, inner)] = given.items()
        if kind == "not":
            return _not(self.node(inner, depth - 1))
        if kind not in {"and", "or"} or not isinstance(inner, list) or not inner:
            raise BadInputError("Quy tắc có một phần không đọc được hoặc để trống.")
        if len(inner) > MAX_PHRASES:
            raise TooLargeError(f"Quy tắc có quá {MAX_PHRASES} phần.")
        parts = [self.node(part, depth - 1) for part in inner]
        return _every(parts) if kind == "and" else _any(parts)

    def _leaf(self, given: dict[str, object]) -> Node:
        phrases, patterns = (_texts(given.get(name, [])) for name in ("phrases", "patterns"))
        need = given.get("need", "any")
        if need not in ("any", "all") or not (phrases or patterns):
            raise BadInputError("Một nhóm của quy tắc đang trống.")
        numbers = [self._phrase(phrase) for phrase in phrases]
        parts = [_pattern(self._compiled(pattern)) for pattern in patterns]
        if need == "all":
            return _every([_phrases(frozenset({number})) for number in numbers] + parts)
        return _any([*([_phrases(frozenset(numbers))] if numbers else []), *parts])

    def _phrase(self, phrase: str) -> int:
        self.count += 1
        if self.count > MAX_PHRASES:
            raise TooLargeError(f"Quy tắc có quá {MAX_PHRASES} cụm từ.")
        [read] = read_texts([phrase])
        if not read.bare:
            raise BadInputError(
                f"Cụm từ “{phrase}” không có chữ hay số nào. Ký hiệu thì viết thành mẫu /…/."
            )
        anyhow = tuple(read.spelled) == tuple(read.bare)
        words = None if anyhow else tuple(read.spelled)
        wanted = _Wanted(self.count, words, len(read.bare))
        self.phrases.setdefault(read.words, []).append(wanted)
        return self.count

    def _compiled(self, pattern: str) -> Any:  # noqa: ANN401 - re2 has no types
        self.patterns += 1
        if self.patterns > MAX_PATTERNS:
            raise TooLargeError(f"Quy tắc có quá {MAX_PATTERNS} mẫu.")
        return compile_pattern(pattern)

    def automaton(self) -> Any:  # noqa: ANN401 - pyahocorasick has no types
        if not self.phrases:
            return None
        made = ahocorasick.Automaton()
        for words, wanted in self.phrases.items():
            made.add_word(words, (len(words), tuple(wanted)))
        made.make_automaton()
        return made


def _texts(given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        raise BadInputError("Danh sách cụm từ hoặc mẫu không đọc được.")
    for text in given:
        if len(text) > MAX_LENGTH:
            raise TooLargeError(f"“{text[:30]}…” dài quá {MAX_LENGTH} ký tự.")
    return given


def _phrases(numbers: frozenset[int]) -> Node:
    def judge(facts: _Facts) -> list[Span] | None:
        return [s for n in facts.said.keys() & numbers for s in facts.said[n]] or None

    return judge


def _pattern(regex: Any) -> Node:  # noqa: ANN401 - re2 has no types
    def judge(facts: _Facts) -> list[Span] | None:
        hits = islice(regex.finditer(facts.read.plain), _MOST_SPANS)
        spans = [facts.read.original(*hit.span()) for hit in hits]
        return [(start, end) for start, end in spans if start < end] or None

    return judge


def _any(parts: Sequence[Node]) -> Node:
    def judge(facts: _Facts) -> list[Span] | None:
        found = [spans for part in parts if (spans := part(facts)) is not None]
        return [span for spans in found for span in spans] if found else None

    return parts[0] if len(parts) == 1 else judge


def _every(parts: Sequence[Node]) -> Node:
    def judge(facts: _Facts) -> list[Span] | None:
        found: list[Span] = []
        for part in parts:
            spans = part(facts)
            if spans is None:
                return None
            found += spans
        return found

    return judge


def _not(part: Node) -> Node:
    def judge(facts: _Facts) -> list[Span] | None:
        return [] if part(facts) is None else None

    return judge
