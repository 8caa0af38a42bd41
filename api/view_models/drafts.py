"""The reply that is being written: suggestions, the draft, and what the checks say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from api.view_models.parts import TextSegment


@dataclass(frozen=True, slots=True)
class WordChange:
    """One place where the reply differs from its template, with a few words around it."""

    before: str
    removed: str
    added: str
    after: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A response template that may fit, with the reason in words."""

    template_id: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class DraftField:
    """A blank of the chosen template, filled in place."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """A check of the reply as a sentence with what to do; a blocker must be mended to submit."""

    sentence: str
    fix: str = ""
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where a fact of the reply comes from."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What the agency said before on the same matter; numbers that only one of the two has."""

    case_id: int
    at: datetime | None
    question: tuple[TextSegment, ...]
    answer: str
    changes: tuple[WordChange, ...] = ()
    numbers_before: tuple[str, ...] = ()
    numbers_now: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The reply in work. `text` is what staff edit, `preview` what the public will see.

    `address` is how the citizen is addressed now, `addresses` how they may be.
    """

    text: str
    preview: str
    version: int
    template_id: str = ""
    template_title: str = ""
    fields: tuple[DraftField, ...] = ()
    checks: tuple[DraftCheck, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    saved_at: datetime | None = None
    saved_by: str = ""
    address: str = ""
    addresses: tuple[str, ...] = ()
    earlier: tuple[EarlierAnswer, ...] = ()
