"""A condition, checked and made ready to be asked.

A condition is data (JSON), each node one of

    {"phrases": ["vỡ đê", …], "patterns": ["cấp [0-9]+", …], "need": "any" | "all"}
    {"and": [node, …]}   {"or": [node, …]}   {"not": node}

Phrases are found by one automaton on whole words, short forms spelled out; patterns by RE2. Both
take time linear in the text whatever the rule says, and the text is cut at `texts.READ_LIMIT`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import ahocorasick

from classifiers.rules.matching import (
    Judge,
    Phrase,
    Phrases,
    Rule,
    all_of,
    any_of,
    matches,
    none_of,
    said_any,
)
from classifiers.rules.patterns import Pattern, compile_pattern
from classifiers.rules.texts import read_texts
from moderation.errors import BadInputError, TooLargeError

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_PATTERNS", "MAX_PHRASES", "compile_rule"]

MAX_PHRASES, MAX_PATTERNS, MAX_LENGTH, MAX_DEPTH = 200, 40, 2_000, 4


def compile_rule(condition: object) -> Rule:
    """Make a condition ready; BadInputError says in Vietnamese what is wrong with it, and where."""
    made = _Compiling()
    root = made.judge(condition, MAX_DEPTH)
    automaton = made.automaton()
    rule = Rule(root, automaton)
    if rule.match("") is not None:
        raise BadInputError(
            "Quy tắc này khớp cả bình luận trống, nghĩa là gần như mọi bình luận. "
            "Cần ít nhất một cụm từ hoặc mẫu phải có."
        )
    return rule


@dataclass(slots=True)
class _Compiling:
    """The phrases and patterns counted so far, over all parts of a condition."""

    phrases: dict[str, list[Phrase]] = field(default_factory=dict)
    count: int = 0
    patterns: int = 0

    def judge(self, given: object, depth: int) -> Judge:
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
            return none_of(self.judge(inner, depth - 1))
        if kind not in {"and", "or"} or not isinstance(inner, list) or not inner:
            raise BadInputError("Quy tắc có một phần không đọc được hoặc để trống.")
        if len(inner) > MAX_PHRASES:
            raise TooLargeError(f"Quy tắc có quá {MAX_PHRASES} phần.")
        parts = [self.judge(part, depth - 1) for part in inner]
        return all_of(parts) if kind == "and" else any_of(parts)

    def _leaf(self, given: dict[str, object]) -> Judge:
        phrases, patterns = (_texts(given.get(name, [])) for name in ("phrases", "patterns"))
        need = given.get("need", "any")
        if need not in ("any", "all") or not (phrases or patterns):
            raise BadInputError("Một nhóm của quy tắc đang trống.")
        numbers = [self._phrase(phrase) for phrase in phrases]
        parts = [matches(self._compiled(pattern)) for pattern in patterns]
        if need == "all":
            return all_of([said_any(frozenset({number})) for number in numbers] + parts)
        return any_of([*([said_any(frozenset(numbers))] if numbers else []), *parts])

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
        wanted = Phrase(self.count, words, len(read.bare))
        self.phrases.setdefault(read.words, []).append(wanted)
        return self.count

    def _compiled(self, pattern: str) -> Pattern:
        self.patterns += 1
        if self.patterns > MAX_PATTERNS:
            raise TooLargeError(f"Quy tắc có quá {MAX_PATTERNS} mẫu.")
        return compile_pattern(pattern)

    def automaton(self) -> Phrases | None:
        if not self.phrases:
            return None
        made: Phrases = ahocorasick.Automaton()
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
