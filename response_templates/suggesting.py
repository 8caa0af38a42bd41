"""Which templates fit a comment, best first, and why in the comment's own words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from moderation.vocabulary import LABELS_VI, Label
from response_templates.catalogue import Catalogue, Template, load_catalogue
from response_templates.ranking import Known, build_index
from response_templates.telling import telling
from response_templates.words import composed

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
_BATCH = 512
_POSTS_KEPT = 512

Numbers = NDArray[np.int64]


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
        self._posts: dict[str, Numbers] = {}
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
        texts = [composed(item.text) for item in wanted]
        known = self._index.known(texts)
        fits = np.stack([self._fits[item.label] for item in wanted]) * usable
        pages = np.array([item.page_id or 0 for item in wanted])[:, None]
        fits *= (self._pages == 0) | (self._pages == pages)
        scores = self._scores(wanted, known)
        scores = np.where(scores >= _ENOUGH, scores, 0.0)
        scores = np.maximum(scores, self._general * _GENERAL) * fits
        item, column = self._best(scores, top)
        said = telling(self._index, known, item, column)
        made: list[list[Suggested]] = [[] for _ in wanted]
        for at, (number, template) in enumerate(zip(item.tolist(), column.tolist(), strict=True)):
            score = float(scores[number, template])
            words = [texts[number][start:end] for start, end in said.get(at, ())]
            reason = self._reason(template, score, wanted[number].label, words)
            made[number].append(Suggested(self._templates[template].id, round(score, 3), reason))
        return made

    def _scores(self, wanted: Sequence[Wanted], known: Known) -> NDArray[np.float64]:
        """What the words of each comment and of its post say for each template."""
        places: dict[str, int] = {}
        post_of = np.array([places.setdefault(item.post, len(places)) for item in wanted])
        around = self._rows_of_posts(list(places))
        sizes = np.array([len(rows) for rows in around])
        terms = len(self._index.keys)
        of_posts = np.repeat(np.arange(len(around)), sizes) * terms + np.concatenate(around)
        says = _POST * np.minimum(1.0, _POST_TERMS / np.maximum(sizes, 1))
        item, row = np.divmod(np.unique(known.owner * terms + known.row), terms)
        # A term of both counts as one of the comment's.
        both = _among(post_of[item] * terms + row, of_posts)
        weight = 1.0 - both * says[post_of[item]]
        post, around_row = np.divmod(of_posts, terms)
        by_posts = self._index.scores(post, around_row, says[post], len(around))
        made: NDArray[np.float64] = self._index.scores(item, row, weight, len(wanted))
        made += by_posts[post_of]
        return made

    def _rows_of_posts(self, posts: Sequence[str]) -> list[Numbers]:
        """Many comments stand under one post, so each is read once, those that are new together."""
        known = self._posts
        if fresh := [post for post in posts if post not in known]:
            read = self._index.known([composed(post) for post in fresh])
            terms = len(self._index.keys)
            owner, row = np.divmod(np.unique(read.owner * terms + read.row), terms)
            each = np.split(row, np.searchsorted(owner, np.arange(1, len(fresh))))
            added = dict(zip(fresh, each, strict=True))
            # Another thread may be reading the old one, so it is not changed.
            self._posts = {**(known if len(known) + len(added) <= _POSTS_KEPT else {}), **added}
            known = {**known, **added}
        return [known[post] for post in posts]

    def _best(self, scores: NDArray[np.float64], top: int) -> tuple[Numbers, Numbers]:
        """Comments and columns of the best, in order of both.

        The last place is kept for a template that serves the label.
        """
        near = scores.max(axis=1, keepdims=True) * _NEAR
        item, column = np.nonzero((scores > 0) & ((scores >= near) | self._general))
        order = np.lexsort((column, -scores[item, column], item))
        item, column = item[order], column[order]
        rank = np.arange(len(item)) - np.searchsorted(item, item)
        general = np.flatnonzero(self._general[column])
        _, first = np.unique(item[general], return_index=True)
        late = general[first][rank[general[first]] >= top]
        chosen = rank < top
        if top > 1:
            chosen[late - rank[late] + top - 1] = False
            chosen[late] = True
        return item[chosen], column[chosen]

    def _reason(self, column: int, score: float, label: Label, words: Sequence[str]) -> str:
        use = f"dùng cho {LABELS_VI[label].lower()}"
        if self._templates[column].private_only:
            use += ", chỉ gửi riêng"
        if times := self._picks[label, self._templates[column].id]:
            use += f"; cơ quan đã duyệt {times} lần"
        if self._general[column] and score <= _GENERAL:
            return f"Mẫu chung, {use}"
        if words:
            named = ", ".join(f"“{word}”" for word in dict.fromkeys(words))
            return f"Cùng nói về {named}; {use}"
        return f"Cùng chủ đề với bài đăng; {use}"


def load_suggester(
    catalogue: Catalogue | None = None, *, answered: Sequence[Answered] = ()
) -> Suggester:
    """Ready to rank the shipped templates, or those of a catalogue."""
    return Suggester(tuple(catalogue or load_catalogue()), answered=answered)


def _among(asked: Numbers, held: Numbers) -> NDArray[np.bool_]:
    """Which of the numbers are among others, which are sorted."""
    if not len(held):
        return np.zeros(len(asked), np.bool_)
    found: NDArray[np.bool_] = held.take(np.searchsorted(held, asked), mode="clip") == asked
    return found
