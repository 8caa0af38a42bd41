"""Many rules over one text: which of them could hold at all, told by one pass over its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import ahocorasick

from classifiers.agency_rules import ReadText, read_texts

__all__ = ["Prefilter"]

Name = TypeVar("Name")


class Prefilter(Generic[Name]):
    """Names the rules of which a needed phrase stands in a text, and those that need none."""

    def __init__(self, conditions: Mapping[Name, object]) -> None:
        needed = {name: _needed(condition) for name, condition in conditions.items()}
        self._order = list(conditions)
        self._always = frozenset(name for name, words in needed.items() if words is None)
        by_words: dict[str, set[Name]] = defaultdict(set)
        for name, phrases in needed.items():
            for words in phrases or ():
                by_words[words].add(name)
        self._automaton = ahocorasick.Automaton()
        for words, names in by_words.items():
            self._automaton.add_word(words, frozenset(names))
        self._automaton.make_automaton()

    def candidates(self, read: ReadText) -> list[Name]:
        """In the order of the rules: each that holds is among them, and few others."""
        found = set(self._always)
        for _, names in self._automaton.iter(read.words) if len(self._automaton) else ():
            found |= names
        return [name for name in self._order if name in found] if found else []


def _needed(condition: Any) -> frozenset[str] | None:  # noqa: ANN401 - JSON
    """Phrases of which one at least must stand in a text where it holds; None where nothing must.

    The words are as `ReadText.words` has them, a space around each.
    """
    match condition:
        case {"and": [*parts]}:
            known = [words for part in parts if (words := _needed(part)) is not None]
            return min(known, key=len, default=None)
        case {"or": [*parts]}:
            each = [_needed(part) for part in parts]
            return None if None in each else frozenset().union(*(one or () for one in each))
        case {"phrases": [*phrases], **rest} if phrases and not rest.get("patterns"):
            return frozenset(read.words for read in read_texts(phrases))
        case _:
            return None
