"""What was answered before on the same matter, and where a new answer says other numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from response_templates.words import Reader, composed

__all__ = ["Earlier", "Near", "nearest", "other_numbers"]

_T = TypeVar("_T")
_SAME_TEMPLATE = 0.25
_ALIKE = 0.18
"""Below this share of common terms two comments are about different things."""
_READ = 4_000
_NUMBER = re.compile(r"\d+(?:[.,/:-]\d+)*")


@dataclass(frozen=True, slots=True)
class Earlier(Generic[_T]):
    """A question that was answered, with whatever the caller knows it by."""

    question: str
    answer: str
    template_id: str | None
    known_as: _T


@dataclass(frozen=True, slots=True)
class Near(Generic[_T]):
    """An earlier answer on the same matter; `share` of the terms of both questions is common."""

    earlier: Earlier[_T]
    share: float


def nearest(
    question: str, template_id: str | None, earlier: Sequence[Earlier[_T]], *, top: int = 3
) -> list[Near[_T]]:
    """The earlier answers nearest to a question, nearest first; none where nothing is near."""
    asked, *known = _terms([question, *(one.question for one in earlier)])
    near = []
    for one, terms in zip(earlier, known, strict=True):
        share = _share(asked, terms)
        same = template_id is not None and one.template_id == template_id
        if share + (_SAME_TEMPLATE if same else 0.0) >= _ALIKE:
            near.append((share + (_SAME_TEMPLATE if same else 0.0), Near(one, share)))
    ranked = sorted(enumerate(near), key=lambda pair: (-pair[1][0], pair[0]))
    return [found for _, (_, found) in ranked[:top]]


def other_numbers(before: str, now: str) -> tuple[list[str], list[str]]:
    """Numbers that only the earlier answer has, and those that only the new one has."""
    old, new = (list(dict.fromkeys(_NUMBER.findall(text))) for text in (before, now))
    return [each for each in old if each not in new], [each for each in new if each not in old]


def _terms(texts: Sequence[str]) -> list[set[int]]:
    found = Reader().read([composed(text[:_READ]) for text in texts])
    made: list[set[int]] = [set() for _ in texts]
    for owner, key in zip(found.owner.tolist(), found.key.tolist(), strict=True):
        made[owner].add(key)
    return made


def _share(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
