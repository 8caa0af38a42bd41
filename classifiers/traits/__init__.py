"""What a comment is about beside its label: whom it concerns, and what the law has a way for.

The phrases stand beside this file, one file a trait, in the words in which an agency writes its
own rules (`classifiers.rules.lines`). They are looked for in the words that a citizen typed, so a
trait is a reason to look sooner or elsewhere, never a judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classifiers.rules.compiling import compile_rule
from classifiers.rules.lines import read_rule
from classifiers.rules.matching import Rule
from classifiers.rules.prefilter import Prefilter
from classifiers.rules.texts import ReadText, Span, bare_words, read_texts
from classifiers.traits.languages import language_of
from moderation.vocabulary import Language, Trait

__all__ = ["Found", "find", "language_of"]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Found:
    """The traits of one text, each with the words that speak for it, and a minority language."""

    spans: dict[Trait, tuple[Span, ...]]
    language: Language | None = None

    @property
    def traits(self) -> tuple[Trait, ...]:
        """In the order of the closed list."""
        return tuple(trait for trait in Trait if trait in self.spans) if self.spans else ()


def find(texts: Sequence[str]) -> list[Found]:
    """What each text is about; one in a minority language is not read for anything else."""
    prefilter = _rules()[1]
    made = [Found({}) for _ in texts]
    asked: dict[int, list[Trait]] = {}
    for at, (text, words) in enumerate(zip(texts, bare_words(texts), strict=True)):
        if (language := language_of(text)) is not None:
            made[at] = Found({Trait.MINORITY_LANGUAGE: ((0, len(text)),)}, language)
        elif traits := prefilter.candidates(text, words):
            asked[at] = traits
    for (at, traits), read in zip(
        asked.items(), read_texts([texts[at] for at in asked]), strict=True
    ):
        made[at] = Found(_said(read, traits))
    return made


def _said(read: ReadText, traits: Sequence[Trait]) -> dict[Trait, tuple[Span, ...]]:
    rules = _rules()[0]
    said = {trait: rules[trait].match(read) for trait in traits}
    return {trait: tuple(spans) for trait, spans in said.items() if spans}


@cache
def _rules() -> tuple[dict[Trait, Rule], Prefilter[Trait]]:
    conditions: dict[Trait, object] = {
        trait: read_rule((_FOLDER / f"{trait.value}.txt").read_text(encoding="utf-8"))
        for trait in Trait
        if trait is not Trait.MINORITY_LANGUAGE
    }
    rules = {trait: compile_rule(condition) for trait, condition in conditions.items()}
    return rules, Prefilter(conditions)
