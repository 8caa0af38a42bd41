"""What a case is about beside its label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from api.view_models.parts import Choice, Shell
    from moderation.vocabulary import Trait

__all__ = ["NOTHING_MORE", "CaseAbout", "LanguageLine", "TraitFigures", "TraitLine", "TraitsPage"]


@dataclass(frozen=True, slots=True)
class TraitLine:
    """A trait and the words that speak for it; none where a person named it."""

    trait: Trait
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class CaseAbout:
    """The traits of a case; `law` names the law's own limit where the case is on it."""

    lines: tuple[TraitLine, ...] = ()
    language: str = ""
    readers: str = ""
    law: str = ""
    choices: tuple[Choice, ...] = ()
    may_file_request: bool = False


NOTHING_MORE = CaseAbout()


@dataclass(frozen=True, slots=True)
class TraitFigures:
    """The cases of one trait, in the period and now."""

    trait: Trait
    name: str
    opened: int
    answered: int
    waiting: int
    late: int


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """One person and the languages that they read."""

    user_id: int
    name: str
    languages: tuple[Choice, ...]
    said: str


@dataclass(frozen=True, slots=True)
class TraitsPage:
    """Figures of traits over `days`, and who reads which language."""

    template: ClassVar[str] = "traits.html"
    shell: Shell
    days: int
    figures: tuple[TraitFigures, ...]
    readers: tuple[LanguageLine, ...]
    may_edit: bool
