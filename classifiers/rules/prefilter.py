"""Many rules over one text: which of them could hold at all, told by one pass over its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import ahocorasick

from classifiers.rules.patterns import Pattern, compile_pattern
from classifiers.rules.texts import bare_words, pattern_text

__all__ = ["Prefilter"]

Name = TypeVar("Name")


class Prefilter(Generic[Name]):
    """Names the rules of whose needed groups each has a phrase or a pattern in a text.

    A group is a bit. Where a rule has several ways to hold, each has groups of its own, and one
    way's are enough.
    """

    def __init__(self, conditions: Mapping[Name, object]) -> None:
        self._bits: dict[str, int] = defaultdict(int)
        self._patterns: list[tuple[int, Pattern]] = []
        self._count = 0
        self._ways = [
            (way, name) for name, given in conditions.items() for way in self._ways_of(given)
        ]
        self._by_patterns = sum(bit for bit, _ in self._patterns)
        self._automaton = ahocorasick.Automaton()
        for words, bits in self._bits.items():
            self._automaton.add_word(words, bits)
        self._automaton.make_automaton()

    def candidates(self, text: str, words: str) -> list[Name]:
        """In the order of the rules: each that holds is among them, and few others.

        `words` are the text's `bare_words`.
        """
        held = 0
        for _, bits in self._automaton.iter(words) if self._bits else ():
            held |= bits
        open_ways = self._open(held | self._by_patterns)
        if any(way & held != way for way, _ in open_ways):
            held |= self._found(text, held, open_ways)
        return list(dict.fromkeys(name for way, name in open_ways if way & held == way))

    def _open(self, held: int) -> list[tuple[int, Name]]:
        return [each for each in self._ways if each[0] & held == each[0]]

    def _found(self, text: str, held: int, ways: list[tuple[int, Name]]) -> int:
        """The groups that a pattern speaks for, of those that are still wanted."""
        plain = pattern_text(text)
        wanted = 0
        for way, _ in ways:
            wanted |= way & ~held
        return sum(bit for bit, one in self._patterns if bit & wanted and one.search(plain))

    def _ways_of(self, condition: Any) -> list[int]:  # noqa: ANN401 - JSON
        match condition:
            case {"and": [*parts]}:
                ways = [0]
                for part in parts:
                    ways = [one | other for one in ways for other in self._ways_of(part)]
                return ways
            case {"or": [*parts]}:
                return [way for part in parts for way in self._ways_of(part)]
            case {"phrases": _} | {"patterns": _}:
                return [self._group(condition.get("phrases", ()), condition.get("patterns", ()))]
            case _:
                return [0]  # what must not stand there is seen to by the rule

    def _group(self, phrases: list[str], patterns: list[str]) -> int:
        bit = 1 << self._count
        self._count += 1
        for words in bare_words(phrases):
            self._bits[words] |= bit
        if patterns:
            either = "|".join(f"(?:{pattern})" for pattern in patterns)
            self._patterns.append((bit, compile_pattern(either)))
        return bit
