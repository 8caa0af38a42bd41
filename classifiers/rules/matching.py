"""A compiled rule, asked of a text: what of the words speaks for it, if it holds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from classifiers.rules.patterns import Pattern
from classifiers.rules.texts import ReadText, Span, read_texts

__all__ = [
    "Judge",
    "Phrase",
    "Phrases",
    "Rule",
    "all_of",
    "any_of",
    "matches",
    "none_of",
    "said_any",
]

_MOST_SPANS = 10
"""Of one phrase or pattern. Without an end, searching on after each hit would be quadratic."""

Judge = Callable[["_Facts"], "list[Span] | None"]
"""One part of a condition: what speaks for it, or None where it does not hold."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition, ready to be asked."""

    root: Judge
    phrases: Phrases | None
    """None where the rule has patterns alone."""

    def match(self, text: str | ReadText) -> list[Span] | None:
        """What speaks for the rule, in order, or None where it does not hold."""
        read = read_texts([text])[0] if isinstance(text, str) else text
        spans = self.root(_Facts(read, _said(self.phrases, read)))
        return None if spans is None else sorted(set(spans))


@dataclass(frozen=True, slots=True)
class Phrase:
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


class Phrases(Protocol):
    """The automaton of a rule, which comes without types: what it finds ends at the first number.

    With it come the length of what was found, without accents, and the phrases that are so spelled.
    """

    def add_word(self, words: str, value: tuple[int, tuple[Phrase, ...]], /) -> object: ...

    def make_automaton(self) -> object: ...

    def iter(self, words: str, /) -> Iterator[tuple[int, tuple[int, tuple[Phrase, ...]]]]: ...


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the parts of a condition are judged by."""

    read: ReadText
    said: dict[int, list[Span]]


def said_any(numbers: frozenset[int]) -> Judge:
    """Any of the phrases with these numbers."""

    def judge(facts: _Facts) -> list[Span] | None:
        return [s for n in facts.said.keys() & numbers for s in facts.said[n]] or None

    return judge


def matches(regex: Pattern) -> Judge:
    """A pattern, wherever more than nothing fits it."""

    def judge(facts: _Facts) -> list[Span] | None:
        hits = islice(regex.finditer(facts.read.plain), _MOST_SPANS)
        spans = [facts.read.original(*hit.span()) for hit in hits]
        return [(start, end) for start, end in spans if start < end] or None

    return judge


def any_of(parts: Sequence[Judge]) -> Judge:
    """One of the parts is enough; all that hold speak."""

    def judge(facts: _Facts) -> list[Span] | None:
        found = [spans for part in parts if (spans := part(facts)) is not None]
        return [span for spans in found for span in spans] if found else None

    return parts[0] if len(parts) == 1 else judge


def all_of(parts: Sequence[Judge]) -> Judge:
    """Every part must hold."""

    def judge(facts: _Facts) -> list[Span] | None:
        found: list[Span] = []
        for part in parts:
            spans = part(facts)
            if spans is None:
                return None
            found += spans
        return found

    return judge


def none_of(part: Judge) -> Judge:
    """Holds, with nothing to show for it, where the part does not."""

    def judge(facts: _Facts) -> list[Span] | None:
        return [] if part(facts) is None else None

    return judge


def _said(automaton: Phrases | None, read: ReadText) -> dict[int, list[Span]]:
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
