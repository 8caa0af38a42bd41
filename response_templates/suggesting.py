"""Which templates fit a comment, best first, and why in the comment's own words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.vocabulary import LABELS_VI, Label
from response_templates.catalogue import Catalogue, Template, load_catalogue
from response_templates.ranking import Index, build_index
from response_templates.words import Term, composed, terms

__all__ = ["Answered", "Suggested", "Suggester", "Wanted", "load_suggester"]

# Found on the tuning half of the evaluation set; the shares hardly move around these values.
_POST = 0.3
"""A word of the post says this much of what a word of the comment says, …"""
_POST_TERMS = 40
"""… and a post of more terms than these no more than a post of so many."""
_ENOUGH = 2.0
_GENERAL = 10.0
"""What a general template scores for its label before any word is read."""
_NEAR = 0.4
"""A template that scores less than this share of the best is not worth a glance."""
_PICKED = 0.1
_NAMED_WORDS = 3
_TELLING = 0.25
"""A word is named as a reason from this share of the most telling one's weight."""
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Wanted:
    """A comment that wants a reply, with the post it stands under and its page."""

    text: str
    post: str
    label: Label
    page_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A comment that people of this agency answered with a template."""

    text: str
    label: Label
    template_id: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A template that fits. `score` orders the templates of one comment; it has no upper end."""

    template_id: str
    score: float
    reason: str


class _Read(NamedTuple):
    """A comment as it is compared: its composed text, the query, and the terms templates know."""

    text: str
    query: dict[int, float]
    known: list[Term]
    rows: NDArray[np.int32]


class Suggester:
    """Ranks templates: those of the comment's label, by BM25 over syllables and pairs.

    It learns from `answered`, what people approved before: the words of those comments speak for
    the template, and a template often chosen for a label comes first among equals.
    """

    def __init__(self, templates: Sequence[Template], *, answered: Sequence[Answered] = ()) -> None:
        self._templates = tuple(templates)
        texts: dict[str, list[str]] = {}
        for one in answered:
            texts.setdefault(one.template_id, []).append(one.text)
        self._index = build_index(self._templates, texts)
        self._picks = Counter((one.label, one.template_id) for one in answered)
        self._fits = {label: self._fit(label) for label in Label}
        self._general = np.array([template.general for template in self._templates])
        self._pages = np.array([template.page_id or 0 for template in self._templates])

    def suggest(
        self,
        wanted: Sequence[Wanted],
        *,
        top: int = 3,
        on: date | None = None,
        changed: Collection[str] = (),
    ) -> list[list[Suggested]]:
        """For each comment the best templates, none where nothing fits.

        Templates whose source has lapsed `on` that day (today by default), or is told to have
        `changed`, are left out.
        """
        if not self._templates:
            return [[] for _ in wanted]
        day = on or date.today()  # noqa: DTZ011  a template lapses at midnight where the agency sits
        usable = np.array(
            [not (each.expired(day) or each.rests_on(changed)) for each in self._templates]
        )
        return [
            best
            for start in range(0, len(wanted), _BATCH)
            for best in self._batch(wanted[start : start + _BATCH], top=top, usable=usable)
        ]

    def holds(self, template_id: str) -> bool:
        """Whether there is such a template to rank."""
        return any(template.id == template_id for template in self._templates)

    def _fit(self, label: Label) -> NDArray[np.float64]:
        """0 where the template is not for this label; more than 1 where it was chosen before."""
        return np.array([
            (1 + _PICKED * math.log1p(self._picks[label, template.id]))
            if label in template.labels else 0.0
            for template in self._templates
        ])  # fmt: skip

    def _batch(
        self, wanted: Sequence[Wanted], *, top: int, usable: NDArray[np.bool_]
    ) -> list[list[Suggested]]:
        read = [_read(self._index, item) for item in wanted]
        scores = self._index.scores([one.query for one in read])
        fits = np.stack([self._fits[item.label] for item in wanted]) * usable
        pages = np.array([item.page_id or 0 for item in wanted])[:, None]
        fits *= (self._pages == 0) | (self._pages == pages)
        scores = np.where(scores >= _ENOUGH, scores, 0.0)
        scores = np.maximum(scores, self._general * _GENERAL) * fits
        return [
            [
                self._suggested(column, float(scores[place, column]), wanted[place], read[place])
                for column in self._best(scores[place], top)
            ]
            for place in range(len(wanted))
        ]

    def _best(self, scores: NDArray[np.float64], top: int) -> list[int]:
        """The columns of the best; the last place is kept for a template that serves the label."""
        near = scores.max() * _NEAR
        ranked = [int(c) for c in np.argsort(-scores, kind="stable") if scores[c] > 0]
        order = [column for column in ranked if scores[column] >= near or self._general[column]]
        general = [column for column in order if self._general[column]]
        if top > 1 and general and general[0] not in order[:top]:
            return [*order[: top - 1], general[0]]
        return order[:top]

    def _suggested(self, column: int, score: float, item: Wanted, read: _Read) -> Suggested:
        template = self._templates[column]
        return Suggested(template.id, round(score, 3), self._reason(column, score, item, read))

    def _reason(self, column: int, score: float, item: Wanted, read: _Read) -> str:
        use = f"dùng cho {LABELS_VI[item.label].lower()}"
        if self._templates[column].private_only:
            use += ", chỉ gửi riêng"
        if times := self._picks[item.label, self._templates[column].id]:
            use += f"; cơ quan đã duyệt {times} lần"
        if self._general[column] and score <= _GENERAL:
            return f"Mẫu chung, {use}"
        words = dict.fromkeys(read.text[start:end] for start, end in self._telling(column, read))
        if words:
            named = ", ".join(f"“{word}”" for word in words)
            return f"Cùng nói về {named}; {use}"
        return f"Cùng chủ đề với bài đăng; {use}"

    def _telling(self, column: int, read: _Read) -> list[tuple[int, int]]:
        """The stretches of the comment that say most for this template, in reading order."""
        if not read.known:
            return []
        says = self._index.weights_of(column, read.rows)
        least = says.max() * _TELLING
        chosen: list[tuple[int, int]] = []
        for place in np.argsort(-says, kind="stable").tolist():
            if says[place] <= least or len(chosen) == _NAMED_WORDS:
                break
            chosen = _with(chosen, (read.known[place].start, read.known[place].end))
        return sorted(chosen)


def load_suggester(
    catalogue: Catalogue | None = None, *, answered: Sequence[Answered] = ()
) -> Suggester:
    """Ready to rank the shipped templates, or those of a catalogue."""
    return Suggester(tuple(catalogue or load_catalogue()), answered=answered)


def _read(index: Index, item: Wanted) -> _Read:
    text = composed(item.text)
    known = [term for term in terms(text) if term.name in index.rows]
    rows = [index.rows[term.name] for term in known]
    around = [index.rows[name] for name in _post_terms(item.post) if name in index.rows]
    query = dict.fromkeys(around, _POST * min(1.0, _POST_TERMS / max(len(around), 1)))
    query.update(dict.fromkeys(rows, 1.0))
    return _Read(text, query, known, np.array(rows, dtype=np.int32))


@lru_cache(maxsize=512)
def _post_terms(post: str) -> frozenset[str]:
    """Many comments stand under one post, so it is read once."""
    return frozenset(term.name for term in terms(composed(post)))


def _with(chosen: list[tuple[int, int]], span: tuple[int, int]) -> list[tuple[int, int]]:
    """Add a stretch; neighbours and those that overlap become one."""
    start, end = span
    apart = [(a, b) for a, b in chosen if b + 1 < start or a > end + 1]
    near = [held for held in chosen if held not in apart]
    return [*apart, (min([start, *(a for a, _ in near)]), max([end, *(b for _, b in near)]))]
