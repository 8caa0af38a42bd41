"""From raw comments to predictions: views, features, scores, then the spans that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from classifiers import artefact
from classifiers.model import LABELS, REASONS, Ask, Floats, Model, Scores, score
from classifiers.network import Network
from classifiers.normalise import Places, Views, views
from classifiers.predictions import CommentText, Prediction, Span
from classifiers.spans import carrying_spans
from classifiers.words import Reading, features, read
from moderation.vocabulary import Label, Reason

_BATCH = 128
_LIKELY = 0.5
_ILLEGAL = LABELS.index(Label.ILLEGAL_CONTENT)


@dataclass(frozen=True, slots=True)
class Classifier:
    """A loaded artefact; `version` is the hash of its content.

    The network is asked under other posts than announcements; without one the heads decide alone.
    `own_pages` tells that all comments are of an agency's own pages, which says something of those
    whose post is not known.
    """

    model: Model = field(repr=False)
    version: str
    network: Network | None = field(default=None, repr=False)
    own_pages: bool = False

    def classify(self, comments: Sequence[CommentText]) -> list[Prediction]:
        """One prediction for each comment, in order."""
        made: list[Prediction] = []
        for first in range(0, len(comments), _BATCH):
            made += self._classify_batch(comments[first : first + _BATCH])
        return made

    def _classify_batch(self, comments: Sequence[CommentText]) -> list[Prediction]:
        batch = views([comment.text for comment in comments])
        posts, post_of = _distinct_posts(comments)
        seen = read(batch, posts, post_of)
        found = features(seen)
        scores = score(
            self.model, found, len(comments), self._asking(seen), own_pages=self.own_pages
        )
        spans = carrying_spans(batch, found, scores)
        return [_prediction(scores, index, spans[index]) for index in range(len(comments))]

    def _asking(self, seen: Reading) -> Ask | None:
        return None if self.network is None else partial(self.network.says, seen)


def load_classifier(path: Path | None = None, *, own_pages: bool = False) -> Classifier:
    """The shipped classifier, or the one in the folder `path`; raises ArtefactError."""
    held = artefact.load(path or artefact.SHIPPED)
    return Classifier(held.model, held.version, held.network, own_pages)


def _prediction(scores: Scores, index: int, spans: tuple[Span, ...]) -> Prediction:
    shares, chosen = scores.labels[index].tolist(), int(scores.chosen[index])
    return Prediction(
        primary=LABELS[chosen],
        labels=dict(zip(LABELS, shares, strict=True)),
        reasons=_reasons(scores.reasons[index]) if chosen == _ILLEGAL else (),
        spans=spans,
        needs_human=bool(shares[chosen] < scores.certain[index]),
    )


def _reasons(shares: Floats) -> tuple[Reason, ...]:
    """Every reason more likely than not, the most likely first, and never none."""
    order = np.argsort(-shares)
    over = [int(at) for at in order if shares[at] >= _LIKELY]
    return tuple(REASONS[at] for at in over or order[:1])


def _distinct_posts(comments: Sequence[CommentText]) -> tuple[Views, Places]:
    places: dict[str, int] = {}
    post_of = [places.setdefault(comment.post, len(places)) for comment in comments]
    return views(list(places)), np.array(post_of)
